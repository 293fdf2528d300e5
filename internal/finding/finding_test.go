package finding_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

var (
	rule  = &finding.RuleInfo{ID: "trust/any-subject"}
	other = &finding.RuleInfo{ID: "trust/any-audience"}
	file  = source.NewFile("a.tf", []byte("one two three"))
)

func at(start, end int) source.Span { return file.Span(start, end) }

func TestMergeListsInstances(t *testing.T) {
	one := func(address string) *finding.Finding {
		return &finding.Finding{Rule: rule, At: at(0, 3), Message: "m", Address: address}
	}
	got := finding.Merge([]*finding.Finding{one("r[\"b\"]"), one("r[\"a\"]"), one("r[\"b\"]"), {Rule: other, At: at(0, 3), Message: "m", Address: "x"}})
	if len(got) != 2 {
		t.Fatalf("merged to %d findings, want 2", len(got))
	}
	if s := strings.Join(got[0].Instances, " "); s != `r["a"] r["b"]` {
		t.Errorf("instances are %s", s)
	}
	if got[1].Instances != nil {
		t.Errorf("a single finding has instances %v", got[1].Instances)
	}
}

// TestMergeJoinsInstancesOfABlock: findings on what one block gives rise to are
// one, whatever they call it; those on one fact are not.
func TestMergeJoinsInstancesOfABlock(t *testing.T) {
	block := []string{"a", "b", "c"}
	one := func(address, message string, call int) *finding.Finding {
		return &finding.Finding{
			Rule: rule, At: at(0, 3), Message: message, Address: address, Instances: block,
			Related: []finding.Note{{Message: "called from here", At: at(call, call+1)}},
		}
	}
	got := finding.Merge([]*finding.Finding{one("a", "a first", 4), one("a", "a second", 4), one("b", "b first", 5), one("b", "b second", 4)})
	var said []string
	for _, f := range got {
		said = append(said, fmt.Sprint(f.Message, " ", f.Instances, " ", len(f.Related)))
	}
	if s := strings.Join(said, "; "); s != "a first [a b] 2; a second [a b] 1" {
		t.Errorf("merged to %s", s)
	}
	other := one("x", "a first", 6)
	other.Instances = []string{"x", "y"}
	if both := finding.Merge([]*finding.Finding{one("a", "a first", 4), one("b", "b first", 4), other}); len(both) != 1 || fmt.Sprint(both[0].Instances) != "[a b x]" {
		t.Errorf("what is said alike of two blocks at one place is %d findings, the first of %v", len(both), both[0].Instances)
	}
	if alone := finding.Merge([]*finding.Finding{one("a", "m", 4)}); alone[0].Instances != nil {
		t.Errorf("what is found for one instance only is said of %v", alone[0].Instances)
	}
}

func TestFingerprintIgnoresPlace(t *testing.T) {
	a := &finding.Finding{Rule: rule, At: at(0, 3), Address: "aws_iam_role.x", Discriminator: "ways[0]", Message: "one"}
	b := &finding.Finding{Rule: rule, At: at(4, 7), Address: "aws_iam_role.x", Discriminator: "ways[0]", Message: "two"}
	if a.Fingerprint() != b.Fingerprint() {
		t.Error("the fingerprint depends on the place or the wording")
	}
	for _, c := range []*finding.Finding{
		{Rule: other, Address: a.Address, Discriminator: a.Discriminator},
		{Rule: rule, Address: "aws_iam_role.y", Discriminator: a.Discriminator},
		{Rule: rule, Address: a.Address, Discriminator: "ways[1]"},
	} {
		if c.Fingerprint() == a.Fingerprint() {
			t.Errorf("%+v has the same fingerprint", c)
		}
	}
}

func TestLevelsRoundTrip(t *testing.T) {
	for s := finding.SeverityNote; s <= finding.SeverityCritical; s++ {
		if got, err := finding.ParseSeverity(s.String()); err != nil || got != s {
			t.Errorf("%s parses to %v, %v", s, got, err)
		}
	}
	for c := finding.ConfidenceLow; c <= finding.ConfidenceHigh; c++ {
		if got, err := finding.ParseConfidence(c.String()); err != nil || got != c {
			t.Errorf("%s parses to %v, %v", c, got, err)
		}
	}
	for p := finding.PersonaRegular; p <= finding.PersonaAuditor; p++ {
		if got, err := finding.ParsePersona(p.String()); err != nil || got != p {
			t.Errorf("%s parses to %v, %v", p, got, err)
		}
	}
	if _, err := finding.ParseSeverity("urgent"); err == nil {
		t.Error("urgent is no severity")
	}
}
