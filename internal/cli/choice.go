package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/rules"
)

// choiceFlags say which findings are wanted.
type choiceFlags struct {
	selected   []string
	ignored    []string
	persona    enum
	confidence enum
}

func (c *choiceFlags) define(cmd *cobra.Command) {
	c.persona = enum{value: finding.PersonaRegular.String(), allowed: []string{"regular", "pedantic", "auditor"}}
	c.confidence = enum{value: finding.ConfidenceLow.String(), allowed: []string{"low", "medium", "high"}}
	f := cmd.Flags()
	f.StringSliceVar(&c.selected, "select", nil, "only the rules with these `IDS`, such as trust/any-subject,workload/*")
	f.StringSliceVar(&c.ignored, "ignore", nil, "not the rules with these `IDS`")
	enumVar(cmd, &c.persona, "persona", "who reads: regular is quiet, auditor sees everything")
	enumVar(cmd, &c.confidence, "min-confidence", "the lowest confidence to report")
}

// options says which rules to run.
func (c *choiceFlags) options(jobs int) (rules.Options, error) {
	persona, err := finding.ParsePersona(c.persona.value)
	if err != nil {
		return rules.Options{}, fmt.Errorf("--persona: %w", err)
	}
	return rules.Options{Select: c.selected, Ignore: c.ignored, Persona: persona, Jobs: jobs}, nil
}

// sure keeps the findings and questions of the confidence that is wanted.
func (c *choiceFlags) sure(r rules.Result) (rules.Result, error) {
	least, err := finding.ParseConfidence(c.confidence.value)
	if err != nil {
		return r, fmt.Errorf("--min-confidence: %w", err)
	}
	out := rules.Result{Problems: r.Problems}
	for _, f := range r.Findings {
		if f.Confidence >= least {
			out.Findings = append(out.Findings, f)
		}
	}
	for _, u := range r.Undecided {
		if u.Rule.Confidence >= least {
			out.Undecided = append(out.Undecided, u)
		}
	}
	return out, nil
}
