package rules_test

import (
	"io/fs"
	"regexp"
	"slices"
	"testing"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/policies"
	"github.com/subaud/subaud/rules"
)

// TestWeighedSeverities: a rule that weighs declares every severity that can
// come of it.
func TestWeighedSeverities(t *testing.T) {
	set, err := rules.Load(rules.Builtins(), rules.Source{Name: "policies", FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`subaud\.weigh\([^,]+, "([a-z]+)"\)`)
	n := 0
	for _, r := range set.Rules() {
		text, err := fs.ReadFile(policies.FS, r.ID+".rego")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(text), -1) {
			n++
			base, err := finding.ParseSeverity(m[1])
			if err != nil {
				t.Fatal(err)
			}
			for s := max(base-1, finding.SeverityLow); s <= min(base+1, finding.SeverityHigh); s++ {
				if !slices.Contains(r.Severities, s) {
					t.Errorf("%s weighs %s and does not declare %s", r.ID, base, s)
				}
			}
		}
	}
	if n < 6 {
		t.Errorf("only %d rules weigh", n)
	}
}
