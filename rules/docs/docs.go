// Package docs writes the documentation of rules and builtins: everything in
// it is taken from the policies, their fixtures and the table of builtins, so
// that it cannot say anything else than they do.
package docs

import (
	"fmt"
	"path"
	"strings"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/rules/fixture"
)

// Rule is a rule with its example.
type Rule struct {
	Info *finding.RuleInfo
	// Fixture is nil where there is none yet.
	Fixture *fixture.Fixture
}

// Page is the page of one rule: docs/rules/<kind>/<slug>.md.
func Page(r Rule) string {
	var b strings.Builder
	i := r.Info
	fmt.Fprintf(&b, "# %s\n\n**%s**\n\n", i.ID, i.Title)
	b.WriteString("| severity | confidence | persona | since | tags |\n| --- | --- | --- | --- | --- |\n")
	fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n\n", severities(i), i.Confidence, i.Persona, i.Since, strings.Join(i.Tags, ", "))
	if len(i.Aliases) > 0 {
		fmt.Fprintf(&b, "Earlier names: `%s`.\n\n", strings.Join(i.Aliases, "`, `"))
	}
	fmt.Fprintf(&b, "## Why\n\n%s\n\n## What to do\n\n%s\n\n", i.Description, i.Remediation)
	parameters(&b, i)
	if r.Fixture != nil {
		example(&b, r.Fixture)
	}
	b.WriteString("## References\n\n")
	for _, ref := range i.References {
		fmt.Fprintf(&b, "- <%s>\n", ref)
	}
	fmt.Fprintf(&b, "\n---\n\nWritten from [the policy](../../../policies/%s.rego) and [its fixture](../../../fixtures/%s.txtar) by `go test ./rules/... -run TestDocs -update`.\n", i.ID, i.ID)
	return b.String()
}

func severities(i *finding.RuleInfo) string {
	out := []string{i.Severity.String()}
	for _, s := range i.Severities {
		if s != i.Severity {
			out = append(out, s.String())
		}
	}
	return strings.Join(out, ", or ")
}

func parameters(b *strings.Builder, i *finding.RuleInfo) {
	if len(i.Params) == 0 {
		return
	}
	b.WriteString("## Parameters\n\n| name | default |\n| --- | --- |\n")
	for _, name := range sortedKeys(i.Params) {
		fmt.Fprintf(b, "| `%s` | `%v` |\n", name, i.Params[name])
	}
	b.WriteString("\n")
}

// example shows the first bad and good file of the fixture, and the report of
// all bad ones.
func example(b *strings.Builder, f *fixture.Fixture) {
	fmt.Fprintf(b, "## Example\n\n%s\n\n", f.Scenario)
	for _, s := range []struct{ section, title string }{{fixture.Bad, "Reported"}, {fixture.Good, "Not reported"}} {
		files := f.Files(s.section)
		if len(files) == 0 {
			continue
		}
		fmt.Fprintf(b, "%s, `%s`:\n\n%s\n", s.title, files[0].Name, fence(files[0]))
	}
	if f.Want != "" {
		fmt.Fprintf(b, "Output for all files of the fixture:\n\n```text\n%s```\n\n", f.Want)
	}
}

// fence puts a file into a Markdown fence that is longer than any within it.
func fence(f fixture.File) string {
	ticks := "```"
	for strings.Contains(f.Text, ticks) {
		ticks += "`"
	}
	language := map[string]string{
		".tf": "hcl", ".tfvars": "hcl", ".json": "json", ".yaml": "yaml", ".yml": "yaml", ".sh": "sh", ".md": "markdown",
	}[path.Ext(f.Name)]
	text := f.Text
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return ticks + language + "\n" + text + ticks + "\n"
}

// Catalogue is docs/rules/README.md: all rules, by kind.
func Catalogue(rules []*finding.RuleInfo) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Rules\n\n%d rules. A rule's name is its kind of fact and a slug; `subaud explain RULE` prints its page.\n", len(rules))
	kind := ""
	for _, r := range rules {
		if r.Kind != kind {
			kind = r.Kind
			fmt.Fprintf(&b, "\n## %s\n\n| rule | severity | persona | |\n| --- | --- | --- | --- |\n", kind)
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", r.ID, r.ID, r.Severity, r.Persona, cell(r.Title))
	}
	b.WriteString("\nWritten by `go test ./rules/... -run TestDocs -update`.\n")
	return b.String()
}

// Table is the table of rules for README.md.
func Table(rules []*finding.RuleInfo) string {
	var b strings.Builder
	b.WriteString("| rule | severity | |\n| --- | --- | --- |\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "| [%s](docs/rules/%s.md) | %s | %s |\n", r.ID, r.ID, r.Severity, cell(r.Title))
	}
	return b.String()
}

func cell(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "|", `\|`), "\n", " ") }

// The markers of the part of README.md that is written.
const (
	begin = "<!-- rules:begin -->"
	end   = "<!-- rules:end -->"
)

// Between replaces what stands between the markers; false if they are not there.
func Between(text, table string) (string, bool) {
	i, j := strings.Index(text, begin), strings.Index(text, end)
	if i < 0 || j < i {
		return text, false
	}
	return text[:i+len(begin)] + "\n" + table + text[j:], true
}
