package meta_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
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
#   params: {limit: 3, names: [a, "b"], deep: {"on": true}}
#   since: "2026.12"
#   aliases:
#   - trust/old
package policies.trust.x
`

func TestParse(t *testing.T) {
	m, err := meta.Parse("x.rego", []byte(whole))
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
	const at = "x.rego:"
	for _, test := range []struct{ old, with, want string }{
		{"# METADATA", "# Metadata", at + "1: METADATA: the policy has none: begin the file with a comment `# METADATA` that gives title, description, related_resources and custom"},
		{"package policies.trust.x", "# scope: package\npackage policies.trust.x", at + "24: METADATA: METADATA has no key scope: there are title, description, related_resources, custom"},
		{"# title", "# Title", at + "2: METADATA: METADATA has no key Title: did you mean title?"},
		{"confidence: medium", "confidance: medium", at + "14: METADATA: custom has no key confidance: did you mean confidence?"},
		{"    description: why", "    descriptions: why", at + "9: METADATA: an element of related_resources has no key descriptions: did you mean description?"},
		{"# description: |", "# title: again\n# description: |", at + "3: METADATA: the key title is there twice"},
		{"#   confidence: medium", "#   confidence: medium\n#   severity: low", at + "15: METADATA: the key severity is there twice"},
		{`# title: "A title: in quotes"`, "#", at + "1: METADATA: the key title is missing: add it"},
		{`"A title: in quotes"`, "", at + "2: METADATA: title must be a string that says something"},
		{`"A title: in quotes"`, `"A title`, at + "2: METADATA: The line has a second colon that is not in quotes."},
		{`"A title: in quotes"`, "A title: in quotes", at + "2: METADATA: The line has a second colon that is not in quotes."},
		{`"A title: in quotes"`, "*alias", at + "2: METADATA: The line refers to an anchor that the document does not define."},
		{`"A title: in quotes"`, "[a]", at + "2: METADATA: title must be a string: put it in quotes"},
		{`"A title: in quotes"`, "yes", at + "2: METADATA: title must be a string: put it in quotes"},
		{"[critical, high]", "[critical, high", at + "13: METADATA: The bracket that is open here is not closed, or a comma is missing."},
		{"[critical, high]", "[critical, highest]", at + `13: METADATA: parse severity "highest": want note, low, medium, high or critical`},
		{"#   confidence: medium", "#     confidence: medium", at + "14: METADATA: The indentation of the line fits none of the lines before it."},
		{"#   confidence: medium", "#  confidence: medium", at + "14: METADATA: The indentation of the line fits none of the lines before it."},
		{"#   confidence: medium", "#", at + "11: METADATA: the key custom.confidence is missing: add it"},
		{"#   confidence: medium", "# ---", at + "14: METADATA: the line divides the comment into two YAML documents: delete it"},
		{"persona: pedantic", "persona", at + "15: METADATA: The line has no colon: a key and its value are written as key: value."},
		{"https://example.com/b\n# custom:\n", "http://example.com/b\n# custom:\n", at + "10: METADATA: each of related_resources must be a URL that begins with https://"},
		{"tags: ['it''s', \"cwe-1\"]", "tags: cwe-1", at + "19: METADATA: tags must be a list of strings: [a, b]"},
		{"tags: ['it''s', \"cwe-1\"]", "tags: [1]", at + "19: METADATA: tags must be a list of strings: [a, b]"},
		{"{limit: 3, names: [a, \"b\"], deep: {\"on\": true}}", "[limit]", at + "20: METADATA: params must be a map of names to defaults: {} if there are none"},
		{"limit: 3", "limit: .nan", at + "1: METADATA: a value is .nan or .inf, which is no number that can be compared: write another"},
		{"limit: 3", "on: 3", at + "20: METADATA: YAML takes the name of a parameter for true or false: choose another name"},
		{`"2026.12"`, "2026.12", at + `21: METADATA: custom.since must be a release such as "2026.12", in quotes`},
		{`"2026.12"`, `"2026"`, at + `21: METADATA: custom.since must be a release such as "2026.12", in quotes`},
	} {
		_, err := meta.Parse("x.rego", []byte(strings.Replace(whole, test.old, test.with, 1)))
		if err == nil || err.Error() != test.want {
			t.Errorf("%s:\n got %v\nwant %s", test.with, err, test.want)
		}
	}
}

func TestParseNoMap(t *testing.T) {
	for text, want := range map[string]string{
		"":        "x.rego:1: METADATA: the comment is empty: give title, description, related_resources and custom",
		"# words": "x.rego:1: METADATA: the comment must be a map with title, description, related_resources and custom",
		"# - a":   "x.rego:1: METADATA: the comment must be a map with title, description, related_resources and custom",
		"# ~":     "x.rego:1: METADATA: the key title is missing: add it",
	} {
		_, err := meta.Parse("x.rego", []byte("# METADATA\n"+text+"\npackage x\n"))
		if err == nil || err.Error() != want {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}

// BenchmarkParse is what the METADATA of one rule costs.
func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := meta.Parse("x.rego", []byte(whole)); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzParse: the reader never panics, names a line of the file, and what it
// takes for a title is what Rego's own reader takes for it.
func FuzzParse(f *testing.F) {
	f.Add(whole)
	f.Add(strings.Replace(whole, "title:", "Title:", 1))
	f.Add(strings.Replace(whole, "#   since", "# ---\n#   since", 1))
	f.Add(strings.ReplaceAll(whole, "\n", "\r\n"))
	f.Fuzz(func(t *testing.T, src string) {
		m, err := meta.Parse("x.rego", []byte(src))
		if err != nil {
			var fault *meta.Error
			if !errors.As(err, &fault) || fault.Line < 1 || fault.Line > source.NewFile("x.rego", []byte(src)).LineCount() {
				t.Errorf("got %#v, want an Error with a line of the file", err)
			}
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
