package rules

import (
	"errors"
	"fmt"
	"slices"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/rules/meta"
)

// read reads the METADATA, once. It leaves alone what a rule has from the
// start, which others may be looking at.
func (r *Rule) read() error {
	r.once.Do(func() {
		m, err := meta.Parse(r.File, r.Source)
		if err != nil {
			r.fault = err
			return
		}
		i := m.Info
		r.Title, r.Description, r.Remediation, r.References = i.Title, i.Description, i.Remediation, i.References
		r.Severity, r.Severities, r.Confidence, r.Persona = i.Severity, i.Severities, i.Confidence, i.Persona
		r.Tags, r.Since, r.Params = i.Tags, i.Since, i.Params
		if len(i.Aliases) > 0 {
			r.Aliases = i.Aliases
		}
		r.replaces = m.Replaces
	})
	return r.fault
}

// readAll reads the METADATA of all rules. The error joins a sentence for each
// that is at fault; it can only be the program's own, since Load reads the
// others.
func (s *Set) readAll() error {
	var errs []error
	for _, r := range s.rules {
		errs = append(errs, r.read())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("read policies: %w", err)
	}
	return nil
}

// whole lists the rules with all that their METADATA says. A fault in the
// program's own leaves a rule with its name alone: Verify, which the tests
// call, says what it is, and Eval refuses to run it.
func (s *Set) whole() []*Rule {
	_ = s.readAll() // as said above
	return s.rules
}

// Rules lists the rules, by id. They must not be changed.
func (s *Set) Rules() []*Rule { return s.whole() }

// Infos lists the descriptions of the rules, by id.
func (s *Set) Infos() []*finding.RuleInfo { return infos(s.whole()) }

// Index lists the rules, by id, as far as they are known without effort: of
// those that did not run, ID, Kind, Builtin and Aliases, and the rest only
// perhaps. It is all that is needed to find a rule by its name.
func (s *Set) Index() []*finding.RuleInfo { return infos(s.rules) }

func infos(rules []*Rule) []*finding.RuleInfo {
	out := make([]*finding.RuleInfo, len(rules))
	for i, r := range rules {
		out[i] = &r.RuleInfo
	}
	return out
}

// Rule returns the rule with an id or an alias, or nil.
func (s *Set) Rule(name string) *Rule {
	r := s.find(name)
	if i := slices.IndexFunc(s.rules, func(r *Rule) bool { return slices.Contains(r.Aliases, name) }); r == nil && i >= 0 {
		r = s.rules[i]
	}
	if r != nil {
		_ = r.read() // as in whole
	}
	return r
}

func (s *Set) find(id string) *Rule {
	for _, r := range s.rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func (s *Set) ids() []string {
	out := make([]string, len(s.rules))
	for i, r := range s.rules {
		out[i] = r.ID
	}
	return out
}
