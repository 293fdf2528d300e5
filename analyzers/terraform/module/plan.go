package module

import (
	"path"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// Planned is an instance of a resource, as a plan describes it.
type Planned struct {
	// Address is the instance's, such as module.a.aws_iam_role.this["x"].
	Address string
	// Mode is resource or data.
	Mode, Type, Name string
	// Provider is the name of a provider's configuration, such as aws.prod.
	Provider string
	// Values are what is planned. Opaque nodes are not known.
	Values *text.Node
	// Head is where the instance stands; all places of Values are in its file.
	Head source.Span
	// Unknown gives the value of an opaque node.
	Unknown func(n *text.Node) cty.Value
}

// Planned makes the scope of a root whose resources a plan describes, each
// under its address.
func (r *Root) Planned(list []Planned) *Scope {
	m := &Module{Dir: r.Dir, Resources: map[string]*Block{}, files: map[string]*source.File{}}
	for _, p := range list {
		m.files[p.Head.File.Path] = p.Head.File
		j := &jsonFile{m: m, f: p.Head.File, literal: true}
		j.opaque = func(n *text.Node) hclsyntax.Expression {
			at := n.At
			if at.IsZero() {
				at = p.Head
			}
			return &opaque{&hclsyntax.LiteralValueExpr{SrcRange: j.span(at)}, func() cty.Value { return p.Unknown(n) }}
		}
		body := j.body(p.Mode, p.Values)
		for _, name := range []string{"count", "for_each", "provider", "depends_on", "dynamic"} {
			delete(body.Attributes, name) // what is planned has no such arguments
		}
		body.Attributes["provider"] = &hclsyntax.Attribute{Name: "provider", Expr: &hclsyntax.ScopeTraversalExpr{
			Traversal: hcl.Traversal{hcl.TraverseRoot{Name: p.Provider}},
		}}
		head := j.span(p.Head)
		m.Resources[p.Address] = m.parsed(&hclsyntax.Block{
			Type: p.Mode, Labels: []string{p.Type, p.Name}, Body: body, TypeRange: head, LabelRanges: []hcl.Range{head, head},
		}, p.Head.File)
		m.keys = append(m.keys, p.Address)
	}
	slices.Sort(m.keys)
	return r.scope(m, nil, "", nil)
}

// opaque is a value that is not known until the plan is applied.
type opaque struct {
	*hclsyntax.LiteralValueExpr
	value func() cty.Value
}

// Value gives what stands for the value.
func (o *opaque) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) { return o.value(), nil }

// Referred is the value of a reference to an attribute of a resource of the
// module, by the resource's key.
func (s *Scope) Referred(key, attribute string) cty.Value {
	v, diags := s.root.env.Step(s.resource(key), cty.StringVal(attribute), hcl.Range{})
	if diags.HasErrors() {
		return s.root.env.Symbol(s.Path + key + "." + attribute).Val()
	}
	return v
}

// Holds reports whether the module has the resource of a key.
func (s *Scope) Holds(key string) bool { return s.Module.Resources[key] != nil }

// Gather makes a loader of a folder's module and of the local modules that it
// calls.
func Gather(dir string, read func(string) (*source.File, error), list func(string) []string) *Loader {
	var files []*source.File
	seen := map[string]bool{}
	for next := []string{dir}; len(next) > 0; next = next[1:] {
		if seen[next[0]] {
			continue
		}
		seen[next[0]] = true
		for _, name := range list(next[0]) {
			if f, err := read(name); IsModuleFile(path.Base(name)) && err == nil {
				files = append(files, f)
				next = append(next, localSources(next[0], f.Data)...)
			}
		}
	}
	l := NewLoader(files)
	l.Read, l.List = read, list
	return l
}

// Find returns the block of a resource, by the names of the module calls that
// lead to it from a folder; nil where it is not there.
func (l *Loader) Find(dir string, calls []string, key string) *Block {
	for _, name := range calls {
		m := l.Load(dir)
		if m == nil || m.Calls[name] == nil {
			return nil
		}
		from, ok := Local(m.Calls[name])
		if !ok {
			return nil
		}
		dir = path.Join(dir, from)
	}
	if m := l.Load(dir); m != nil {
		return m.Resources[key]
	}
	return nil
}

// Relocate moves the places of a tree to where a configuration wrote the same:
// those of arguments and nested blocks to theirs, all within to them.
func Relocate(n *text.Node, b *Block) *text.Node {
	return relocate(n, b, b.Body(), b.Header())
}

func relocate(n *text.Node, top *Block, body *hclsyntax.Body, at source.Span) *text.Node {
	out := *n
	out.At, out.View = at, nil
	out.Fields, out.Items = nil, nil
	for _, f := range n.Fields {
		key, _ := f.Key.Value()
		spot, name := at, at
		var blocks []*hclsyntax.Block
		if body != nil {
			if a := body.Attributes[key]; a != nil {
				if s := top.Span(a.Expr.Range()); s.File == at.File { // else an override's
					spot, name = s, top.Span(a.NameRange)
				}
			}
			blocks = blocksOf(body, key)
		}
		value := relocate(f.Value, top, nil, spot)
		if f.Value.Is(text.List) && len(blocks) == len(f.Value.Items) {
			for i, item := range f.Value.Items {
				value.Items[i].Value = relocate(item.Value, top, blocks[i].Body, header(top, blocks[i]))
			}
		}
		out.Fields = append(out.Fields, text.Field{Key: f.Key.WithAt(name), Value: value})
	}
	for _, i := range n.Items {
		out.Items = append(out.Items, text.Item{Value: relocate(i.Value, top, nil, at)})
	}
	return &out
}

// blocksOf lists the nested blocks of a type; none where there may be others.
func blocksOf(body *hclsyntax.Body, kind string) []*hclsyntax.Block {
	var out []*hclsyntax.Block
	for _, b := range body.Blocks {
		switch {
		case b.Type == kind:
			out = append(out, b)
		case b.Type == "dynamic" && len(b.Labels) == 1 && b.Labels[0] == kind:
			return nil
		}
	}
	return out
}
