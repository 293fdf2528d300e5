package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// contained reports whether an old document has a statement for the way's
// principal that asks for nothing which the way's own statement does not ask for
// in the same words, and has no Deny that the new one lacks: then the values of
// symbols do not matter.
func (w *way) contained(before *Policy) bool {
	if isPartial(before) || isPartial(w.policy) {
		return false
	}
	for i := range before.trust.Statements {
		o := &before.trust.Statements[i]
		allows := text.Equal(o.Effect, text.Known("Allow", o.At)) == text.Yes
		same := func(s facts.Statement) bool { return isSame(&s, o) }
		if !allows && !slices.ContainsFunc(w.policy.trust.Statements, same) {
			return false
		}
	}
	return slices.ContainsFunc(before.trust.Statements, func(o facts.Statement) bool { return w.within(&o) })
}

// within reports whether what the way lets in is certainly let in by an old
// statement.
func (w *way) within(o *facts.Statement) bool {
	s := w.statement
	if o.Maybe || o.ConditionsOpen || len(o.NotPrincipals) > 0 || !sameText(o.Effect, text.Known("Allow", o.At)) ||
		!sameList(o.Actions, s.Actions) || !sameList(o.NotActions, s.NotActions) {
		return false
	}
	named := slices.ContainsFunc(o.Principals, func(p facts.Principal) bool {
		return !p.Maybe && principalType(p) == w.PrincipalType && sameText(p.Value, w.Principal)
	})
	return named && !slices.ContainsFunc(o.Conditions, func(asked facts.Condition) bool {
		return !slices.ContainsFunc(s.Conditions, func(c facts.Condition) bool { return !c.Maybe && SameCondition(asked, c) })
	})
}

// isSame reports whether two statements say the same, whatever their symbols are.
func isSame(a, b *facts.Statement) bool {
	if a.Maybe || b.Maybe || a.ConditionsOpen || b.ConditionsOpen || a.PrincipalsOpen || b.PrincipalsOpen {
		return false
	}
	principal := func(x, y facts.Principal) bool {
		return !x.Maybe && !y.Maybe && sameText(x.Type, y.Type) && sameText(x.Value, y.Value)
	}
	return sameText(a.Effect, b.Effect) && sameList(a.Actions, b.Actions) && sameList(a.NotActions, b.NotActions) &&
		slices.EqualFunc(a.Principals, b.Principals, principal) && slices.EqualFunc(a.NotPrincipals, b.NotPrincipals, principal) &&
		slices.EqualFunc(a.Conditions, b.Conditions, func(x, y facts.Condition) bool { return !x.Maybe && !y.Maybe && SameCondition(x, y) })
}

func sameText(x, y facts.Text) bool { return x.Absent() && y.Absent() || text.Equal(x, y) == text.Yes }

// sameList compares lists. Where elements are not known, the lists are the same
// if they are written in the same words.
func sameList(x, y facts.List) bool {
	if !x.Closed && !y.Closed && (x.At.IsZero() || x.At.Text() == "" || x.At.Text() != y.At.Text()) {
		return false
	}
	return x.Closed == y.Closed && x.Present == y.Present && slices.EqualFunc(x.Items, y.Items, sameText)
}

// SameCondition compares conditions by what they ask for, whatever their symbols
// are. Without wildcards in
// its values, StringLike is StringEquals; ArnLike is ArnEquals always.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func SameCondition(x, y facts.Condition) bool {
	operator := sameText(x.Operator, y.Operator)
	if a, known := plainOperator(x); known && !operator {
		b, ok := plainOperator(y)
		operator = ok && a == b
	}
	return operator && sameText(x.Key, y.Key) && sameList(x.Values, y.Values)
}

// plainOperator is the name of a condition's operator, that of its exact form
// where it has no wildcards to read.
func plainOperator(c facts.Condition) (string, bool) {
	name, known := c.Operator.Value()
	name = strings.ToLower(name)
	wild := !c.Values.Closed || slices.ContainsFunc(c.Values.Items, func(t facts.Text) bool {
		v, ok := t.Value()
		return !ok || strings.ContainsAny(v, "*?$")
	})
	name = strings.Replace(name, "arnlike", "arnequals", 1)
	if !wild {
		name = strings.Replace(name, "stringlike", "stringequals", 1)
	}
	return name, known
}
