package privilege

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Excess is a request that some policies allow and others do not.
type Excess struct {
	Action, Resource string
	// By is the statement that allows it, At its place or that of the attachment.
	By *facts.Statement
	At source.Span
	// Symbols name what would decide an unknown answer.
	Symbols []string
}

// OfStatements is what a policy says that no identity is seen to hold.
func OfStatements(list []*facts.Statement) *Grants {
	g := &Grants{identity: &facts.Identity{}}
	for _, s := range list {
		g.add(rule{Statement: s, at: s.At})
	}
	return g
}

// Wider decides whether some policies allow a request that older ones do not.
// Policies that are not seen are taken to be the same. Conditions are not looked
// into: what is allowed under one may not be allowed, and what it takes is met
// by a request if the statement that allows it has any.
func Wider(before, after *Grants) (Excess, text.Truth) {
	out, truth := Excess{}, text.No
	c := contrast{before: before, after: after, bound: sameBoundary(before, after)}
	for _, r := range after.allow {
		if c.unchanged(r) {
			continue
		}
		if e, ok := c.prove(r); ok {
			return e, text.Yes
		}
		if !c.refuted(r) {
			truth = text.Unknown
			out.By, out.At = r.Statement, r.at
			out.Symbols = append(out.Symbols, symbolsOf(r.Statement)...)
		}
	}
	return out, truth
}

// contrast is two sets of policies.
type contrast struct {
	before, after *Grants
	// bound says that both have one boundary, or none.
	bound bool
}

// area is a set of requests: actions on resources.
type area struct{ actions, resources lang.Set }

func (a area) and(b area) area {
	return area{lang.Intersect(a.actions, b.actions), lang.Intersect(a.resources, b.resources)}
}

// apart reports whether two areas certainly share nothing.
func (a area) apart(b area) bool {
	return a.actions.Disjoint(b.actions) == lang.Yes || a.resources.Disjoint(b.resources) == lang.Yes
}

// areaOf is what a statement speaks of: at least that if upper, else at most.
func areaOf(s *facts.Statement, upper bool) area {
	a := area{actions: setOf(s.Actions, upper, true), resources: setOf(s.Resources, upper, false)}
	if s.NotActions.Present {
		a.actions = setOf(s.NotActions, !upper, true).Complement()
	}
	if s.NotResources.Present {
		a.resources = setOf(s.NotResources, !upper, false).Complement()
	}
	return a
}

func setOf(l facts.List, upper, fold bool) lang.Set {
	if !l.Closed && upper {
		return lang.All()
	}
	var ps []lang.Pattern
	for _, t := range l.Items {
		for _, alt := range t.Alternatives() {
			if !upper && (strings.Contains(alt.String(), "${aws:") || len(alt.Alternatives()) > 1 || len(t.Alternatives()) > 1) {
				continue // what a policy variable stands for differs from request to request
			}
			ps = append(ps, patternOf(alt, upper, fold))
		}
	}
	return lang.Of(ps...)
}

// symbolMark keeps the name of a symbol apart from its scope in its id.
const symbolMark = "\x01"

func patternOf(t facts.Text, upper, fold bool) lang.Pattern {
	var ps []lang.Pattern
	for _, p := range t.Parts() {
		switch {
		case p.Sym != nil && (upper || p.Sym.Fresh):
			ps = append(ps, lang.AnyRune().Many())
		case p.Sym != nil:
			ps = append(ps, lang.Symbol(strings.ReplaceAll(p.Sym.Name+symbolMark+p.Sym.Scope, "}", "\x02")))
		case upper && strings.Contains(p.Lit, "${"):
			ps = append(ps, lang.AnyRune().Many())
		default:
			ps = append(ps, lang.Wild(p.Lit))
		}
	}
	out := lang.Concat(ps...)
	if fold {
		out = out.FoldCase()
	}
	return out
}

// unchanged reports whether the old policies have the same statement, and what
// takes away from it is no less.
func (c contrast) unchanged(r rule) bool {
	if !c.bound || c.before.openBoundary != c.after.openBoundary {
		return false
	}
	has := func(list []rule, s *facts.Statement) bool {
		return slices.ContainsFunc(list, func(o rule) bool { return o.managed == s.Address && o.managed != "" || sameStatement(o.Statement, s) })
	}
	return has(c.before.allow, r.Statement) &&
		!slices.ContainsFunc(c.before.deny, func(d rule) bool { return !has(c.after.deny, d.Statement) })
}

// prove finds a request that a statement allows newly.
func (c contrast) prove(r rule) (Excess, bool) {
	if r.Maybe || r.ConditionsOpen || !r.Effect.Is("Allow") || c.after.openBoundary {
		return Excess{}, false
	}
	bases := []area{areaOf(r.Statement, false)}
	if c.after.bounded {
		var within []area
		for _, b := range c.after.boundary {
			if len(b.Conditions) == 0 && !b.Maybe {
				within = append(within, bases[0].and(areaOf(b.Statement, false)))
			}
		}
		bases = within
	}
	var denies []area
	for _, d := range c.after.deny {
		denies = append(denies, areaOf(d.Statement, true))
	}
	for _, b := range bases {
		if e, ok := c.found(r, b, append(c.allowedBefore(r), denies...)); ok {
			return e, true
		}
		for _, d := range c.before.deny {
			if len(d.Conditions) == 0 && !d.Maybe && d.Effect.Is("Deny") {
				if e, ok := c.found(r, b.and(areaOf(d.Statement, false)), denies); ok {
					return e, true
				}
			}
		}
	}
	return Excess{}, false
}

