package repair

import (
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// claim is what the token has for a claim; absent if nothing is known.
func (a *attempt) claim(name string) facts.Text {
	switch name {
	case "sub":
		return a.token.Subject
	case "aud":
		return a.token.Audience
	}
	return a.token.Claims[name]
}

// mend changes a condition that keeps the token out: its claim, its operator, a
// value, or all of it. It changes the first of these that suffices.
func (a *attempt) mend(s *facts.Statement, i int, c *facts.Condition) bool {
	_, claim, own := cutKey(c.Key)
	claim = strings.ToLower(claim)
	want := a.claim(claim)
	if !own || want.Absent() {
		return a.misnamed(s, i, claim) || a.drop(s, i, c)
	}
	operator := c.Operator.String()
	negated := strings.Contains(strings.ToLower(operator), "not")
	switch {
	case negated:
		return a.exclude(s, i, c, want) || a.drop(s, i, c)
	case len(c.Values.Items) == 0:
		return a.drop(s, i, c)
	}
	return a.operator(s, i, c, want) || a.value(s, i, c, want) || a.drop(s, i, c)
}

// try makes a change for good if the condition lets the token through then.
func (a *attempt) try(s *facts.Statement, i int, edit func(c *facts.Condition), change Change) bool {
	old := s.Conditions[i]
	old.Values.Items = slices.Clone(old.Values.Items)
	edit(&s.Conditions[i])
	if a.fails(s, i) {
		s.Conditions[i] = old
		return false
	}
	a.changes = append(a.changes, change)
	return true
}

// misnamed takes a claim that the token does not have for one that it has, and
// that has the value which is asked for.
func (a *attempt) misnamed(s *facts.Statement, i int, claim string) bool {
	issuer, _, ok := cutKey(s.Conditions[i].Key)
	if !ok {
		return false
	}
	old := s.Conditions[i].Key
	for _, name := range append([]string{"sub", "aud"}, slices.Sorted(maps.Keys(a.token.Claims))...) {
		if name == claim || a.claim(name).Absent() {
			continue
		}
		to := issuer + ":" + name
		if a.try(s, i, func(c *facts.Condition) { c.Key = retold(old, to) }, Change{
			What: Key, At: old.At, Key: to, From: old.String(), To: to, Why: quote(claim) + " is no claim that the token has; " + quote(name) + " is",
		}) {
			return true
		}
	}
	return false
}

// operator takes a comparison with wildcards for one that knows none.
func (a *attempt) operator(s *facts.Statement, i int, c *facts.Condition, want facts.Text) bool {
	from := c.Operator.String()
	base := from
	for _, name := range []string{"StringEqualsIgnoreCase", "StringEquals"} {
		if at := strings.Index(strings.ToLower(from), strings.ToLower(name)); at >= 0 {
			base = from[:at] + "StringLike" + from[at+len(name):]
			break
		}
	}
	wild := slices.ContainsFunc(c.Values.Items, func(v facts.Text) bool { return strings.ContainsAny(v.String(), "*?") })
	if base == from || !wild {
		return false
	}
	value := c.Values.Items[nearest(c.Values.Items, want.String())]
	return a.try(s, i, func(c *facts.Condition) { c.Operator = text.Known(base, c.Operator.At) }, Change{
		What: Operator, At: c.Operator.At, Key: c.Key.String(), From: from, To: base,
		Why: from + " takes the wildcard in " + value.String() + " as an ordinary character (better: write out " + want.String() + ")",
	})
}

// value puts what the token has in place of the value that is nearest to it.
func (a *attempt) value(s *facts.Statement, i int, c *facts.Condition, want facts.Text) bool {
	n := nearest(c.Values.Items, want.String())
	old := c.Values.Items[n]
	_, claim, _ := cutKey(c.Key)
	return a.try(s, i, func(c *facts.Condition) { c.Values.Items[n] = want.WithAt(old.At) }, Change{
		What: Value, At: old.At, Key: c.Key.String(), From: old.String(), To: want.String(),
		Why: Differences(strings.ToLower(claim), old.String(), want.String()),
	})
}

// exclude drops the values of a negation that exclude the token.
func (a *attempt) exclude(s *facts.Statement, i int, c *facts.Condition, want facts.Text) bool {
	items := slices.Clone(c.Values.Items)
	if len(items) < 2 {
		return false
	}
	for n, v := range items {
		if a.try(s, i, func(c *facts.Condition) { c.Values.Items = slices.Delete(slices.Clone(items), n, n+1) }, Change{
			What: Value, At: v.At, Key: c.Key.String(), From: v.String(), Why: "it excludes " + want.String(),
		}) {
			return true
		}
	}
	return false
}

// drop removes a condition that cannot hold for the token.
func (a *attempt) drop(s *facts.Statement, i int, c *facts.Condition) bool {
	why := "no request with a token has this key"
	if _, claim, own := cutKey(c.Key); own {
		why = "the token has nothing that it lets through"
		if want := a.claim(strings.ToLower(claim)); !want.Absent() && strings.Contains(strings.ToLower(c.Operator.String()), "not") {
			why = "it excludes " + want.String()
		}
	}
	a.changes = append(a.changes, Change{What: Condition, At: c.At, Key: c.Key.String(), From: c.Operator.String() + " " + c.Key.String(), Why: why})
	s.Conditions = slices.Delete(s.Conditions, i, i+1)
	return true
}
