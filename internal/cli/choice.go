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
	f.StringSliceVar(&c.ignored, "ignore", nil, "not the rules with these `IDS`, beside those that the configuration ignores")
	enumVar(cmd, &c.persona, "persona", "who reads: regular is quiet, auditor sees everything")
	enumVar(cmd, &c.confidence, "min-confidence", "the lowest confidence to report")
}

// reader returns who reads the report; the flag beats the configuration.
func (c *choiceFlags) reader(configured finding.Persona) (finding.Persona, error) {
	if !c.persona.given {
		return configured, nil
	}
	persona, err := finding.ParsePersona(c.persona.value)
	if err != nil {
		return 0, fmt.Errorf("--persona: %w", err)
	}
	return persona, nil
}

// sure keeps the findings and questions of the confidence that is wanted; the
// flag beats the configuration.
func (c *choiceFlags) sure(r rules.Result, configured finding.Confidence) (rules.Result, error) {
	least := configured
	if c.confidence.given {
		var err error
		if least, err = finding.ParseConfidence(c.confidence.value); err != nil {
			return r, fmt.Errorf("--min-confidence: %w", err)
		}
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