// allowedBefore is all that the old policies may have allowed to a request that
// the statement allows. A request that brings nothing which conditions ask for is
// allowed by statements without any.
func (c contrast) allowedBefore(r rule) (out []area) {
	for _, o := range c.before.allow {
		if len(r.Conditions) == 0 && slices.ContainsFunc(o.Conditions, canLack) {
			continue
		}
		a := areaOf(o.Statement, true)
		if !c.before.bounded || c.before.openBoundary || c.bound {
			out = append(out, a)
			continue
		}
		for _, b := range c.before.boundary {
			out = append(out, a.and(areaOf(b.Statement, true)))
		}
	}
	return out
}

// canLack reports whether a request fails a condition by lacking its key.
func canLack(c facts.Condition) bool {
	name, known := c.Operator.Value()
	key, ok := c.Key.Value()
	quantifier, base, ifExists := iam.SplitOperator(name)
	_, always := usual[strings.ToLower(key)]
	return known && ok && !c.Maybe && !always && !ifExists && !strings.EqualFold(quantifier, "ForAllValues") &&
		!strings.Contains(strings.ToLower(base), "not") && !strings.EqualFold(base, "Null")
}

// found searches an area for a request that is in none of the others, and lets
// the plain evaluator confirm it.
func (c contrast) found(r rule, in area, without []area) (Excess, bool) {
	budget := searchBudget
	left, v := search(in, without, &budget)
	if v != lang.Yes {
		return Excess{}, false
	}
	action, resource, ok := request(r.Statement, left)
	if !ok {
		return Excess{}, false
	}
	for _, salt := range []string{"a", "b"} {
		q := plain{action: action, resource: spell(resource, func(id string) string { return concrete(id, salt) }), salt: salt, met: r.Statement}
		if !q.allowed(c.after, false) || q.allowed(c.before, true) {
			return Excess{}, false
		}
	}
	return Excess{Action: action, Resource: spell(resource, func(id string) string {
		name, _, _ := strings.Cut(id, symbolMark)
		return "${" + name + "}"
	}), By: r.Statement, At: r.at}, true
}

// refuted reports whether a statement certainly allows nothing new.
func (c contrast) refuted(r rule) bool {
	if !c.bound {
		return false
	}
	base := areaOf(r.Statement, true)
	var denies []area
	for _, d := range c.after.deny {
		if len(d.Conditions) == 0 && !d.Maybe && !d.ConditionsOpen && d.Effect.Is("Deny") {
			denies = append(denies, areaOf(d.Statement, false))
		}
	}
	old := slices.Clone(denies)
	for _, o := range c.before.allow {
		if !o.Maybe && !o.ConditionsOpen && o.Effect.Is("Allow") && (len(o.Conditions) == 0 || sameConditions(o.Statement, r.Statement)) {
			old = append(old, areaOf(o.Statement, false))
		}
	}
	budget := searchBudget
	if _, v := search(base, old, &budget); v != lang.No {
		return false
	}
	for _, d := range c.before.deny {
		budget := searchBudget
		if _, v := search(base.and(areaOf(d.Statement, true)), denies, &budget); v != lang.No {
			return false
		}
	}
	return true
}

// searchBudget bounds how many areas a search visits.
const searchBudget = 2_000

// search looks for what is left of an area without some others.
func search(in area, without []area, budget *int) (area, lang.Verdict) {
	if *budget--; *budget < 0 {
		return in, lang.Unknown
	}
	without = slices.DeleteFunc(slices.Clone(without), in.apart)
	empty := text.Or(in.actions.Empty(), in.resources.Empty())
	if len(without) == 0 || empty == lang.Yes {
		return in, empty.Not()
	}
	first, out := without[0], lang.No
	for _, rest := range []area{
		{in.actions.Minus(first.actions), in.resources},
		{in.actions, in.resources.Minus(first.resources)},
	} {
		found, v := search(rest, without[1:], budget)
		if v == lang.Yes {
			return found, v
		}
		out = text.Or(out, v)
	}
	return in, out
}

// sameBoundary reports whether two identities are bound by the same.
func sameBoundary(before, after *Grants) bool {
	if before.bounded != after.bounded {
		return false
	}
	return !before.bounded || text.Equal(before.identity.Boundary, after.identity.Boundary) == text.Yes &&
		slices.EqualFunc(before.boundary, after.boundary, func(a, b rule) bool { return sameStatement(a.Statement, b.Statement) })
}

// sameStatement reports whether two statements say the same, whatever their
// symbols are.
func sameStatement(a, b *facts.Statement) bool {
	lists := func(s *facts.Statement) []facts.List {
		return []facts.List{s.Actions, s.NotActions, s.Resources, s.NotResources}
	}
	return a.Maybe == b.Maybe && same(a.Effect, b.Effect) && slices.EqualFunc(lists(a), lists(b), sameList) && sameConditions(a, b) &&
		slices.EqualFunc(a.Principals, b.Principals, func(x, y facts.Principal) bool { return same(x.Type, y.Type) && same(x.Value, y.Value) })
}

func sameConditions(a, b *facts.Statement) bool {
	return a.ConditionsOpen == b.ConditionsOpen && slices.EqualFunc(a.Conditions, b.Conditions, func(x, y facts.Condition) bool {
		return x.Maybe == y.Maybe && iam.SameCondition(x, y)
	})
}

func sameList(x, y facts.List) bool {
	return x.Closed == y.Closed && x.Present == y.Present && slices.EqualFunc(x.Items, y.Items, same)
}

func same(x, y facts.Text) bool { return x.Absent() && y.Absent() || text.Equal(x, y) == text.Yes }

// String says the request.
func (e Excess) String() string { return fmt.Sprintf("%s on %s", e.Action, e.Resource) }
