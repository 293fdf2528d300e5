package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/finding"
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
	f.StringSliceVar(&c.selected, "select", nil, "only the rules with these `IDS` (* globs); an id in full is taken whatever its persona")
	f.StringSliceVar(&c.ignored, "ignore", nil, "not the rules with these `IDS` (* globs)")
	enumVar(cmd, &c.persona, "persona", "who reads: regular is quiet, auditor sees everything")
	enumVar(cmd, &c.confidence, "min-confidence", "the lowest confidence to report")
}

// chooser keeps what the flags ask for.
type chooser struct {
	rules      map[string]bool
	confidence finding.Confidence
}

// chooser checks the flags against the rules that there are.
func (c *choiceFlags) chooser(rules []*finding.RuleInfo) (*chooser, error) {
	persona, err := finding.ParsePersona(c.persona.value)
	if err != nil {
		return nil, err
	}
	confidence, err := finding.ParseConfidence(c.confidence.value)
	if err != nil {
		return nil, err
	}
	for _, flag := range []struct {
		name     string
		patterns []string
	}{{"--select", c.selected}, {"--ignore", c.ignored}} {
		for _, pattern := range flag.patterns {
			if err := checkPattern(flag.name, pattern, rules); err != nil {
				return nil, err
			}
		}
	}
	out := &chooser{rules: map[string]bool{}, confidence: confidence}
	for _, r := range rules {
		out.rules[r.ID] = c.wants(r, persona)
	}
	return out, nil
}

// wants reports whether the flags ask for a rule.
func (c *choiceFlags) wants(r *finding.RuleInfo, persona finding.Persona) bool {
	for _, pattern := range c.ignored {
		if matchesRule(pattern, r) {
			return false
		}
	}
	if len(c.selected) == 0 {
		return r.Persona <= persona
	}
	for _, pattern := range c.selected {
		if matchesRule(pattern, r) && (r.Persona <= persona || !strings.Contains(pattern, "*")) {
			return true
		}
	}
	return false
}

// checkPattern refuses a pattern that no rule matches: it is misspelled, and
// silence would be taken for an answer.
func checkPattern(flag, pattern string, rules []*finding.RuleInfo) error {
	for _, r := range rules {
		if matchesRule(pattern, r) {
			return nil
		}
	}
	if strings.Contains(pattern, "*") {
		return fmt.Errorf("%s: no rule matches %q", flag, pattern)
	}
	return fmt.Errorf("%s: %w", flag, unknown("rule", pattern, ruleIDs(rules)))
}

func ruleIDs(rules []*finding.RuleInfo) (out []string) {
	for _, r := range rules {
		out = append(append(out, r.ID), r.Aliases...)
	}
	return out
}

// matchesRule matches a pattern with a rule's id or an earlier one.
func matchesRule(pattern string, r *finding.RuleInfo) bool {
	return matchGlob(pattern, r.ID) || slices.ContainsFunc(r.Aliases, func(a string) bool { return matchGlob(pattern, a) })
}

// matchGlob matches a string with a pattern in which * stands for anything.
func matchGlob(pattern, s string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	s, ok := strings.CutPrefix(s, head)
	if !ok || !star {
		return ok && s == ""
	}
	parts := strings.Split(rest, "*")
	for _, part := range parts[:len(parts)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

func (c *chooser) findings(in []*finding.Finding) (out []*finding.Finding) {
	for _, f := range in {
		if c.rules[f.Rule.ID] && f.Confidence >= c.confidence {
			out = append(out, f)
		}
	}
	return out
}

func (c *chooser) undecided(in []*finding.Undecided) (out []*finding.Undecided) {
	for _, u := range in {
		if c.rules[u.Rule.ID] && u.Rule.Confidence >= c.confidence {
			out = append(out, u)
		}
	}
	return out
}
