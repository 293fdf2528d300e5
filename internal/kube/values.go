package kube

import (
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// why names the unknown that a value depends on.
func why(t text.Text) string {
	if syms := t.Symbols(); len(syms) > 0 {
		return syms[0].Name
	}
	return ""
}

// str reads a string field. One that may be there all the same (the parent is
// unknown, or open) is a symbol, not an absent text.
func str(parent *text.Node, key string) text.Text {
	n := parent.Get(key)
	name := key
	if perhaps(parent, key) {
		if of := why(n.Str()); of != "" {
			name = of
		}
		return text.Of(&text.Symbol{Name: name, Fresh: true}, n.At)
	}
	if n != nil || !parent.MayHold(key) {
		return n.Str()
	}
	if of := why(parent.Str()); of != "" {
		name = of + "." + key
	}
	return text.Of(&text.Symbol{Name: name, Fresh: true}, parent.At)
}

// perhaps reports whether a field is written that may not be there.
func perhaps(parent *text.Node, key string) bool {
	f := parent.Field(key)
	return f != nil && f.Maybe
}

// flag reads a boolean field. Kubernetes reads YAML 1.1, where a plain yes is
// true; a quoted one is a string, which the API server refuses, so nothing is
// known of it.
func flag(parent *text.Node, key string) facts.Flag {
	n := parent.Get(key)
	if n == nil {
		if parent.MayHold(key) {
			return facts.Flag{Present: true, At: parent.At, Why: why(parent.Str())}
		}
		return facts.Flag{}
	}
	if n.Kind == text.Null {
		return facts.Flag{}
	}
	out := facts.Flag{Present: true, At: n.At, Why: why(n.Str())}
	v, ok := n.Str().Value()
	if !ok || n.Kind != text.Bool && !n.Plain || perhaps(parent, key) {
		return out
	}
	switch strings.ToLower(v) {
	case "true", "yes", "on", "y":
		out.Truth = text.Yes
	case "false", "no", "off", "n":
		out.Truth = text.No
	}
	return out
}

// number reads an integer field.
func number(parent *text.Node, key string) facts.Number {
	n := parent.Get(key)
	if n == nil || n.Kind == text.Null {
		return facts.Number{Present: parent.MayHold(key) && n == nil, Why: why(parent.Str())}
	}
	out := facts.Number{Present: true, At: n.At, Why: why(n.Str())}
	if v, ok := n.Str().Value(); ok && !perhaps(parent, key) {
		i, err := strconv.ParseInt(v, 10, 64)
		out.Value, out.Known = i, err == nil
	}
	return out
}

// list reads a field that holds a list of strings.
func list(parent *text.Node, key string) facts.List {
	n := parent.Get(key)
	if n == nil {
		return facts.List{Closed: !parent.MayHold(key), Present: parent.MayHold(key)}
	}
	return listOf(n)
}

func listOf(n *text.Node) facts.List {
	switch n.Kind {
	case text.List:
	case text.Null:
		return facts.List{Closed: true}
	case text.Opaque:
		return facts.List{Present: true, At: n.At}
	default:
		return facts.List{Present: true, Closed: true, At: n.At}
	}
	out := facts.List{Present: true, Closed: !n.Open, At: n.At}
	for _, item := range n.Items {
		t := item.Value.Str()
		if item.Maybe {
			out.Closed = false
			continue
		}
		if !t.Absent() {
			out.Items = append(out.Items, t.WithAt(item.Value.At))
		}
	}
	return out
}

// entries reads a map of strings, such as labels.
func entries(n *text.Node) []facts.Entry {
	if !n.Is(text.Map) {
		return nil
	}
	var out []facts.Entry
	for i := range n.Fields {
		f := &n.Fields[i]
		if f.Maybe || shadowed(n, i) {
			continue
		}
		out = append(out, facts.Entry{Key: f.Key, Value: f.Value.Str(), At: entryAt(f)})
	}
	return out
}

// shadowed reports whether a later entry has the same key: readers of YAML
// and JSON keep the last.
func shadowed(n *text.Node, i int) bool {
	key, ok := n.Fields[i].Key.Value()
	if !ok {
		return false
	}
	for _, f := range n.Fields[i+1:] {
		if f.Key.Is(key) && !f.Maybe {
			return true
		}
	}
	return false
}

// entryAt is the line of an entry: its key, and the value if that stands on
// the same line.
func entryAt(f *text.Field) source.Span {
	if f.Key.At.IsZero() {
		return f.Value.Span()
	}
	return f.Key.At.Cover(f.Value.Span()).FirstLine()
}

// open reports whether a map may hold entries whose keys are not known.
func open(n *text.Node) bool {
	if n == nil {
		return false
	}
	if n.Kind == text.Opaque || n.Open {
		return true
	}
	for i := range n.Fields {
		if n.Fields[i].Maybe || !n.Fields[i].Key.IsKnown() {
			return true
		}
	}
	return false
}

// elements lists the maps of a list, and whether there may be more.
func elements(parent *text.Node, key string) (items []text.Item, more bool) {
	n := parent.Get(key)
	if n == nil {
		return nil, parent.MayHold(key)
	}
	if n.Kind == text.Opaque {
		return nil, true
	}
	if n.Kind != text.List {
		return nil, false
	}
	for _, item := range n.Items {
		if item.Value.Is(text.Opaque) {
			more = true
			continue
		}
		items = append(items, item)
	}
	return items, more || n.Open
}
