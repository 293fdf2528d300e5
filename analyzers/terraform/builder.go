package terraform

import (
	"fmt"
	"slices"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// builder collects the facts of one root.
type builder struct {
	root     *module.Root
	facts    *facts.Bundle
	accounts map[string]account // by provider
	servers  map[string]server  // by provider
	at       string             // the address that is being read
	current  *module.Instance

	policies    []policy
	attachments []attachment
	federations []*facts.Trust // of clouds other than AWS
	nodes       templates

	others    map[string]*stack // by where their state is kept
	readers   []string          // the folders of the roots that read this one's outputs
	shellSeen map[string]bool
	missing   map[string]bool
}

func (b *builder) env() *value.Env { return b.root.Env() }

// base is the common part of a fact of an instance. Part tells facts of one
// resource apart.
func (b *builder) base(kind facts.Kind, in *module.Instance, part string, at source.Span) facts.Base {
	path := in.Block.File.Root().Path
	if len(in.Scope.Calls) > 0 { // several roots may call the module
		path += "@" + b.root.Dir
	}
	return facts.Base{
		ID:      facts.ID(string(kind) + ":" + path + "#" + in.Address + part),
		Address: in.Address + part, At: at, Source: module.Source, Unit: b.root.Dir,
		Maybe: in.Maybe, Calls: slices.Clone(in.Scope.Calls), Context: in.Block.File.Context,
	}
}

// text reads an attribute as a text; absent if it is not written.
func (b *builder) text(body *module.Body, name string) facts.Text {
	return b.textOf(body.Attr(name), body.AttrSpan(name))
}

func (b *builder) textOf(v cty.Value, at source.Span) facts.Text {
	u, _ := v.Unmark()
	if u.IsKnown() && u.IsNull() {
		return facts.Text{}
	}
	t, ok := b.env().TextOf(v)
	if !ok {
		t, _ = b.env().TextOf(b.env().Fresh("a value that is not a string").Val())
	}
	if t.At.IsZero() {
		t = t.WithAt(at)
	}
	return t
}

// list reads an attribute as a list of texts. A scalar is a list of one.
func (b *builder) list(body *module.Body, name string) facts.List {
	v := body.Attr(name)
	at := body.AttrSpan(name)
	u, _ := v.Unmark()
	out := facts.List{At: at, Closed: true, Items: []facts.Text{}}
	if u.IsKnown() && u.IsNull() {
		return out
	}
	out.Present = true
	list, ok := b.env().Elements(v)
	if !ok {
		out.Closed = u.IsKnown()
		if t := b.textOf(v, at); u.IsKnown() {
			out.Items = append(out.Items, t)
		}
		return out
	}
	out.Closed = !value.IsUnsure(v)
	for _, el := range list {
		out.Items = append(out.Items, b.textOf(el, at))
	}
	return out
}

// flag reads an attribute as a boolean.
func (b *builder) flag(body *module.Body, name string) facts.Flag {
	v := body.Attr(name)
	u, _ := v.Unmark()
	out := facts.Flag{At: body.AttrSpan(name)}
	if u.IsKnown() && u.IsNull() {
		return out
	}
	out.Present = true
	if !value.Symbolic(v) {
		if c, err := convert.Convert(u, cty.Bool); err == nil {
			out.Truth = text.TruthOf(c.True())
			return out
		}
	}
	out.Why = b.env().Show(v)
	return out
}

// number reads an attribute as a whole number.
func (b *builder) number(body *module.Body, name string) facts.Number {
	v := body.Attr(name)
	u, _ := v.Unmark()
	out := facts.Number{At: body.AttrSpan(name)}
	if u.IsKnown() && u.IsNull() {
		return out
	}
	out.Present = true
	if n, ok := value.Int(v); ok {
		out.Value, out.Known = int64(n), true
		return out
	}
	out.Why = b.env().Show(v)
	return out
}

// node reads an attribute as a tree; nil if it is not written.
func (b *builder) node(body *module.Body, name string) *text.Node {
	if !body.Set(name) {
		return nil
	}
	return b.env().Node(body.Attr(name), body.AttrSpan(name))
}

// problem records a fault.
func (b *builder) problem(in *facts.Input) {
	in.Source, in.Unit = module.Source, b.root.Dir
	b.facts.Add(in)
}

// finish joins what several resources say about one identity, and lists the
// addresses that share a place.
func (b *builder) finish() {
	b.attach()
	b.guard()
	b.nodeTemplates()
	b.boundaries()
	for _, in := range b.root.Problems {
		b.facts.Add(in)
	}
	for _, k := range facts.Kinds() {
		if k != facts.KindInput {
			instances(b.facts.Of(k))
		}
	}
}

// instances fills in which addresses one block gives rise to.
func instances(list []facts.Fact) {
	places := map[string][]*facts.Base{}
	for _, f := range list {
		base := f.FactBase()
		root := base.At.Root()
		if root.File == nil {
			continue
		}
		// All of a module from elsewhere stands where it is called.
		key := fmt.Sprintf("%s:%d:%d %s:%d:%d", root.File.Path, root.Start, root.End, base.At.File.Path, base.At.Start, base.At.End)
		places[key] = append(places[key], base)
	}
	for _, alike := range places {
		if len(alike) < 2 {
			continue
		}
		addresses := make([]string, len(alike))
		for i, base := range alike {
			addresses[i] = base.Address
		}
		slices.Sort(addresses)
		addresses = slices.Compact(addresses)
		for _, base := range alike {
			base.Instances = addresses
		}
	}
}
