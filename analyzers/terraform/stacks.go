package terraform

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// outputs are those of another stack.
func (b *builder) outputs(in *module.Instance, name string) (cty.Value, bool) {
	if in.Block.Type != "data" {
		return cty.NilVal, false
	}
	state, known := "", false
	switch {
	case in.Type == "terraform_remote_state" && name == "outputs":
		state, known = b.remoteState(in)
	case in.Type == "tfe_outputs" && (name == "values" || name == "nonsensitive_values"):
		state, known = module.StateOf("", "remote", func(name string) text.Text {
			if name == "workspaces.name" {
				return b.text(in.Body(), "workspace")
			}
			t := b.text(in.Body(), name)
			if body := b.root.Configuration(in.Scope, in.Provider()); t.Absent() && body != nil {
				t = b.text(body, name)
			}
			return t
		})
	}
	if !known {
		return cty.NilVal, false
	}
	r := b.env().Symbol(in.Address + "." + name)
	r.NotNull = true
	r.Step = func(k cty.Value) (cty.Value, bool) {
		if k.Type() != cty.String {
			return cty.NilVal, false
		}
		if other := b.stack(state); other != nil {
			if v, ok := other.scope.Output(k.AsString()); ok {
				return other.importer.Value(v), true
			}
		}
		// Two roots that read the same output read the same value.
		return b.env().Scoped("stack "+state, state+" output "+k.AsString()).Val(), true
	}
	return r.Val(), true
}

// remoteState is where data.terraform_remote_state reads. A workspace other
// than the default one has a state of its own.
// https://developer.hashicorp.com/terraform/language/state/remote-state-data
func (b *builder) remoteState(in *module.Instance) (string, bool) {
	kind, ok := b.text(in.Body(), "backend").Value()
	if !ok {
		return "", false
	}
	config := in.Attr("config")
	state, known := module.StateOf(b.root.Dir, kind, func(name string) text.Text {
		return in.Scope.Member(config, strings.Split(name, ".")...)
	})
	workspace := b.text(in.Body(), "workspace")
	if w, named := workspace.Value(); named && w != "default" {
		state += " workspace " + w
	} else if !named && !workspace.Absent() {
		return "", false
	}
	return state, known
}

// stack is another root, as this one reads it.
type stack struct {
	scope    *module.Scope
	importer *value.Importer
}

// maxStacks bounds how far stacks read each other's outputs.
const maxStacks = 5

// stack evaluates the root that keeps its state at a place; nil if the scan
// does not hold exactly one, or if it is being read already.
func (b *builder) stack(state string) *stack {
	if s, ok := b.others[state]; ok {
		return s
	}
	if b.others == nil {
		b.others = map[string]*stack{}
	}
	b.others[state] = nil
	dir, ok := b.root.Loader().KeptAt(state)
	if !ok || len(b.readers) >= maxStacks || slices.Contains(b.readers, dir) || dir == b.root.Dir {
		return nil
	}
	other := &builder{
		root: module.NewRoot(dir, b.root.Loader()), facts: &facts.Bundle{}, accounts: map[string]account{}, servers: map[string]server{},
		readers: append(slices.Clone(b.readers), b.root.Dir),
	}
	other.root.Compute = other.compute
	if scope := other.root.Scope(); scope != nil {
		b.others[state] = &stack{scope: scope, importer: value.NewImporter(b.env(), other.env())}
	}
	return b.others[state]
}
