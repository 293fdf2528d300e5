package law

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/rules/shape"
)

// Policy is a policy to be judged by the law.
type Policy struct {
	// ID is the rule's id, <kind>/<slug>.
	ID     string
	Module *ast.Module
	// Input is the shape of the facts of the rule's kind.
	Input *shape.Shape
	// Params are the rule's parameters with their defaults.
	Params map[string]any
	// Severities are what a finding may choose.
	Severities []string
}

// Library maps package paths (data.policies.lib.names) to helper modules.
type Library map[string]*ast.Module

// Check judges one policy together with the helpers that it calls.
func Check(p Policy, lib Library, builtins []Signature) []*Fault {
	c := &checker{
		policy: p, lib: lib,
		builtins: map[string]Signature{},
		called:   map[string]bool{},
		done:     map[string]value{},
	}
	for _, b := range builtins {
		c.builtins[b.Name] = b
	}
	c.module(p.Module)
	return c.faults
}

type checker struct {
	policy   Policy
	lib      Library
	builtins map[string]Signature
	faults   []*Fault
	called   map[string]bool  // helpers of the policy that something calls
	done     map[string]value // helpers judged, by module, name and arguments
	stack    []string         // helpers being judged
}

func (c *checker) fault(at *ast.Location, format string, args ...any) {
	f := &Fault{Message: fmt.Sprintf(format, args...)}
	if at != nil {
		f.File, f.Line = at.File, at.Row
	}
	for _, known := range c.faults {
		if *known == *f {
			return
		}
	}
	c.faults = append(c.faults, f)
}

// module judges the imports and rules of the policy's file.
func (c *checker) module(m *ast.Module) {
	c.imports(m)
	findings := 0
	for _, r := range m.Rules {
		switch {
		case !c.plain(r):
		case r.Head.Name == "finding" && len(r.Head.Args) == 0:
			findings++
			c.finding(r)
		case isHelper(r): // judged where it is called
		default:
			c.constant(r)
		}
	}
	if findings == 0 {
		c.fault(m.Package.Location, "the policy has no rule `finding contains {\"at\": ..., \"message\": ...} if { ... }`: write one")
	}
	for _, r := range m.Rules {
		if name := string(r.Head.Name); isHelper(r) && !c.called[name] {
			c.fault(r.Location, "nothing calls the helper %s: delete it", name)
		}
	}
}

func (c *checker) imports(m *ast.Module) {
	for _, imp := range m.Imports {
		path := imp.Path.String()
		if path == "rego.v1" {
			continue
		}
		if _, ok := c.lib[path]; !ok {
			c.fault(imp.Location, "import %s: a policy imports only helpers, as data.policies.lib.<name>, and policies/lib has no such file", path)
		}
	}
}

// plain refuses the forms of rules that the language does not have.
func (c *checker) plain(r *ast.Rule) bool {
	switch {
	case r.Default:
		c.fault(r.Location, "default is not part of the policy language: it gives an answer where there is none; leave the rule undefined")
	case r.Else != nil:
		c.fault(r.Else.Location, "else is not part of the policy language: it runs where the first part is not known to hold; write a second rule with its own conditions")
	case len(r.Head.Ref()) != 1:
		c.fault(r.Location, "the rule %s has a compound name: use a plain one", r.Head.Ref())
	default:
		return true
	}
	return false
}

// isHelper reports whether a rule is a helper: a function, or a condition
// without arguments that is given a name.
func isHelper(r *ast.Rule) bool {
	return len(r.Head.Args) > 0 || r.Head.Name != "finding" && r.Head.Key == nil && !isTrueBody(r.Body)
}

// constant judges a rule without arguments: a name for a constant.
func (c *checker) constant(r *ast.Rule) {
	name := r.Head.Name
	if r.Head.Key != nil || r.Head.Value == nil || !isConstant(r.Head.Value) {
		c.fault(r.Location, "the rule %s is neither finding, nor a helper with arguments, nor a constant such as `%s := {\"a\", \"b\"}`: make it a helper function", name, name)
	}
}

func isTrueBody(b ast.Body) bool {
	return len(b) == 0 || len(b) == 1 && b[0].String() == "true"
}

func isConstant(t *ast.Term) bool {
	constant := true
	ast.WalkTerms(t, func(t *ast.Term) bool {
		switch t.Value.(type) {
		case ast.Null, ast.Boolean, ast.Number, ast.String, *ast.Array, ast.Object, ast.Set:
		default:
			constant = false
		}
		return !constant
	})
	return constant
}

// findingKeys are what a finding may hold; the first two are required.
var findingKeys = []string{"at", "message", "related", "chain", "witness", "severity", "fix"}

// finding judges a rule that makes findings.
func (c *checker) finding(r *ast.Rule) {
	if r.Head.Key == nil || r.Head.Value != nil {
		c.fault(r.Location, "finding is a set: write `finding contains {\"at\": ..., \"message\": ...} if { ... }`")
		return
	}
	s := c.scope(r.Module, Must)
	s.body(r.Body)
	head, ok := r.Head.Key.Value.(ast.Object)
	if !ok {
		c.fault(r.Head.Location, "write the finding as an object in the head of the rule: `finding contains {\"at\": ..., \"message\": ...} if { ... }`")
		return
	}
	s.record(r.Head.Key, head, findingKeys, 2, "a finding", s.findingValue)
}

