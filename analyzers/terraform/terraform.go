// Package terraform reads Terraform and OpenTofu configurations: who the roles,
// providers, service accounts and bindings in them are, and whom they trust.
package terraform

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// Options say how configurations are read. The zero Options are usable.
type Options struct {
	// VarFiles are variables files that the user names, in order: no others are
	// tried then, but for those that Terraform reads by itself.
	VarFiles []*source.File
	// Vars are values of variables, of the form NAME=VALUE. They count more.
	Vars []string
}

// New reads .tf and .tofu files, in both syntaxes, and variables files. All of a
// scan are one unit, since modules call each other across folders; folders are
// read in parallel.
func New(o Options) analyzers.Analyzer {
	return analyzers.Analyzer{
		Name:   module.Source,
		Doc:    "Terraform and OpenTofu configurations",
		Claims: func(name string) bool { return module.IsModuleFile(name) || module.IsVariablesFile(name) },
		Group: func(files []*source.File) [][]*source.File {
			if len(files) == 0 {
				return nil
			}
			return [][]*source.File{files}
		},
		Run: func(p *analyzers.Pass) { run(p, module.Given{Files: o.VarFiles, Values: o.Vars}) },
	}
}

// run reads every root. The result does not depend on how many workers there
// are: each root has facts of its own, joined in the order of the roots.
func run(p *analyzers.Pass, given module.Given) {
	files := slices.Clone(p.Files)
	slices.SortFunc(files, func(a, b *source.File) int { return cmp.Compare(a.Path, b.Path) })
	var varFiles []*source.File
	for _, f := range files {
		if module.IsVariablesFile(f.Path) {
			varFiles = append(varFiles, f)
		}
	}
	l := module.NewLoader(files)
	l.Read, l.List, l.Given = p.ReadFile, p.List, given
	roots := l.Roots()
	bundles := make([]*facts.Bundle, len(roots))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(roots)) {
		wg.Go(func() {
			for i := range next {
				bundles[i] = readAll(l, roots[i], varFiles)
			}
		})
	}
	for i := range roots {
		next <- i
	}
	close(next)
	wg.Wait()
	problem := once(p.Problem) // roots that share a module find its faults once each
	for _, b := range bundles {
		for _, in := range b.Inputs {
			problem(in)
		}
		b.Inputs = nil
		p.Facts.Merge(b)
	}
	for _, m := range l.Loaded() {
		for _, in := range m.Problems() {
			problem(in)
		}
		brokenStrings(m, problem)
		literals(m, p.Facts.Add)
	}
	for _, f := range varFiles {
		variables(f, problem, p.Facts.Add)
	}
}

// once passes each fault on once.
func once(problem func(*facts.Input)) func(*facts.Input) {
	seen := map[string]bool{}
	return func(in *facts.Input) {
		key := in.Code + " " + in.At.String() + " " + in.Message
		if !seen[key] {
			seen[key] = true
			problem(in)
		}
	}
}

// readRoot reads one root, with a variables file that Terraform does not read by
// itself if one is given. A fault of this program costs the root, not the run.
func readRoot(l *module.Loader, dir string, variant *source.File) (out *facts.Bundle) {
	out = &facts.Bundle{}
	b := &builder{root: module.NewRoot(dir, l), facts: out, accounts: map[string]account{}, servers: map[string]server{}}
	defer func() {
		if cause := recover(); cause != nil {
			b.crashed(cause)
		}
	}()
	b.root.Compute, b.root.Variant = b.compute, variant
	scope := b.root.Scope()
	if scope == nil {
		return out
	}
	b.scope(scope)
	b.finish()
	return out
}

// crashed reports that reading a root ended early; what was found stays.
func (b *builder) crashed(cause any) {
	in := &facts.Input{
		Base:    facts.Base{Address: cmp.Or(b.at, b.root.Dir), Source: module.Source, Unit: b.root.Dir},
		Code:    "unevaluable",
		Class:   facts.Incomplete,
		Message: fmt.Sprintf("Reading %s ended early: %v.", cmp.Or(b.at, b.root.Dir), cause), Identity: true,
	}
	if b.current != nil {
		in.At = b.current.Block.Header()
	}
	b.facts.Add(in)
}

// scope reads the resources of a module and then of the modules it calls.
func (b *builder) scope(s *module.Scope) {
	b.providers(s)
	b.awsAuth(s)
	for _, key := range s.Keys() {
		block := s.Module.Resources[key]
		read, creator := reader(block.Type, block.Labels[0]), creatorOf(block.Type, block.Labels[0])
		if read == nil && creator == nil {
			continue
		}
		for _, in := range s.Instances(key) {
			b.at, b.current = in.Address, in
			if read != nil {
				read(b, in)
			}
			if creator != nil {
				creator(b, in)
			}
		}
	}
	for _, child := range s.Children() {
		b.scope(child)
	}
}

// reader finds what reads a resource of a type; nil for all that do not speak
// of identity.
func reader(block, kind string) func(*builder, *module.Instance) {
	if block == "data" && kind == "aws_eks_cluster" {
		return readCluster
	}
	if block != "resource" {
		return nil
	}
	for _, readers := range []map[string]func(*builder, *module.Instance){awsReaders, googleReaders, azureReaders} {
		if f := readers[kind]; f != nil {
			return f
		}
	}
	return kubernetesReader(kind)
}
