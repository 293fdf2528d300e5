package law

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/rules/shape"
)

type valueKind uint8

const (
	invalid   valueKind = iota // a fault was reported, or nothing is known
	fromInput                  // a value of the input, of a known shape
	constant                   // written in the policy
	parameter                  // data.config...
	shown                      // a string for people: sprintf, subaud.show
	evidence                   // what a builtin gave
	written                    // an object or list that the policy wrote, not constant
	position                   // an index
)

// value is what the law knows of a term.
type value struct {
	kind     valueKind
	shape    *shape.Shape // fromInput
	constant ast.Value    // constant, where it is one only
	result   Result       // evidence
}

// closed reports whether the value is always known and may be compared.
func (v value) closed() bool {
	switch v.kind {
	case constant, parameter:
		return true
	case fromInput:
		return v.shape.Kind.Closed()
	}
	return false
}

// scalar names the type of a closed value; "" if it is not known.
func (v value) scalar() string {
	if v.kind == fromInput {
		return v.shape.Kind.String()
	}
	switch v.constant.(type) {
	case ast.String:
		return "string"
	case ast.Boolean:
		return "bool"
	case ast.Number:
		return "number"
	}
	return ""
}

// String describes the value for messages.
func (v value) String() string {
	switch v.kind {
	case fromInput:
		if v.shape.Kind.Handle() || v.shape.Kind == shape.Object || v.shape.Kind == shape.Array {
			return article(v.shape.String()) + " of the input"
		}
		return "a closed " + v.shape.String()
	case constant:
		return "a constant"
	case parameter:
		return "a parameter"
	case shown:
		return "a string for the message"
	case evidence:
		return "what a builtin gave (" + v.result.String() + ")"
	case written:
		return "an object or list written here"
	case position:
		return "an index, which differs between what is certain and what is possible,"
	}
	return "nothing"
}

type callPosition uint8

const (
	valuePosition     callPosition = iota // inside another term
	assignedPosition                      // right of :=
	conditionPosition                     // a condition of its own
	negatedPosition                       // a condition under not
)

// term finds out what a term is, and reports what it may not hold.
func (s *scope) term(t *ast.Term, at callPosition) value {
	switch v := t.Value.(type) {
	case ast.Null, ast.Boolean, ast.Number, ast.String:
		return value{kind: constant, constant: v}
	case ast.Var:
		if _, local := s.vars[v]; !local {
			if m, helper := s.definedIn(s.module, string(v)); m != nil {
				return s.helperCall(m, helper, nil, t.Location, at)
			}
		}
		return s.name(t, v)
	case ast.Ref:
		return s.ref(t, v)
	case ast.Call:
		return s.invoke(v, t.Location, at)
	case *ast.Array, ast.Object, ast.Set:
		return s.composite(t)
	case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension:
		s.c.fault(t.Location, "a comprehension is not part of the policy language: it collects what is certain and forgets what is possible; ask a builtin that answers for the whole list, or add one in Go")
	case *ast.TemplateString:
		s.c.fault(t.Location, "a template string shows handles as they are: use sprintf with subaud.show")
	default:
		s.c.fault(t.Location, "%s is not part of the policy language", t)
	}
	return value{}
}

// composite judges a literal list, set or object.
func (s *scope) composite(t *ast.Term) value {
	if isConstant(t) {
		return value{kind: constant, constant: t.Value}
	}
	inner := func(e *ast.Term) { s.term(e, valuePosition) }
	switch v := t.Value.(type) {
	case *ast.Array:
		v.Foreach(inner)
	case ast.Set:
		v.Foreach(inner)
	case ast.Object:
		v.Foreach(func(_, e *ast.Term) { inner(e) })
	}
	return value{kind: written}
}

// name resolves a variable or the name of a constant.
func (s *scope) name(t *ast.Term, v ast.Var) value {
	if known, ok := s.vars[v]; ok {
		return known
	}
	for _, r := range s.module.Rules {
		if r.Head.Name == v && len(r.Head.Args) == 0 && r.Head.Key == nil && r.Head.Value != nil {
			return value{kind: constant, constant: r.Head.Value.Value}
		}
	}
	s.c.fault(t.Location, "%s is not bound here: bind it in an earlier line with := or some ... in", v)
	return value{}
}

