package module

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// Loader is what the root is read with.
func (r *Root) Loader() *Loader { return r.loader }

// Output evaluates an output of the module; false if it has none of the name.
func (s *Scope) Output(name string) (cty.Value, bool) { return s.output(cty.StringVal(name)) }

// KeptAt returns the folder of the one root of the scan that keeps its state at
// a place, as StateOf spells it.
func (l *Loader) KeptAt(state string) (string, bool) {
	l.states.once.Do(func() { l.states.roots = l.kept() })
	found := l.states.roots[state]
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

// kept lists the folders by where they keep their state.
func (l *Loader) kept() map[string][]string {
	out := map[string][]string{}
	for dir, files := range l.dirs {
		state, known := "local:"+path.Join(dir, "terraform.tfstate"), true
		if slices.ContainsFunc(files, saysWhere) {
			if scope := NewRoot(dir, l).plain(); scope != nil {
				if kind, body := scope.backend(); kind != "" {
					state, known = StateOf(dir, kind, body.argument)
				}
			}
		}
		if known {
			out[state] = append(out[state], dir)
		}
	}
	return out
}

// saysWhere reports whether a file may hold a backend block or its like.
func saysWhere(f *source.File) bool {
	return bytes.Contains(f.Data, []byte("backend")) || bytes.Contains(f.Data, []byte("cloud"))
}

// plain is the root without what providers compute.
func (r *Root) plain() *Scope {
	r.Compute = func(*Instance, string) (cty.Value, bool) { return cty.NilVal, false }
	return r.Scope()
}

// backend is where a root keeps its state: the kind of store, and the block
// that says which. The kind is cloud for a cloud block, and empty where there
// is neither: the state then lies in the root's folder.
func (s *Scope) backend() (kind string, body *Body) {
	for _, t := range s.Module.Terraform {
		for _, n := range t.Body().Blocks {
			switch {
			case n.Type == "backend" && len(n.Labels) == 1:
				kind = n.Labels[0]
			case n.Type == "cloud":
				kind = n.Type
			default:
				continue
			}
			return kind, s.bodyOf(t, n)
		}
	}
	return "", nil
}

func (s *Scope) bodyOf(top *Block, n *hclsyntax.Block) *Body {
	in := &Instance{Scope: s, Block: top, Type: top.Type, Address: s.Path + top.Type, ctx: s.ctx, memo: map[string]*lazy{}}
	return &Body{In: in, Block: n.Body, At: header(top, n), ctx: s.ctx}
}

// argument reads an argument of a backend, or one of the workspaces in it.
func (b *Body) argument(name string) text.Text {
	rest, within := strings.CutPrefix(name, "workspaces.")
	if !within {
		return b.In.Scope.Member(b.Attr(name))
	}
	if blocks, _ := b.Blocks("workspaces"); len(blocks) == 1 {
		return blocks[0].argument(rest)
	}
	return b.In.Scope.Member(b.Attr("workspaces"), rest)
}

// Member is what stands in an object at a path, as a text; absent if there is
// nothing.
func (s *Scope) Member(v cty.Value, path ...string) text.Text {
	env := s.root.env
	for _, name := range path {
		next, diags := env.Step(value.Bare(v), cty.StringVal(name), hcl.Range{})
		if diags.HasErrors() {
			return text.Text{}
		}
		v = next
	}
	if u, _ := v.Unmark(); u.IsKnown() && u.IsNull() {
		return text.Text{}
	}
	t, ok := env.TextOf(v)
	if !ok {
		t, _ = env.TextOf(env.Fresh("argument").Val())
	}
	return t
}

// stateArguments are what tells the states of a kind of backend apart.
// https://developer.hashicorp.com/terraform/language/backend
var stateArguments = map[string][]string{
	"s3": {"bucket", "key"}, "gcs": {"bucket", "prefix"}, "azurerm": {"storage_account_name", "container_name", "key"},
	"remote": {"organization", "workspaces.name"}, "cloud": {"organization", "workspaces.name"}, "local": {"path"},
	"consul": {"path"},
}

// StateOf spells where a state is kept, so that two spell the same place alike.
// Dir is the root's folder. It is not known where an argument is not, or is
// left to the command line.
func StateOf(dir, kind string, argument func(name string) text.Text) (string, bool) {
	names, ok := stateArguments[kind]
	if !ok {
		return "", false
	}
	if kind == "cloud" {
		kind = "remote" // two ways to say the same
	}
	values := make([]string, len(names))
	for i, name := range names {
		t := argument(name)
		v, known := t.Value()
		optional := name == "prefix" && t.Absent()
		if kind == "local" {
			if t.Absent() {
				v, known = "terraform.tfstate", true
			}
			v = path.Join(dir, v)
		}
		if !optional && (!known || v == "") {
			return "", false
		}
		values[i] = v
	}
	return kind + ":" + strings.Join(values, "/"), true
}
