package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// core is a smallest set of what keeps out everybody: without any one of them
// somebody would get in.
type core struct {
	conditions []*facts.Condition
	denies     []*facts.Statement
}

func (c core) places() []source.Span {
	var out []source.Span
	for _, x := range c.conditions {
		out = append(out, x.At)
	}
	for _, d := range c.denies {
		out = append(out, d.At)
	}
	return out
}

// blame finds a core of a way that lets in nobody: a single condition if there
// is one that suffices, else what is left when all that can be spared is gone.
func (w *way) blame() core {
	w = w.ofEverybody()
	var conditions, denies []int
	for i := range w.statement.Conditions {
		conditions = append(conditions, i)
		if w.with([]int{i}, nil).refusesAll() {
			return w.core([]int{i}, nil)
		}
	}
	for i := range w.policy.trust.Statements {
		s := &w.policy.trust.Statements[i]
		if s != w.statement && text.Equal(s.Effect, text.Known("Deny", s.At)) != text.No {
			denies = append(denies, i)
		}
	}
	if w.with(conditions, nil).refusesAll() {
		denies = nil
	}
	for i := len(denies) - 1; i >= 0; i-- {
		if fewer := slices.Delete(slices.Clone(denies), i, i+1); w.with(conditions, fewer).refusesAll() {
			denies = fewer
		}
	}
	for i := len(conditions) - 1; i >= 0; i-- {
		if fewer := slices.Delete(slices.Clone(conditions), i, i+1); w.with(fewer, denies).refusesAll() {
			conditions = fewer
		}
	}
	return w.core(conditions, denies)
}

// ofEverybody is the way for questions about all who may come along it.
func (w *way) ofEverybody() *way {
	other := *w
	other.everybody = true
	return &other
}

func (w *way) core(conditions, denies []int) core {
	var c core
	for _, i := range conditions {
		c.conditions = append(c.conditions, &w.statement.Conditions[i])
	}
	for _, i := range denies {
		c.denies = append(c.denies, &w.policy.trust.Statements[i])
	}
	return c
}

// with is the way with some of its conditions and some Deny statements only.
func (w *way) with(conditions, denies []int) *way {
	trust := *w.policy.trust
	allow := *w.statement
	allow.Conditions = nil
	for _, i := range conditions {
		allow.Conditions = append(allow.Conditions, w.statement.Conditions[i])
	}
	trust.Statements = []facts.Statement{allow}
	for _, i := range denies {
		trust.Statements = append(trust.Statements, w.policy.trust.Statements[i])
	}
	policy := *w.policy
	policy.trust = &trust
	other := *w
	other.policy, other.statement = &policy, &trust.Statements[0]
	return &other
}

// refusesAll reports whether certainly nobody gets in.
func (w *way) refusesAll() bool {
	for _, m := range mechanisms {
		if acceptsAction(w.statement, m.action) == text.No || !usable(w.Way, m.name) {
			continue
		}
		if _, v := w.search(query{action: m.action}, true); v != text.No {
			return false
		}
	}
	return true
}

// Dead decides whether nobody can come this way, because of conditions that no
// request meets, of conditions that exclude each other, or of a Deny, and says
// which. It is no where a more precise question finds the cause: WrongKey,
// Unsupported, NeverPresent, Malformed, LiteralWildcard or NoEntrance.
func (p *Policy) Dead(id facts.ID) (Verdict, string) {
	w := p.ways[id]
	v := p.AdmitsNothing(id)
	switch {
	case w == nil || v.Truth == text.No:
		return no(), ""
	case v.Truth == text.Unknown && w.mayClash():
		return v, "that depends on values that are not known"
	case v.Truth == text.Unknown:
		return no(), "" // one condition on a key lets in somebody, as far as can be known
	}
	c := w.blame()
	if mismatch, _ := p.NoEntrance(id); mismatch.Truth == text.Yes || slices.ContainsFunc(c.conditions, w.isExplained) {
		return no(), ""
	}
	v.Because = c.places()
	return v, w.reason(c)
}