// record judges an object with known keys, of which the first few are required.
func (s *scope) record(at *ast.Term, obj ast.Object, keys []string, required int, what string, judge func(key string, t *ast.Term)) {
	seen := map[string]bool{}
	obj.Foreach(func(k, v *ast.Term) {
		name, ok := k.Value.(ast.String)
		if !ok || !slices.Contains(keys, string(name)) {
			s.c.fault(located(k, at), "%s has no key %s: %s", what, strings.Trim(k.String(), `"`), shape.DidYouMean(strings.Trim(k.String(), `"`), keys))
			return
		}
		seen[string(name)] = true
		judge(string(name), v)
	})
	for _, k := range keys[:required] {
		if !seen[k] {
			s.c.fault(at.Location, "%s needs the key %s", what, k)
		}
	}
}

func located(t, fallback *ast.Term) *ast.Location {
	if t.Location != nil {
		return t.Location
	}
	return fallback.Location
}

// findingValue judges the value under one key of a finding.
func (s *scope) findingValue(key string, t *ast.Term) {
	switch key {
	case "at":
		s.place(t, key)
	case "message":
		s.message(t)
	case "related":
		s.each(t, "related is a list of {\"at\": ..., \"message\": ...}", func(e *ast.Term) {
			obj, ok := e.Value.(ast.Object)
			if !ok {
				s.c.fault(located(e, t), "write each related place as {\"at\": ..., \"message\": ...}")
				return
			}
			s.record(e, obj, []string{"at", "message"}, 2, "a related place", s.findingValue)
		})
	case "chain":
		if _, list := t.Value.(*ast.Array); !list {
			if v := s.term(t, valuePosition); v.kind != invalid && (v.kind != evidence || v.result != ResultChain) {
				s.c.fault(t.Location, "chain is what a builtin gave, or a list of places")
			}
			return
		}
		s.each(t, "chain is what a builtin gave, or a list of places", func(e *ast.Term) { s.place(e, key) })
	case "witness":
		if v := s.term(t, valuePosition); v.kind != invalid && (v.kind != evidence || v.result != ResultWitness) {
			s.c.fault(t.Location, "witness must be what a builtin gave as a witness: write `w := subaud.must_...(...)` and \"witness\": w")
		}
	case "severity":
		s.severity(t)
	case "fix":
		s.fix(t)
	}
}

func (s *scope) each(t *ast.Term, sentence string, judge func(*ast.Term)) {
	list, ok := t.Value.(*ast.Array)
	if !ok {
		s.c.fault(t.Location, "%s: write it as a list", sentence)
		return
	}
	list.Foreach(judge)
}

func (s *scope) place(t *ast.Term, key string) {
	v := s.term(t, valuePosition)
	switch {
	case v.kind == invalid:
	case v.kind == fromInput && (v.shape.Kind.Handle() && v.shape.Kind != shape.ID || v.shape.Kind == shape.Object):
	case v.kind == evidence && v.result == ResultText:
	default:
		s.c.fault(located(t, t), "%s must be a place of the input, such as input.at, or a value of the input that has one", key)
	}
}

func (s *scope) message(t *ast.Term) {
	v := s.term(t, valuePosition)
	switch {
	case v.kind == invalid || v.kind == shown || v.kind == constant && isString(v.constant):
	case v.kind == evidence && v.result == ResultString:
	case v.kind == fromInput && v.shape.Kind == shape.String:
	default:
		s.c.fault(t.Location, "message must be a string: write it, or use sprintf with subaud.show")
	}
}

func isString(v ast.Value) bool {
	_, ok := v.(ast.String)
	return ok || v == nil
}

func (s *scope) severity(t *ast.Term) {
	v := s.term(t, valuePosition)
	if v.kind == evidence && v.result == ResultSeverity {
		return // whether the rule declares it is known when it is given
	}
	if v.kind != constant {
		if v.kind != invalid {
			s.c.fault(t.Location, "severity must be one of %s, written here or given by a helper", strings.Join(s.c.policy.Severities, ", "))
		}
		return
	}
	if name, ok := v.constant.(ast.String); ok && !slices.Contains(s.c.policy.Severities, string(name)) {
		s.c.fault(t.Location, "severity %s is not among the rule's severities (%s): add it to custom.severities in METADATA", name, strings.Join(s.c.policy.Severities, ", "))
	}
}

func (s *scope) fix(t *ast.Term) {
	obj, ok := t.Value.(ast.Object)
	if !ok {
		s.c.fault(t.Location, "write the fix as {\"name\": ..., \"at\": ..., \"args\": {...}}")
		return
	}
	s.record(t, obj, []string{"name", "at", "args"}, 2, "a fix", func(key string, v *ast.Term) {
		switch key {
		case "name":
			if _, ok := v.Value.(ast.String); !ok {
				s.c.fault(located(v, t), "name the fixer with a constant string")
			}
		case "at":
			s.place(v, "at")
		case "args":
			args, ok := v.Value.(ast.Object)
			if !ok {
				s.c.fault(located(v, t), "args is an object of names and values")
				return
			}
			args.Foreach(func(_, a *ast.Term) { s.term(a, valuePosition) })
		}
	})
}
