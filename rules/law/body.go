package law

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/rules/shape"
)

// scope is one body that is being judged: its variables and its direction.
type scope struct {
	c      *checker
	module *ast.Module
	// side is Must in findings and must_ helpers, May in may_ helpers and
	// Neutral in others.
	side Polarity
	// helper is the name of the helper whose body it is; empty for a finding.
	helper string
	vars   map[ast.Var]value
}

func (c *checker) scope(m *ast.Module, side Polarity) *scope {
	return &scope{c: c, module: m, side: side, vars: map[ast.Var]value{}}
}

func (s *scope) body(b ast.Body) {
	for _, e := range b {
		s.expr(e)
	}
}

func (s *scope) expr(e *ast.Expr) {
	if len(e.With) > 0 {
		s.c.fault(e.Location, "with is not part of the policy language: a policy sees one fact as it is; delete it")
	}
	switch t := e.Terms.(type) {
	case *ast.SomeDecl:
		s.some(e, t)
	case *ast.Every:
		s.c.fault(e.Location, "every is not part of the policy language: it holds for what is not listed; ask a builtin that answers for the whole list, or add one in Go")
	case []*ast.Term:
		s.call(e, t)
	case *ast.Term:
		s.bare(e, t)
	default:
		s.c.fault(e.Location, "%s is not part of the policy language: a condition is a comparison of closed fields, a membership in constants, or a must_ or may_ question", e)
	}
}

// some judges `some x in xs`.
func (s *scope) some(e *ast.Expr, d *ast.SomeDecl) {
	if e.Negated {
		s.c.fault(e.Location, "not some ... in is not part of the policy language: what is not listed may still be there; ask a builtin under not, such as not subaud.may_include(list, value)")
		return
	}
	call, ok := d.Symbols[0].Value.(ast.Call)
	if !ok || len(d.Symbols) != 1 {
		s.c.fault(e.Location, "write `some x in list`: a variable that is only declared could be bound to anything")
		return
	}
	domain := s.term(call[len(call)-1], valuePosition)
	elem := s.element(e, call[len(call)-1], domain)
	names := call[1 : len(call)-1]
	for i, n := range names {
		v, ok := n.Value.(ast.Var)
		if !ok {
			s.c.fault(e.Location, "write a plain variable between some and in")
			return
		}
		if i == len(names)-1 {
			s.bind(v, elem)
		} else {
			// Indexes differ between what is certain and what is possible.
			s.bind(v, value{kind: position})
		}
	}
}

// element returns what the elements of a list are, and refuses to iterate
// where that could turn into a negation.
func (s *scope) element(e *ast.Expr, t *ast.Term, domain value) value {
	switch domain.kind {
	case invalid:
		return domain
	case constant:
		return value{kind: constant}
	case parameter:
		return domain
	case fromInput:
		if domain.shape.Kind != shape.Array {
			hint := "iterate over one of its lists"
			if domain.shape.Field("items") != nil {
				hint = "write " + t.String() + ".items"
			} else if domain.shape.Field("candidates") != nil {
				hint = "write " + t.String() + ".candidates"
			}
			s.c.fault(e.Location, "%s is %s, not a list: %s", t, article(domain.shape.String()), hint)
			return value{}
		}
		if ref, ok := t.Value.(ast.Ref); s.side == May && (!ok || len(ref) < 2) {
			// OtherView finds the list by what holds it.
			s.c.fault(e.Location, "the helper %s iterates over a list that it was given: give it what holds the list, and write `some x in %s.items` or the like", s.helper, t)
		}
		if s.side == Neutral {
			s.c.fault(e.Location, "the helper %s iterates over the input, so it holds only for what is certain: name it must_%s, and do not negate it", s.helper, s.helper)
		}
		return value{kind: fromInput, shape: domain.shape.Elem}
	}
	s.c.fault(e.Location, "%s cannot be iterated: iterate over a list of the input or over constants", t)
	return value{}
}

func (s *scope) bind(v ast.Var, to value) {
	if !v.IsWildcard() {
		s.vars[v] = to
	}
}

// bare judges a term that stands alone: a closed bool.
func (s *scope) bare(e *ast.Expr, t *ast.Term) {
	v := s.term(t, positionOf(e))
	switch {
	case v.kind == invalid:
	case v.kind == constant || v.kind == parameter:
	case v.kind == evidence: // of a must_ helper
	case v.kind == fromInput && v.shape.Kind == shape.Bool:
	case v.kind == fromInput && v.shape.Kind == shape.Flag:
		s.c.fault(e.Location, "%s is a flag, which may be unknown: ask %s", t, s.asks(e.Negated, "hold", t.String()))
	default:
		s.c.fault(e.Location, "%s alone says nothing: it is always there; compare it, or ask about it", t)
	}
}

