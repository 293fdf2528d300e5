package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
)

// rulesCommand prints the catalogue.
func (p *program) rulesCommand() *cobra.Command {
	format := enum{value: "table", allowed: []string{"table", "json", "markdown"}}
	var flags configFlags
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			settings, err := p.nowhere(flags)
			if err != nil {
				return err
			}
			return writeCatalogue(p.stdout, format.value, settings.rules(true))
		},
	}
	enumVar(cmd, &format, "format", "how to write the list")
	flags.define(cmd.Flags())
	return cmd
}

// ruleJSON is a rule as `rules --format json` prints it.
type ruleJSON struct {
	ID          string         `json:"id"`
	Kind        string         `json:"kind"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Remediation string         `json:"remediation"`
	References  []string       `json:"references"`
	Severity    string         `json:"severity"`
	Severities  []string       `json:"severities"`
	Confidence  string         `json:"confidence"`
	Persona     string         `json:"persona"`
	Tags        []string       `json:"tags"`
	Since       string         `json:"since"`
	Aliases     []string       `json:"aliases"`
	Params      map[string]any `json:"params"`
	Builtin     bool           `json:"builtin"`
	Docs        string         `json:"docs"`
}

func toJSON(r *finding.RuleInfo) ruleJSON {
	out := ruleJSON{
		ID: r.ID, Kind: r.Kind, Title: r.Title, Description: r.Description, Remediation: r.Remediation,
		References: append([]string{}, r.References...), Severity: r.Severity.String(), Severities: []string{},
		Confidence: r.Confidence.String(), Persona: r.Persona.String(), Tags: append([]string{}, r.Tags...), Since: r.Since,
		Aliases: append([]string{}, r.Aliases...), Params: r.Params, Builtin: r.Builtin, Docs: report.DocPath(r),
	}
	for _, s := range r.Severities {
		out.Severities = append(out.Severities, s.String())
	}
	if out.Params == nil {
		out.Params = map[string]any{}
	}
	return out
}

// writeCatalogue writes the rules in the order given.
func writeCatalogue(w io.Writer, format string, rules []*finding.RuleInfo) error {
	switch format {
	case "json":
		out := []ruleJSON{}
		for _, r := range rules {
			out = append(out, toJSON(r))
		}
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(out)
	case "markdown":
		var b strings.Builder
		b.WriteString("| rule | severity | persona | what it reports |\n| --- | --- | --- | --- |\n")
		for _, r := range rules {
			name := "`" + r.ID + "`"
			if path := report.DocPath(r); path != "" {
				name = "[" + name + "](" + path + ")"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, r.Severity, r.Persona, markdownCell(r.Title))
		}
		_, err := io.WriteString(w, b.String())
		return err
	default:
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(t, "RULE\tSEVERITY\tPERSONA\tTITLE") // the error comes out of Flush
		for _, r := range rules {
			_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Persona, r.Title)
		}
		return t.Flush()
	}
}

// markdownCell escapes a text for a table.
func markdownCell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(s)
}