// ref resolves a path such as input.identity.name.
func (s *scope) ref(t *ast.Term, ref ast.Ref) value {
	if call, ok := ref[0].Value.(ast.Call); ok {
		s.invoke(call, t.Location, valuePosition)
		return value{}
	}
	root, ok := ref[0].Value.(ast.Var)
	if !ok {
		s.c.fault(t.Location, "%s is not part of the policy language: begin with input or a variable", t)
		return value{}
	}
	_, local := s.vars[root]
	switch {
	case local:
	case root == "input" && s.module != s.c.policy.Module:
		s.c.fault(t.Location, "a helper of policies/lib must not read input: pass it what it needs as an argument")
		return value{}
	case root == "input":
		return s.path(t, ref, value{kind: fromInput, shape: s.c.policy.Input})
	case root == "data":
		return s.data(t, ref)
	case s.imported(root) != nil:
		return s.libraryConstant(t, ref)
	}
	return s.path(t, ref, s.name(ref[0], root))
}

// path follows the keys of a reference into a value.
func (s *scope) path(t *ast.Term, ref ast.Ref, v value) value {
	for i, key := range ref[1:] {
		name, ok := key.Value.(ast.String)
		switch {
		case v.kind == invalid:
			return v
		case v.kind == parameter:
			continue
		case v.kind != fromInput:
			s.c.fault(t.Location, "%s is %s and has no fields", ref[:i+1], v)
			return value{}
		case v.shape.Kind == shape.Array:
			s.c.fault(t.Location, "%s is a list: write `some x in %s` to go through it", ref[:i+1], ref[:i+1])
			return value{}
		case !ok:
			s.c.fault(t.Location, "%s: name the field with a constant", ref)
			return value{}
		case v.shape.Kind != shape.Object:
			s.c.fault(t.Location, "%s is %s and has no field %s", ref[:i+1], article(v.shape.String()), string(name))
			return value{}
		}
		field := v.shape.Field(string(name))
		if field == nil {
			s.c.fault(t.Location, "%s has no field %s: %s", ref[:i+1], string(name), shape.DidYouMean(string(name), v.shape.Names()))
			return value{}
		}
		v = value{kind: fromInput, shape: field}
	}
	return v
}

// data resolves data.config.rules["<id>"].<param> and constants of helpers.
func (s *scope) data(t *ast.Term, ref ast.Ref) value {
	if path := ref.String(); !strings.HasPrefix(path, "data.config.") {
		s.c.fault(t.Location, "%s: of data a policy reads only data.config; helpers are imported by name", path)
		return value{}
	}
	if len(ref) >= 5 && ref[2].Value.Compare(ast.String("rules")) == 0 {
		id, _ := ref[3].Value.(ast.String)
		param, _ := ref[4].Value.(ast.String)
		if string(id) != s.c.policy.ID {
			s.c.fault(t.Location, "a policy reads its own parameters only: write data.config.rules[%q]", s.c.policy.ID)
			return value{}
		}
		if _, ok := s.c.policy.Params[string(param)]; !ok {
			s.c.fault(t.Location, "the rule has no parameter %s: add it with its default to custom.params in METADATA", string(param))
			return value{}
		}
	}
	return value{kind: parameter}
}

// imported returns the helper module that a name stands for, or nil.
func (s *scope) imported(name ast.Var) *ast.Module {
	for _, imp := range s.module.Imports {
		if imp.Name() == name {
			return s.c.lib[imp.Path.String()]
		}
	}
	return nil
}

func (s *scope) libraryConstant(t *ast.Term, ref ast.Ref) value {
	root, _ := ref[0].Value.(ast.Var)
	if len(ref) == 2 {
		for _, r := range s.imported(root).Rules {
			name, _ := ref[1].Value.(ast.String)
			if string(r.Head.Name) == string(name) && len(r.Head.Args) == 0 && r.Head.Key == nil && isConstant(r.Head.Value) {
				return value{kind: constant, constant: r.Head.Value.Value}
			}
		}
	}
	s.c.fault(t.Location, "%s names no constant of that helper file", ref)
	return value{}
}

// merge joins what several definitions of one helper give.
func merge(a, b value) value {
	switch {
	case a.kind == b.kind && a.kind == constant:
		if a.constant != nil && b.constant != nil && a.scalar() != b.scalar() {
			return value{kind: written}
		}
		return value{kind: constant}
	case a.kind == b.kind && a.shape == b.shape && a.result == b.result:
		return a
	case slices.Contains([]valueKind{a.kind, b.kind}, invalid):
		return value{}
	case (a.kind == shown || a.kind == constant) && (b.kind == shown || b.kind == constant):
		return value{kind: shown}
	}
	return value{kind: written}
}
