package value

import (
	"slices"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// Node turns a value into a tree. A value of which no place is known stands at
// the place of what holds it, in the end at fallback.
func (e *Env) Node(v cty.Value, fallback source.Span) *text.Node {
	u, _ := v.Unmark()
	at := Place(v)
	if at.IsZero() {
		at = fallback
	}
	if !u.IsKnown() {
		return e.opaque(v, at)
	}
	switch t := u.Type(); {
	case u.IsNull():
		return &text.Node{Kind: text.Null, At: at}
	case t == cty.Bool, t == cty.Number:
		x, _ := e.TextOf(v)
		kind := text.Bool
		if t == cty.Number {
			kind = text.Number
		}
		return &text.Node{Kind: kind, Text: x.WithAt(at), At: at}
	case t == cty.String:
		x, _ := e.TextOf(v)
		return e.stringNode(v, x.WithAt(at), at)
	case t.IsObjectType() || t.IsMapType():
		return e.mapNode(v, at)
	case u.CanIterateElements():
		return e.listNode(v, at)
	}
	return &text.Node{Kind: text.Opaque, Text: text.Of(e.Table.Fresh("value"), at), At: at}
}

func (e *Env) opaque(v cty.Value, at source.Span) *text.Node {
	r := RefOf(v)
	if r == nil {
		return &text.Node{Kind: text.Opaque, Text: text.Of(e.Table.Fresh("unknown"), at), At: at}
	}
	x := r.Text.WithAt(at)
	u, _ := v.Unmark()
	if len(r.Choices) == 0 && (u.Type() == cty.String || EncodedOf(v) != nil || len(x.Parts()) > 1) {
		return e.stringNode(v, x, at)
	}
	n := &text.Node{Kind: text.Opaque, Text: x, At: at, Choices: e.nodes(r.Choices, at)}
	if from, ok := decodedOf(v); ok {
		written := e.Node(from, at)
		n.Encoded, n.View, n.Symbols = written.Encoded, written.View, written.Symbols
	}
	return n
}

func (e *Env) nodes(values []cty.Value, at source.Span) []*text.Node {
	var out []*text.Node
	for _, v := range values {
		out = append(out, e.Node(v, at))
	}
	return out
}

// stringNode keeps how the string came to be: the structure that it encodes,
// or the bytes that wrote it.
func (e *Env) stringNode(v cty.Value, x text.Text, at source.Span) *text.Node {
	n := &text.Node{Kind: text.String, Text: x, At: at, Symbols: e.Table}
	if enc := EncodedOf(v); enc != nil {
		n.Encoded = enc.Node
		if n.Encoded == nil {
			n.Encoded = e.Node(enc.Value, at)
		}
		return n
	}
	if l := LayoutOf(v); l != nil {
		n.View = l.View
		return n
	}
	if root := at; !root.IsZero() && !wholly(x) {
		encoded := e.Table.Encode(x)
		n.View = func() *source.File {
			b := source.NewView(root.File)
			b.Replace(encoded, root.Start, root.End)
			return b.File()
		}
	}
	return n
}

func (e *Env) listNode(v cty.Value, at source.Span) *text.Node {
	n := &text.Node{Kind: text.List, At: at, Open: HasMore(v)}
	elements, _ := e.Elements(v)
	_, maybe := mark[Unsure](v)
	for _, el := range elements {
		n.Items = append(n.Items, text.Item{Value: e.Node(el, at), Maybe: maybe && Symbolic(el)})
	}
	return n
}

// mapNode lists the entries as they were written where the object is just one
// that was written, and otherwise in the order of the keys, each with the place
// that wrote its value.
func (e *Env) mapNode(v cty.Value, at source.Span) *text.Node {
	n := &text.Node{Kind: text.Map, At: at}
	u, _ := v.Unmark()
	attrs := u.AsValueMap()
	places := slices.DeleteFunc(written(v), func(w *Written) bool { return len(w.Entries) == 0 })
	if len(places) == 1 {
		if fields, ok := e.asWritten(places[0], attrs); ok {
			n.At, n.Fields = places[0].At, fields
			return n
		}
	}
	for it := u.ElementIterator(); it.Next(); {
		k, el := it.Element()
		key := e.Table.Decode(k.AsString())
		for _, w := range places {
			for _, entry := range w.Entries {
				if entry.Key == k.AsString() && (key.At.IsZero() || Place(entry.Value) == Place(el)) {
					key = key.WithAt(entry.KeyAt)
				}
			}
		}
		spot := at
		if !key.At.IsZero() {
			spot = key.At
		}
		n.Fields = append(n.Fields, text.Field{Key: key, Value: e.Node(e.Thaw(el), spot)})
	}
	if len(places) > 1 {
		n.Lost = e.lost(places, attrs)
	}
	return n
}

// lost lists the objects that a merge dropped in favour of another of the same
// key.
func (e *Env) lost(places []*Written, attrs map[string]cty.Value) []text.Field {
	var out []text.Field
	for _, w := range places {
		for _, entry := range w.Entries {
			won, ok := attrs[entry.Key]
			if was := written(entry.Value); !ok || len(was) == 0 || slices.Contains(written(won), was[0]) {
				continue
			}
			key := e.Table.Decode(entry.Key).WithAt(entry.KeyAt)
			out = append(out, text.Field{Key: key, Value: e.Node(e.Thaw(entry.Value), entry.KeyAt)})
		}
	}
	return out
}

// asWritten reads an object from its source: the entries are the attributes,
// and the last entry of each key has the attribute's value.
func (e *Env) asWritten(w *Written, attrs map[string]cty.Value) ([]text.Field, bool) {
	if len(w.Entries) == 0 {
		return nil, false
	}
	last := make(map[string]int, len(w.Entries))
	for i, entry := range w.Entries {
		last[entry.Key] = i
	}
	if len(last) != len(attrs) {
		return nil, false
	}
	fields := make([]text.Field, 0, len(w.Entries))
	for i, entry := range w.Entries {
		val, ok := attrs[entry.Key]
		if !ok {
			return nil, false
		}
		if last[entry.Key] != i {
			val = entry.Value
		}
		key := e.Table.Decode(entry.Key).WithAt(entry.KeyAt)
		fields = append(fields, text.Field{Key: key, Value: e.Node(e.Thaw(val), entry.KeyAt)})
	}
	return fields, true
}

// wholly reports whether a text is one symbol and nothing else: there is
// nothing in it that could be read.
func wholly(x text.Text) bool {
	p := x.Parts()
	return len(p) == 1 && p[0].Sym != nil
}
