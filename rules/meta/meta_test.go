package meta_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/rules/meta"
)

const whole = `# METADATA
# title: "A title: in quotes"
# description: |
#   First line.
#
#   Second paragraph.
# related_resources:
#   - ref: https://example.com/a
#     description: why
#   - https://example.com/b
# custom:
#   severity: high
#   severities: [critical, high]   # a comment
#   confidence: medium
#   persona: pedantic
#   remediation: >-
#     Folded
#     text.
#   tags: ['it''s', "cwe-1"]
#   params: {limit: 3, names: [a, "b"], deep: {on: true}}
#   since: "2026.12"
#   aliases:
#   - trust/old
# scope: package
package policies.trust.x
`

func TestParse(t *testing.T) {
	m, err := meta.Parse("x.rego", []byte(strings.Replace(whole, "# scope: package\n", "", 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := finding.RuleInfo{
		Title: "A title: in quotes", Description: "First line.\n\nSecond paragraph.", Remediation: "Folded text.",
		References: []string{"https://example.com/a", "https://example.com/b"},
		Severity:   finding.SeverityHigh, Severities: []finding.Severity{finding.SeverityHigh, finding.SeverityCritical},
		Confidence: finding.ConfidenceMedium, Persona: finding.PersonaPedantic,
		Tags: []string{"it's", "cwe-1"}, Since: "2026.12", Aliases: []string{"trust/old"},
		Params: map[string]any{"limit": 3.0, "names": []any{"a", "b"}, "deep": map[string]any{"on": true}},
	}
	if !reflect.DeepEqual(m.Info, want) {
		t.Errorf("\n got %+v\nwant %+v", m.Info, want)
	}
}

func TestParseFaults(t *testing.T) {
	for _, test := range []struct{ old, with, want string }{
		{"", "", "x.rego:24: METADATA: METADATA has no key scope: there are title, description, related_resources, custom"},
		{"# description: |", "# title: again\n# description: |", "x.rego:3: METADATA: the key title is there twice"},
		{`"A title: in quotes"`, `"A title`, "x.rego:2: METADATA: the string in double quotes is not valid"},
		{"[critical, high]", "[critical, high", "x.rego:13: METADATA: the closing bracket is missing; lists in brackets stand on one line"},
		{"#   confidence: medium", "#     confidence: medium", "x.rego:14: METADATA: this line is indented deeper than the one before allows"},
		{"#   confidence: medium", "#  confidence: medium", "x.rego:14: METADATA: this line is indented deeper than the one before allows"},
		{"persona: pedantic", "persona", "x.rego:15: METADATA: want `key: value`, got \"persona\""},
		{"https://example.com/b\n# custom:\n", "http://example.com/b\n# custom:\n", "x.rego:10: METADATA: each of related_resources must be a URL that begins with https://"},
		{"title: \"A title: in quotes\"", "title: *alias", "x.rego:2: METADATA: the value begins with \"*\": put it in quotes"},
	} {
		src := strings.Replace(whole, test.old, test.with, 1)
		if test.old != "" {
			src = strings.Replace(src, "# scope: package\n", "", 1)
		}
		_, err := meta.Parse("x.rego", []byte(src))
		if err == nil || err.Error() != test.want {
			t.Errorf("%s:\n got %v\nwant %s", test.with, err, test.want)
		}
	}
}

// FuzzParse: the reader never panics, and what it takes for a title is what
// Rego's own reader takes for it.
func FuzzParse(f *testing.F) {
	f.Add(strings.Replace(whole, "# scope: package\n", "", 1))
	f.Add(whole)
	f.Fuzz(func(t *testing.T, src string) {
		m, err := meta.Parse("x.rego", []byte(src))
		if err != nil {
			return
		}
		module, err := ast.ParseModuleWithOpts("x.rego", src, ast.ParserOptions{ProcessAnnotation: true})
		if err != nil || len(module.Annotations) == 0 {
			return
		}
		if got := strings.TrimSpace(module.Annotations[0].Title); module.Annotations[0].Scope == "package" && got != m.Info.Title {
			t.Errorf("got title %q, Rego reads %q", m.Info.Title, got)
		}
	})
}
