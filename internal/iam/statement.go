package iam

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// statementElements are the elements of a statement.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
var statementElements = []string{
	"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}

func (r *reader) statement(n *text.Node) facts.Statement {
	s := facts.Statement{Base: r.o.Base, Position: r.o.Position, Owner: r.o.Owner, OwnerName: r.o.OwnerName}
	s.At = n.At
	s.Maybe = false // whether the statement is in the document, not whether the document is
	e := r.elements(n, statementElements)
	if sid := e.get("Sid"); sid != nil {
		s.Sid = sid.Str()
	}
	s.Effect = e.effect(n)
	for _, l := range []struct {
		name string
		to   *facts.List
	}{
		{"Action", &s.Actions}, {"NotAction", &s.NotActions}, {"Resource", &s.Resources}, {"NotResource", &s.NotResources},
	} {
		*l.to = e.list(l.name, e.get(l.name), false)
		if e.maybe(l.name) {
			l.to.Items, l.to.Closed = nil, false
		}
	}
	if !s.Actions.Present && !s.NotActions.Present && !e.mayHold("Action") && !e.mayHold("NotAction") {
		e.fault("missing-element", "Action", "The statement has neither Action nor NotAction.", n.At.FirstLine())
	}
	s.HasPrincipal = e.has("Principal", "NotPrincipal")
	s.HasResource = e.has("Resource", "NotResource")
	s.Principals = e.principals(&s, "Principal")
	s.NotPrincipals = e.principals(&s, "NotPrincipal")
	e.conditions(&s)
	s.Faults = e.faults
	return s
}

// effect reads Effect, whose values are case-sensitive.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html
func (e *elements) effect(n *text.Node) facts.Text {
	v := e.get("Effect")
	switch {
	case v == nil && e.mayHold("Effect"), e.maybe("Effect"):
		return text.Of(&text.Symbol{Name: "Effect", Fresh: true}, n.At)
	case v == nil:
		e.fault("missing-element", "Effect", "The statement has no Effect.", n.At.FirstLine())
		return facts.Text{}
	case v.Kind != text.String && v.Kind != text.Opaque:
		e.wrongType("Effect", v, `"Allow" or "Deny"`)
		return facts.Text{}
	}
	if s, ok := v.Text.Value(); ok && s != "Allow" && s != "Deny" {
		e.fault("wrong-type", "Effect", fmt.Sprintf(`Effect must be "Allow" or "Deny" (case-sensitive), this is %q.`, s), v.At)
	}
	if v.Text.Absent() {
		return text.Of(&text.Symbol{Name: "Effect", Fresh: true}, v.At)
	}
	return v.Text.WithAt(v.At)
}

// principals reads Principal or NotPrincipal: "*", or a map from type to one or
// several values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (e *elements) principals(s *facts.Statement, name string) []facts.Principal {
	n := e.get(name)
	if n == nil {
		s.PrincipalsOpen = s.PrincipalsOpen || e.mayHold(name)
		return nil
	}
	var out []facts.Principal
	switch n.Kind {
	case text.Map:
		for i := range n.Fields {
			if again, lost := overwritten(n.Fields, i); lost {
				e.faults = append(e.faults, facts.Fault{
					Code: "duplicate-key", Element: name, At: again.At, First: n.Fields[i].Key.At,
					Message: fmt.Sprintf("%q is written twice in %s; the last one counts, the first is lost.", again, name),
				})
				continue
			}
			out = append(out, e.principalsOf(s, name, &n.Fields[i])...)
		}
		s.PrincipalsOpen = s.PrincipalsOpen || n.Open
	case text.String:
		p := facts.Principal{Value: n.Text.WithAt(n.At), At: n.At}
		if n.Text.Is("*") {
			p.Type = text.Known("*", n.At)
		} else if n.Text.IsKnown() {
			e.fault("wrong-type", name, fmt.Sprintf(`%s must be "*" or an object such as {"AWS": ...}.`, name), n.At)
		} else {
			s.PrincipalsOpen = true
		}
		out = append(out, p)
	case text.Opaque:
		s.PrincipalsOpen = true
	default:
		e.wrongType(name, n, `"*" or an object`)
	}
	for i := range out {
		out[i].Maybe = out[i].Maybe || e.maybe(name)
	}
	return out
}