// mayClash reports whether two conditions, one of which may stand in a Deny, are
// on one key and not all of both is known: then it is open whether they exclude
// each other. Of a single condition it is taken that its author knew of somebody.
func (w *way) mayClash() bool {
	var keys []string
	open := map[string]bool{}
	for i := range w.policy.trust.Statements {
		s := &w.policy.trust.Statements[i]
		if s != w.statement && text.Equal(s.Effect, text.Known("Deny", s.At)) == text.No {
			continue
		}
		for j := range s.Conditions {
			key, sure, _ := w.keyOf(&s.Conditions[j])
			if !sure {
				continue
			}
			keys = append(keys, key)
			open[key] = open[key] || !isTold(&s.Conditions[j])
		}
	}
	slices.Sort(keys)
	for i := 1; i < len(keys); i++ {
		if keys[i] == keys[i-1] && open[keys[i]] {
			return true
		}
	}
	return false
}

// FirstBlamed reports whether a condition is the one at which Dead is to be
// reported: of those that keep out everybody the first.
func (p *Policy) FirstBlamed(id facts.ID, c *facts.Condition) bool {
	w := p.ways[id]
	if w == nil {
		return false
	}
	blamed := w.blame().conditions
	return len(blamed) > 0 && blamed[0] == c
}

// BlamesConditions reports whether a condition is among what keeps out everybody.
func (p *Policy) BlamesConditions(id facts.ID) bool {
	w := p.ways[id]
	return w != nil && len(w.blame().conditions) > 0
}

// Blamed lists what keeps out everybody.
func (p *Policy) Blamed(id facts.ID) []source.Span {
	if w := p.ways[id]; w != nil {
		return w.blame().places()
	}
	return nil
}

// isExplained reports whether a more precise question finds fault with a
// condition.
func (w *way) isExplained(c *facts.Condition) bool {
	if v, _ := w.policy.WrongKey(w.ID, c); v.Truth == text.Yes {
		return true
	}
	if v, _ := w.policy.Unsupported(w.ID, c, AbsenceDead); v.Truth == text.Yes || w.policy.NeverPresent(w.ID, c, AbsenceDead).Truth == text.Yes {
		return true
	}
	if w.unlisted(c) {
		return true
	}
	return slices.ContainsFunc(c.Values.Items, func(value facts.Text) bool {
		v, _ := w.policy.Malformed(w.ID, c, value)
		return v.Truth == text.Yes || LiteralWildcard(c, value) == text.Yes
	})
}

// reason says in words what keeps out everybody.
func (w *way) reason(c core) string {
	var keys []string
	for _, x := range c.conditions {
		if k := x.Key.String(); !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	switch {
	case len(c.conditions) == 0 && len(c.denies) == 0:
		return "its actions and principals do not fit together"
	case len(c.denies) > 0 && len(c.conditions) == 0:
		return "a Deny refuses all that it allows"
	case len(c.denies) > 0:
		return "a Deny refuses all that its conditions on " + strings.Join(keys, " and ") + " let through"
	case len(c.conditions) > 1 && len(keys) == 1:
		return "its conditions on " + keys[0] + " exclude each other"
	case len(c.conditions) > 1:
		return "its conditions on " + strings.Join(keys, " and ") + " exclude each other"
	}
	x := c.conditions[0]
	key, _, never := w.keyOf(x)
	switch u, known := w.universe(key, true); {
	case never, known && u.missing && u.set.Empty() == text.Yes:
		return "no request that comes this way has the key " + keys[0]
	case len(x.Values.Items) == 0:
		return "its condition on " + keys[0] + " has no values"
	}
	return "no request has a value of " + keys[0] + " that its condition takes (" + listed(x.Values.Items) + ")"
}
