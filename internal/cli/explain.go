package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/fixtures"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
)

// explainCommand says all there is to say about a rule.
func (p *program) explainCommand() *cobra.Command {
	var flags configFlags
	cmd := &cobra.Command{
		Use:   "explain RULE",
		Short: "Say what a rule reports, why, and how to mend it",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("explain: want one rule, got %d; run 'subaud rules' for the list", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			settings, err := p.nowhere(flags)
			if err != nil {
				return err
			}
			r := settings.set.Rule(args[0])
			if r == nil {
				return unknown("rule", args[0], ruleIDs(settings.set.Infos()))
			}
			return explain(p.stdout, settings.configured(&r.RuleInfo), fixtures.FS)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return p.ruleCompletions(&flags), cobra.ShellCompDirectiveNoFileComp
		},
	}
	flags.define(cmd.Flags())
	return cmd
}

// explain writes what a rule is, with an example from its fixture if it has
// one.
func explain(w io.Writer, r *finding.RuleInfo, fixtures fs.FS) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", r.ID, r.Title)
	fmt.Fprintf(&b, "\nSeverity: %s%s; confidence: %s; persona: %s\n", r.Severity, otherSeverities(r), r.Confidence, r.Persona)
	if len(r.Tags) > 0 {
		fmt.Fprintf(&b, "Tags: %s\n", strings.Join(r.Tags, ", "))
	}
	section(&b, "Why", r.Description)
	section(&b, "What to do", r.Remediation)
	section(&b, "Parameters (params in .subaud.yaml), with their defaults", parameters(r))
	for _, e := range examples(r.ID, fixtures) {
		section(&b, e.heading, e.body)
	}
	section(&b, "References", strings.Join(r.References, "\n"))
	if path := report.DocPath(r); path != "" {
		section(&b, "More", report.Home+"/blob/main/"+path)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// parameters lists what can be set, a line each.
func parameters(r *finding.RuleInfo) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		value, err := json.Marshal(r.Params[name])
		if err != nil {
			continue // cannot be: METADATA holds nothing else
		}
		fmt.Fprintf(&b, "%s: %s\n", name, value)
	}
	return b.String()
}

func otherSeverities(r *finding.RuleInfo) string {
	var others []string
	for _, s := range r.Severities {
		if s != r.Severity {
			others = append(others, s.String())
		}
	}
	if len(others) == 0 {
		return ""
	}
	return " (or " + strings.Join(others, ", ") + ")"
}

// section writes a heading and an indented body, if there is a body.
func section(b *strings.Builder, heading, body string) {
	body = strings.TrimSpace(body)
	if body == "" {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", heading)
	for line := range strings.SplitSeq(body, "\n") {
		b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
	}
}

// example is a file of a fixture.
type example struct{ heading, body string }

// examples returns the first bad and the first good file of a rule's fixture.
func examples(id string, fixtures fs.FS) (out []example) {
	data, err := fs.ReadFile(fixtures, id+".txtar")
	if err != nil {
		return nil // a user's rule has its fixture elsewhere
	}
	archive := txtar.Parse(data)
	for _, kind := range []struct{ folder, heading string }{{"bad/", "Reported, for example"}, {"good/", "Not reported, for example"}} {
		for _, f := range archive.Files {
			name, ok := strings.CutPrefix(f.Name, kind.folder)
			if ok && !strings.HasSuffix(name, ".b64") {
				out = append(out, example{kind.heading + " (" + name + ")", string(f.Data)})
				break
			}
		}
	}
	return out
}

func ruleIDs(infos []*finding.RuleInfo) (out []string) {
	for _, r := range infos {
		out = append(append(out, r.ID), r.Aliases...)
	}
	return out
}