// overwritten returns the key by which a later field certainly overwrites the
// i-th, as the last one counts.
func overwritten(fields []text.Field, i int) (facts.Text, bool) {
	for _, later := range fields[i+1:] {
		if !later.Maybe && text.Equal(later.Key, fields[i].Key) == text.Yes {
			return later.Key, true
		}
	}
	return facts.Text{}, false
}

// inStatement is where a principal is shown: where its value was written, or,
// if that is outside of the statement (a local, a variable), where the
// statement names it. What is wrong with a statement is mended there.
func inStatement(statement, key, value source.Span) source.Span {
	if !key.IsZero() && statement.Contains(key) && !statement.Contains(value) {
		return key
	}
	return value
}

// principalsOf reads the values of one type. An unknown value is taken for one
// principal, as that is what a reference to an ARN almost always is.
func (e *elements) principalsOf(s *facts.Statement, name string, f *text.Field) []facts.Principal {
	var out []facts.Principal
	add := func(v *text.Node, maybe bool) {
		switch {
		case v != nil && (v.Kind == text.String || v.Kind == text.Opaque) && !v.Text.Absent():
			out = append(out, facts.Principal{Type: f.Key, Value: v.Text.WithAt(v.At), At: inStatement(s.At, f.Key.At, v.At), Maybe: maybe || f.Maybe})
		case v == nil || v.Kind == text.Opaque:
			s.PrincipalsOpen = true
		case v.Kind == text.Number:
			// An account id without quotes: AWS reads it as the number it is.
			e.wrongType(name, v, "a string")
			out = append(out, facts.Principal{Type: f.Key, Value: v.Text.WithAt(v.At), At: inStatement(s.At, f.Key.At, v.At), Maybe: maybe || f.Maybe})
		default:
			e.wrongType(name, v, "a string or a list of strings")
		}
	}
	if v := f.Value; v.Is(text.List) {
		for _, item := range v.Items {
			add(item.Value, item.Maybe)
		}
		s.PrincipalsOpen = s.PrincipalsOpen || v.Open
		return out
	}
	add(f.Value, false)
	return out
}

// conditions reads the Condition block: operator, then key, then values.
func (e *elements) conditions(s *facts.Statement) {
	n := e.get("Condition")
	if n == nil {
		s.ConditionsOpen = e.mayHold("Condition")
		return
	}
	if n.Kind != text.Map {
		s.ConditionsOpen = true
		if n.Kind != text.Opaque {
			e.wrongType("Condition", n, "an object")
		}
		return
	}
	s.ConditionsOpen = n.Open
	e.merged(n)
	seen := map[string]*text.Field{}
	for i := range n.Fields {
		op := &n.Fields[i]
		e.duplicate(seen, op, "")
		switch {
		case op.Value.Is(text.Map):
			e.operator(s, op, e.maybe("Condition") || op.Maybe)
		case op.Value == nil || op.Value.Kind == text.Opaque:
			s.ConditionsOpen = true
		default:
			s.ConditionsOpen = true
			e.wrongType("Condition", op.Value, "an object from operator to an object of keys and values")
		}
	}
	s.Conditions = dropOverwritten(s.Conditions)
}

