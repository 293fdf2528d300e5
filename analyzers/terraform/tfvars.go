package terraform

import (
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// variables reports what is wrong with a variables file, and finds the
// credentials in it: they are there for all who can read it.
func variables(f *source.File, problem func(*facts.Input), add func(facts.Fact)) {
	block, m := module.Variables(f)
	for _, in := range m.Problems() {
		problem(in)
	}
	if block == nil || !hinted(f.Data) {
		return
	}
	w := &literalWalk{module: m, top: block, add: add}
	w.body(block.Syntax(), "var")
}
