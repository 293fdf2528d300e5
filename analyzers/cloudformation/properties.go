package cloudformation

import (
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// properties reads the properties of a resource, or a map within them.
type properties struct {
	e *evaluator
	n *text.Node
	// fallback holds what other resources of the type have as well.
	fallback *text.Node
	// open says that there may be properties that are not written.
	open bool
	at   source.Span
}

// properties reads a resource under the conditions that it exists with.
func (t *template) properties(x *resource) properties {
	p := properties{e: &evaluator{template: t, assume: x.assume}, n: x.props, at: x.at}
	if x.props.Is(text.Map) {
		p.open = x.props.Get("Fn::Transform") != nil
	}
	return p
}

// field is a property as it is written.
func (p properties) field(name string) *text.Field {
	if p.n.Is(text.Map) {
		if f := p.n.Field(name); f != nil {
			return f
		}
	}
	if p.fallback.Is(text.Map) {
		return p.fallback.Field(name)
	}
	return nil
}

// value evaluates a property; nil if it has none.
func (p properties) value(name string) (out *text.Node, maybe bool) {
	f := p.field(name)
	if f == nil {
		if p.open {
			return p.e.unknown(name, p.at), true
		}
		return nil, false
	}
	out, maybe = p.e.value(f.Value)
	if out.Is(text.Null) {
		return nil, false
	}
	return out, maybe || f.Maybe
}

// in reads a property that is a map.
func (p properties) in(name string) properties {
	v, maybe := p.value(name)
	out := properties{e: p.e, at: p.span(name)}
	switch {
	case v.Is(text.Map):
		out.n, out.open = v, v.Open
		if maybe {
			out.n = perhaps(v)
		}
	case v != nil:
		out.open = true
	}
	return out
}

// perhaps is a map none of whose entries need be there.
func perhaps(n *text.Node) *text.Node {
	out := *n
	out.Fields = nil
	for _, f := range n.Fields {
		f.Maybe = true
		out.Fields = append(out.Fields, f)
	}
	return &out
}

// span is the place of a property, or of the resource.
func (p properties) span(name string) source.Span {
	if f := p.field(name); f != nil {
		return f.Key.At.Cover(f.Value.Span())
	}
	return p.at
}

// node reads a property as a tree; nil if there is none.
func (p properties) node(name string) *text.Node {
	v, _ := p.value(name)
	return v
}

// text reads a property as a text; absent if there is none.
func (p properties) text(name string) facts.Text {
	v, maybe := p.value(name)
	switch {
	case v == nil:
		return facts.Text{}
	case maybe || v.Kind == text.Map || v.Kind == text.List || v.Text.Absent():
		return p.e.placed(name, v.At)
	}
	return v.Text.WithAt(v.At)
}

// list reads a property as a list of texts.
func (p properties) list(name string) facts.List {
	v, maybe := p.value(name)
	out := facts.List{Closed: true, Items: []facts.Text{}, At: p.span(name)}
	switch {
	case v == nil:
		return out
	case maybe || !v.Is(text.List):
		out.Present, out.Closed = true, false
		return out
	}
	out.Present, out.Closed = true, !v.Open
	for _, item := range v.Items {
		if item.Maybe || item.Value.Str().Absent() {
			out.Closed = false
			continue
		}
		out.Items = append(out.Items, item.Value.Text.WithAt(item.Value.At))
	}
	return out
}

// flag reads a property as a boolean, which may be written as a string.
func (p properties) flag(name string) facts.Flag {
	t := p.text(name)
	out := facts.Flag{At: p.span(name), Present: !t.Absent()}
	s, known := t.Value()
	switch {
	case t.Absent():
		return facts.Flag{}
	case known && strings.EqualFold(s, "true"):
		out.Truth = text.Yes
	case known && strings.EqualFold(s, "false"):
		out.Truth = text.No
	default:
		out.Why = t.String()
	}
	return out
}

// number reads a property as a whole number, which may be written as a string.
func (p properties) number(name string) facts.Number {
	t := p.text(name)
	if t.Absent() {
		return facts.Number{}
	}
	out := facts.Number{Present: true, At: p.span(name)}
	s, known := t.Value()
	n, err := strconv.ParseInt(s, 10, 64)
	if !known || err != nil {
		out.Why = t.String()
		return out
	}
	out.Value, out.Known = n, true
	return out
}

// each reads the maps of a property that is a list of them.
func (p properties) each(name string, do func(item properties, maybe bool)) {
	v, maybe := p.value(name)
	if !v.Is(text.List) {
		return
	}
	for _, item := range v.Items {
		if item.Value.Is(text.Map) {
			do(properties{e: p.e, n: item.Value, at: item.Value.At, open: item.Value.Open}, maybe || item.Maybe)
			continue
		}
		for _, c := range item.Value.Choices {
			if c.Is(text.Map) {
				do(properties{e: p.e, n: c, at: c.At, open: c.Open}, true)
			}
		}
	}
}