func (e *elements) operator(s *facts.Statement, op *text.Field, maybe bool) {
	s.ConditionsOpen = s.ConditionsOpen || op.Value.Open
	seen := map[string]*text.Field{}
	for i := range op.Value.Fields {
		f := &op.Value.Fields[i]
		e.duplicate(seen, f, op.Key.String())
		c := facts.Condition{
			Operator: op.Key, Key: f.Key, At: f.Key.At.Cover(f.Value.Span()),
			Values: e.list("Condition", f.Value, true), Maybe: maybe || f.Maybe,
		}
		if f.Value == nil {
			c.Values.Closed = false
		}
		s.Conditions = append(s.Conditions, c)
	}
}

// duplicate reports a key that was written before in the same object. Operators
// and condition keys that differ in case only are the same to IAM, which takes
// neither then.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-duplicate-keys-with-different-case
func (e *elements) duplicate(seen map[string]*text.Field, f *text.Field, within string) {
	name := strings.ToLower(f.Key.String())
	first := seen[name]
	seen[name] = f
	if first == nil || f.Maybe || first.Maybe || sameKey(first.Key, f.Key) != text.Yes {
		return
	}
	message := fmt.Sprintf("%q is written twice in one object; the last one counts, the first is lost.", f.Key)
	if text.Equal(first.Key, f.Key) != text.Yes {
		message = fmt.Sprintf("%q and %q are one key, since case does not matter here, and are both in one object, which IAM refuses.", first.Key, f.Key)
	}
	e.faults = append(e.faults, facts.Fault{
		Code: "duplicate-key", Element: strings.TrimPrefix(within+"."+f.Key.String(), "."), Message: message,
		At: f.Key.At, First: first.Key.At,
	})
}

// merged reports operators of which a merge kept one of two blocks, where the
// other had keys that are in neither now. A block that only changes the values
// of the one before, or adds to it, was meant to take its place.
func (e *elements) merged(n *text.Node) {
	for _, lost := range n.Lost {
		won := n.Field(lost.Key.String())
		if won == nil || !won.Value.Is(text.Map) || won.Value.Open || won.Maybe {
			continue
		}
		for _, f := range lost.Value.Fields {
			if won.Value.MayHold(f.Key.String()) || won.Value.Field(f.Key.String()) != nil || !f.Key.IsKnown() {
				continue
			}
			e.faults = append(e.faults, facts.Fault{
				Code: "duplicate-key", Element: lost.Key.String(), At: won.Key.At, First: lost.Key.At,
				Message: fmt.Sprintf("%q is in two of the objects that are merged; the last one counts, and the condition on %q of the first is lost.", lost.Key, f.Key),
			})
			break
		}
	}
}

// dropOverwritten keeps of conditions on one operator and key the last, which is
// what a JSON reader keeps. Of an operator written twice the keys of the first
// block are lost as well.
func dropOverwritten(in []facts.Condition) []facts.Condition {
	var out []facts.Condition
	for i, c := range in {
		lost := false
		for _, later := range in[i+1:] {
			if !c.Operator.IsKnown() || later.Operator.String() != c.Operator.String() || later.Maybe {
				continue
			}
			again := later.Operator.At != c.Operator.At // a second block of the operator
			lost = lost || again || text.Equal(later.Key, c.Key) == text.Yes
		}
		if !lost {
			out = append(out, c)
		}
	}
	return out
}

// symbolsOf lists the unknown parts of what decides about a statement.
func symbolsOf(s *facts.Statement) []*text.Symbol {
	var out []*text.Symbol
	seen := map[*text.Symbol]bool{}
	add := func(ts ...facts.Text) {
		for _, t := range ts {
			for _, sym := range t.Symbols() {
				if !seen[sym] {
					seen[sym] = true
					out = append(out, sym)
				}
			}
		}
	}
	add(s.Effect)
	for _, l := range []facts.List{s.Actions, s.NotActions} {
		add(l.Items...)
	}
	for _, ps := range [][]facts.Principal{s.Principals, s.NotPrincipals} {
		for _, p := range ps {
			add(p.Type, p.Value)
		}
	}
	for _, c := range s.Conditions {
		add(c.Operator, c.Key)
		add(c.Values.Items...)
	}
	return out
}