// asks gives the question to write on this side of a negation.
func (s *scope) asks(negated bool, question, args string) string {
	must := s.side != May
	if negated {
		must = !must
	}
	prefix := map[bool]string{true: "subaud.must_", false: "subaud.may_"}[must]
	if negated {
		prefix = "not " + prefix
	}
	return prefix + question + "(" + args + ")"
}

// call judges an expression that is a call: an assignment, a comparison, a
// membership or a question.
func (s *scope) call(e *ast.Expr, terms []*ast.Term) {
	args := terms[1:]
	switch name := terms[0].String(); name {
	case ast.Assign.Name:
		s.assign(e, args)
	case ast.Equality.Name:
		s.c.fault(e.Location, "= may bind or compare: write := to name a value, or == to compare closed fields")
	case ast.Equal.Name, ast.NotEqual.Name:
		s.compare(e, args, name == ast.NotEqual.Name != e.Negated)
	case ast.LessThan.Name, ast.LessThanEq.Name, ast.GreaterThan.Name, ast.GreaterThanEq.Name:
		s.order(e, args)
	case ast.Member.Name:
		s.member(e, args)
	default:
		s.invoke(terms, e.Location, positionOf(e))
	}
}

func positionOf(e *ast.Expr) callPosition {
	if e.Negated {
		return negatedPosition
	}
	return conditionPosition
}

func (s *scope) assign(e *ast.Expr, args []*ast.Term) {
	name, ok := args[0].Value.(ast.Var)
	if !ok || e.Negated {
		s.c.fault(e.Location, "write a plain variable before :=")
		return
	}
	if call, ok := args[1].Value.(ast.Call); ok {
		s.bind(name, s.invoke(call, e.Location, assignedPosition))
		return
	}
	s.bind(name, s.term(args[1], valuePosition))
}

// compare judges == and != of closed values.
func (s *scope) compare(e *ast.Expr, args []*ast.Term, differs bool) {
	a, b := s.term(args[0], valuePosition), s.term(args[1], valuePosition)
	if a.kind == invalid || b.kind == invalid {
		return
	}
	for i, v := range []value{a, b} {
		if v.closed() {
			continue
		}
		t, other := args[i], args[1-i]
		if v.kind == fromInput && v.shape.Kind == shape.Text {
			s.c.fault(e.Location, "%s is a text, which may be unknown, so it cannot be compared: ask %s", t, s.asks(differs, "equal", t.String()+", "+other.String()))
		} else {
			s.c.fault(e.Location, "%s is %s and cannot be compared: compare closed fields only, or ask a builtin", t, v)
		}
		return
	}
	if x, y := a.scalar(), b.scalar(); x != "" && y != "" && x != y {
		s.c.fault(e.Location, "%s is a %s and %s is a %s, so they are never equal", args[0], x, args[1], y)
	}
}

// order judges <, <=, > and >= of closed numbers.
func (s *scope) order(e *ast.Expr, args []*ast.Term) {
	for _, t := range args {
		v := s.term(t, valuePosition)
		switch {
		case v.kind == invalid:
		case v.closed() && (v.scalar() == "number" || v.scalar() == ""):
		case v.kind == fromInput && v.shape.Kind == shape.Number:
			s.c.fault(e.Location, "%s is a number that may be unknown: ask %s or %s", t, s.asks(e.Negated, "at_least", t.String()+", n"), s.asks(e.Negated, "at_most", t.String()+", n"))
		default:
			s.c.fault(e.Location, "%s is %s and has no order: compare closed numbers only", t, v)
		}
	}
}

// member judges `x in {"a", "b"}`.
func (s *scope) member(e *ast.Expr, args []*ast.Term) {
	x, set := s.term(args[0], valuePosition), s.term(args[1], valuePosition)
	if x.kind == invalid || set.kind == invalid {
		return
	}
	if set.kind != constant && set.kind != parameter {
		s.c.fault(e.Location, "%s is %s: in looks only into constants; for a list of the input ask %s", args[1], set, s.asks(e.Negated, "include", args[1].String()+", "+args[0].String()))
		return
	}
	if !x.closed() {
		s.c.fault(e.Location, "%s is %s and cannot be looked up: write some v in %s and ask %s", args[0], x, args[1], s.asks(e.Negated, "equal", args[0].String()+", v"))
	}
}
