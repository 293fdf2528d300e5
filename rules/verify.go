package rules

import (
	"errors"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/rules/law"
	"github.com/subaud/subaud/rules/shape"
)

// Verify checks all policies in full: their METADATA, their package, the law, Rego's strict
// compiler and its type checker with the schema of the rule's kind. Load does
// so for users' policies; the tests do so for the program's own.
func (s *Set) Verify() error {
	if err := s.readAll(); err != nil {
		return err
	}
	return s.verify(s.rules)
}

func (s *Set) verify(rules []*Rule) error {
	if len(rules) == 0 {
		return nil
	}
	lib, err := s.library()
	if err != nil {
		return err
	}
	var errs []error
	var kinds []string
	for _, r := range rules {
		if err := s.verifyLaw(r, lib); err != nil {
			errs = append(errs, err)
		} else if !slices.Contains(kinds, r.Kind) {
			kinds = append(kinds, r.Kind)
		}
	}
	for _, k := range kinds {
		errs = append(errs, s.verifyTypes(facts.Kind(k), lib))
	}
	return errors.Join(errs...)
}

// library parses all helper files.
func (s *Set) library() (law.Library, error) {
	lib := law.Library{}
	for pkg, h := range s.helpers {
		m, err := s.parse(h.file, h.source)
		if err != nil {
			return nil, err
		}
		if got := m.Package.Path.String(); got != pkg {
			return nil, fmt.Errorf("%s:%d: the package must be %s, after the file's name", h.file, m.Package.Location.Row, pkg[len("data."):])
		}
		lib[pkg] = m
	}
	return lib, nil
}

// packageOf is the package of a rule's policy.
func packageOf(r *Rule) ast.Ref {
	slug := r.ID[len(r.Kind)+1:]
	return ast.Ref{ast.DefaultRootDocument, ast.StringTerm("policies"), ast.StringTerm(r.Kind), ast.StringTerm(slug)}
}

func (s *Set) verifyLaw(r *Rule, lib law.Library) error {
	m, err := s.parse(r.File, r.Source)
	if err != nil {
		return err
	}
	if !m.Package.Path.Equal(packageOf(r)) {
		slug := r.ID[len(r.Kind)+1:]
		return fmt.Errorf("%s:%d: the package must be policies.%s[%q], after the file's name", r.File, m.Package.Location.Row, r.Kind, slug)
	}
	in, _ := shape.OfKind(facts.Kind(r.Kind))
	p := law.Policy{ID: r.ID, Module: m, Input: in, Params: r.Params}
	for _, sev := range r.Severities {
		p.Severities = append(p.Severities, sev.String())
	}
	var errs []error
	for _, f := range law.Check(p, lib, signatures(s.table)) {
		errs = append(errs, f)
	}
	return errors.Join(errs...)
}

// verifyTypes compiles the policies of a kind strictly, with the kind's schema.
func (s *Set) verifyTypes(kind facts.Kind, lib law.Library) error {
	modules := map[string]*ast.Module{}
	for _, r := range s.rules {
		if r.Kind != string(kind) {
			continue
		}
		m, err := s.parse(r.File, r.Source)
		if err != nil {
			return err
		}
		modules[r.File] = m
	}
	for _, m := range lib {
		modules[m.Package.Location.File] = m
	}
	in, _ := shape.OfKind(kind)
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, in.Schema())
	c := ast.NewCompiler().
		WithCapabilities(s.capabilities()).WithBuiltins(s.declared.compiler).
		WithSchemas(schemas).WithStrict(true)
	if c.Compile(modules); c.Failed() {
		return fmt.Errorf("compile policies of %s: %w", kind, c.Errors)
	}
	return nil
}

// allowed are the builtins of Rego that the law lets through. The others are
// not declared, so that nothing reaches them.
func allowed() []string {
	return []string{
		ast.Assign.Name, ast.Equality.Name, ast.Equal.Name, ast.NotEqual.Name, ast.LessThan.Name, ast.LessThanEq.Name,
		ast.GreaterThan.Name, ast.GreaterThanEq.Name, ast.Member.Name, ast.MemberWithKey.Name, ast.Sprintf.Name,
	}
}

func (s *Set) capabilities() *ast.Capabilities {
	all := ast.CapabilitiesForThisVersion()
	some := &ast.Capabilities{Features: all.Features, FutureKeywords: all.FutureKeywords, AllowNet: []string{}}
	for _, b := range all.Builtins {
		if slices.Contains(allowed(), b.Name) {
			some.Builtins = append(some.Builtins, b)
		}
	}
	return some
}

// parse returns the syntax tree of a file, parsed once.
func (s *Set) parse(file string, src []byte) (*ast.Module, error) {
	s.mu.Lock()
	m := s.parsed[file]
	s.mu.Unlock()
	if m != nil {
		return m, nil
	}
	m, err := ast.ParseModuleWithOpts(file, string(src), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return nil, fmt.Errorf("parse policy: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parsed[file] = m
	return m, nil
}

// Modules returns the parsed policies by file name, for coverage.
func (s *Set) Modules() map[string]*ast.Module {
	out := map[string]*ast.Module{}
	for _, r := range s.rules {
		if m, err := s.parse(r.File, r.Source); err == nil {
			out[r.File] = m
		}
	}
	return out
}
