package rules

import (
	"fmt"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/rules/input"
	"github.com/subaud/subaud/rules/shape"
)

// program is the compiled policies of one kind.
type program struct {
	kind     facts.Kind
	rules    map[string]*Rule // by slug
	order    []*Rule
	compiler *ast.Compiler
	builder  *input.Builder
	// all asks all rules at once: data.policies.<kind>[slug].finding[f].
	all ast.Body

	mu  sync.Mutex
	one map[string]ast.Body // by slug
}

// needless are the stages of Rego's compiler that find mistakes and change
// nothing, and one that speeds up comprehensions, which policies have none of.
// They run in Verify; a run of the program leaves them out, which takes a third
// off its start.
func needless() []ast.StageID {
	return []ast.StageID{
		ast.StageCheckUnusedImports, ast.StageCheckKeywordOverrides, ast.StageCheckDuplicateImports,
		ast.StageCheckVoidCalls, ast.StageRewritePrintCalls, ast.StageParseMetadataBlocks,
		ast.StageSetAnnotationSet, ast.StageRewriteRegoMetadataCalls, ast.StageCheckRuleConflicts,
		ast.StageCheckUndefinedFuncs, ast.StageCheckTypes, ast.StageCheckUnsafeBuiltins,
		ast.StageCheckDeprecatedBuiltins, ast.StageRewriteTestRulesForTracing, ast.StageBuildRequiredCapabilities,
		ast.StageRewriteTemplateStrings, ast.StageCheckRecursion, ast.StageSetGraph, ast.StageCheckSafetyRuleHeads,
		ast.StageBuildComprehensionIndices,
	}
}

// program compiles the rules of one kind, or returns them compiled before.
func (s *Set) program(kind facts.Kind, rules []*Rule) (*program, error) {
	var key strings.Builder
	for _, r := range rules {
		key.WriteString(r.ID + " ")
	}
	s.mu.Lock()
	p := s.programs[key.String()]
	s.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := s.compile(kind, rules)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.programs[key.String()] = p
	return p, nil
}

func (s *Set) compile(kind facts.Kind, rules []*Rule) (*program, error) {
	modules := map[string]*ast.Module{}
	p := &program{kind: kind, rules: map[string]*Rule{}, order: rules, one: map[string]ast.Body{}}
	for _, r := range rules {
		m, err := s.parse(r.File, r.Source)
		if err != nil {
			return nil, err
		}
		modules[r.File] = withViews(m)
		p.rules[r.ID[len(kind)+1:]] = r
		if err := s.addImports(modules, m); err != nil {
			return nil, err
		}
	}
	c := ast.NewCompiler().
		WithCapabilities(s.capabilities()).WithBuiltins(s.declared.compiler).
		WithSkipStages(needless()...)
	if c.Compile(modules); c.Failed() {
		return nil, fmt.Errorf("compile policies of %s: %w", kind, c.Errors)
	}
	in, _ := shape.OfKind(kind)
	p.compiler, p.builder = c, input.NewBuilder(in)
	var err error
	p.all, err = p.query(ast.VarTerm("slug"))
	return p, err
}

// addImports adds the helper files that a module imports.
func (s *Set) addImports(modules map[string]*ast.Module, m *ast.Module) error {
	for _, imp := range m.Imports {
		h := s.helpers[imp.Path.String()]
		if h == nil || modules[h.file] != nil {
			continue
		}
		lib, err := s.parse(h.file, h.source)
		if err != nil {
			return err
		}
		modules[h.file] = withViews(lib)
		if err := s.addImports(modules, lib); err != nil {
			return err
		}
	}
	return nil
}

// query compiles the question for the findings of a slug, or of all of them.
func (p *program) query(slug *ast.Term) (ast.Body, error) {
	ref := ast.Ref{
		ast.DefaultRootDocument, ast.StringTerm("policies"), ast.StringTerm(string(p.kind)),
		slug, ast.StringTerm("finding"), ast.VarTerm("found"),
	}
	body, err := p.compiler.QueryCompiler().Compile(ast.NewBody(ast.NewExpr(ast.NewTerm(ref))))
	if err != nil {
		return nil, fmt.Errorf("compile query: %w", err)
	}
	return body, nil
}

// queryOne is the question for the findings of one rule.
func (p *program) queryOne(slug string) (ast.Body, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b, ok := p.one[slug]; ok {
		return b, nil
	}
	b, err := p.query(ast.StringTerm(slug))
	if err == nil {
		p.one[slug] = b
	}
	return b, err
}
