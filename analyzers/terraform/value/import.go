package value

import (
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// Importer carries values of one root to another. Symbols keep the scope in
// which their names mean something, so that a variable of the one is never
// taken for the variable of the same name of the other.
type Importer struct {
	to, from *Env
	symbols  map[*text.Symbol]*text.Symbol
}

// NewImporter returns an importer. What is not known in from stays one thing
// as long as the same importer is used.
func NewImporter(to, from *Env) *Importer {
	return &Importer{to: to, from: from, symbols: map[*text.Symbol]*text.Symbol{}}
}

// Value imports a value. References are followed when they are asked for.
func (im *Importer) Value(v cty.Value) cty.Value {
	im.to.Tick()
	u, marks := v.Unmark()
	var out cty.Value
	switch {
	case !u.IsKnown():
		out = im.unknown(v)
	case u.IsNull() || u.Type() == cty.Bool || u.Type() == cty.Number:
		out = u
	case u.Type() == cty.String:
		out = im.to.String(im.text(im.from.Table.Decode(u.AsString())))
	case u.Type().IsObjectType() || u.Type().IsMapType():
		out = im.object(v)
	case u.CanIterateElements():
		out = im.list(v)
	default:
		return im.to.Fresh("value").Val()
	}
	for m := range marks {
		switch m := m.(type) {
		case Origin, Unsure, More:
			out = out.Mark(m)
		case *Layout:
			if !Symbolic(v) {
				out = out.Mark(m)
			}
		case *Encoded:
			n := m.Node
			if n == nil {
				n = im.from.Node(m.Value, Place(v))
			}
			out = out.Mark(&Encoded{Node: im.node(n)})
		}
	}
	return out
}

func (im *Importer) unknown(v cty.Value) cty.Value {
	u, _ := v.Unmark()
	r := RefOf(v)
	if r == nil {
		return im.to.Fresh("unknown").Typed(u.Type())
	}
	x := im.text(r.Text)
	p := x.Parts()
	if len(p) != 1 || p[0].Sym == nil {
		return im.to.String(x)
	}
	out := im.to.refTo(p[0].Sym)
	out.NotNull = r.NotNull
	if len(r.Choices) > 0 && out.Choices == nil {
		for _, c := range r.Choices {
			out.Choices = append(out.Choices, im.Value(c))
		}
	}
	if r.Step != nil && out.Step == nil {
		out.Step = func(k cty.Value) (cty.Value, bool) {
			if k.Type() == cty.String && text.HasTokenRunes(k.AsString()) {
				return cty.NilVal, false
			}
			next, ok := r.Step(k)
			if !ok {
				return cty.NilVal, false
			}
			return im.Value(next), true
		}
	}
	return out.Typed(u.Type())
}

func (im *Importer) object(v cty.Value) cty.Value {
	keys, values, _ := im.from.Pairs(v)
	out := make(map[string]cty.Value, len(keys))
	for i, k := range keys {
		t, _ := im.from.TextOf(k)
		out[im.to.Table.Encode(im.text(t))] = im.Value(values[i])
	}
	return cty.ObjectVal(out)
}

// list imports a list, or a set: without a type of its own where an element is
// not known, since cty mixes the marks of a set's elements up.
func (im *Importer) list(v cty.Value) cty.Value {
	u, _ := v.Unmark()
	elements, _ := im.from.Elements(v)
	out := make([]cty.Value, len(elements))
	for i, el := range elements {
		out[i] = im.Value(el)
	}
	if u.Type().IsSetType() && !Symbolic(v) {
		return u
	}
	return cty.TupleVal(out)
}

func (im *Importer) text(t text.Text) text.Text {
	if t.IsKnown() {
		return t
	}
	parts := make([]text.Part, len(t.Parts()))
	for i, p := range t.Parts() {
		parts[i] = p
		if p.Sym != nil {
			parts[i] = text.Part{Sym: im.symbol(p.Sym)}
		}
	}
	return text.Join(t.At, parts...)
}

func (im *Importer) symbol(s *text.Symbol) *text.Symbol {
	if out := im.symbols[s]; out != nil {
		return out
	}
	var out *text.Symbol
	if s.Fresh {
		out = im.to.Table.Fresh(s.Name)
	} else {
		out = im.to.Table.Scoped(s.Scope, s.Name)
	}
	im.symbols[s] = out
	if len(out.Choices) == 0 && len(out.Parts) == 0 {
		for _, c := range s.Choices {
			out.Choices = append(out.Choices, im.text(c))
		}
		if len(s.Parts) > 0 {
			out.Parts = im.text(text.Join(text.Text{}.At, s.Parts...)).Parts()
		}
	}
	return out
}

// node imports a tree. Documents within its strings keep the table that
// decodes them.
func (im *Importer) node(n *text.Node) *text.Node {
	if n == nil {
		return nil
	}
	out := *n
	out.Text = im.text(n.Text)
	out.Encoded = im.node(n.Encoded)
	out.Items, out.Fields, out.Choices = nil, nil, nil
	for _, i := range n.Items {
		out.Items = append(out.Items, text.Item{Value: im.node(i.Value), Maybe: i.Maybe})
	}
	for _, f := range n.Fields {
		out.Fields = append(out.Fields, text.Field{Key: im.text(f.Key), Value: im.node(f.Value), Maybe: f.Maybe})
	}
	for _, c := range n.Choices {
		out.Choices = append(out.Choices, im.node(c))
	}
	return &out
}
