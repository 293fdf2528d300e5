package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// relaxed is the way without the conditions that cannot be told, where they
// have nothing to do with a question: that a list of subjects is a variable
// says nothing about whether the audience is checked. The question is then
// answered for a role that somebody can use at all, and the witness says so.
//
// about reports whether a claim matters to the question; conditions on those
// are kept. It is false where nothing was left out, or where a condition might
// be about such a claim without naming it.
func (w *way) relaxed(about func(claim string) bool) (*way, []string, bool) {
	if w.Maybe || w.statement.Maybe || w.statement.ConditionsOpen || w.policy.denies() {
		return nil, nil, false
	}
	lighter := *w.statement
	lighter.Conditions = nil
	var dropped []string
	for i := range w.statement.Conditions {
		c := &w.statement.Conditions[i]
		if isTold(c) {
			lighter.Conditions = append(lighter.Conditions, *c)
			continue
		}
		key, sure, never := w.keyOf(c)
		claim, own := strings.CutPrefix(key, ownClaim)
		if !sure || never || !own || about(claim) || !c.Operator.IsKnown() {
			return nil, nil, false
		}
		dropped = append(dropped, claim)
	}
	if len(dropped) == 0 || w.deniesOver(dropped) {
		return nil, nil, false
	}
	trust := *w.policy.trust
	trust.Statements = slices.Clone(trust.Statements)
	trust.Statements[w.Statement] = lighter
	policy := *w.policy
	policy.trust = &trust
	other := *w
	other.policy, other.statement = &policy, &trust.Statements[w.Statement]
	return &other, dropped, true
}

// deniesOver reports whether a Deny may ask for one of the claims: then it is not
// free of the conditions that were left out who is refused.
func (w *way) deniesOver(claims []string) bool {
	for i := range w.policy.trust.Statements {
		s := &w.policy.trust.Statements[i]
		if s == w.statement || text.Equal(s.Effect, text.Known("Deny", s.At)) == text.No {
			continue
		}
		for j := range s.Conditions {
			key, sure, _ := w.keyOf(&s.Conditions[j])
			if !sure || slices.Contains(claims, strings.TrimPrefix(key, ownClaim)) {
				return true
			}
		}
	}
	return false
}

// denies reports whether some statement may deny something: then what is let in
// on one claim can hang on another.
func (p *Policy) denies() bool {
	return slices.ContainsFunc(p.trust.Statements, func(s facts.Statement) bool {
		return text.Equal(s.Effect, text.Known("Allow", s.At)) != text.Yes
	})
}

// isTold reports whether all of a condition is known.
func isTold(c *facts.Condition) bool {
	if c.Maybe || !c.Values.Closed || !c.Operator.IsKnown() {
		return false
	}
	return !slices.ContainsFunc(c.Values.Items, func(t facts.Text) bool { return !t.IsKnown() })
}

// assuming answers a question that was left open by conditions on other claims,
// for a role that somebody can use.
func (w *way) assuming(about func(claim string) bool, ask func(*way) Verdict) Verdict {
	other, dropped, ok := w.relaxed(about)
	if !ok {
		return w.unknown()
	}
	v := ask(other)
	if v.Truth != text.Yes || v.Witness == nil {
		return w.unknown()
	}
	slices.Sort(dropped)
	for _, claim := range slices.Compact(dropped) {
		delete(v.Witness.Claims, claim)
		v.Witness.Assumptions = append(v.Witness.Assumptions, "the condition on "+claim+", whose values are not known here, lets in somebody")
	}
	return v
}
