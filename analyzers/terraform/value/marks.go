package value

import (
	"cmp"
	"slices"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// Origin is a mark that says where a string was written. It keeps what was
// written there, since a set passes the marks of its elements to itself: an
// element then finds its own among them.
type Origin struct {
	File       *source.File
	Start, End int
	Text       string
}

// Span returns the place.
func (o Origin) Span() source.Span { return o.File.Span(o.Start, o.End) }

// Written is a mark on a list or an object: where it was written, and for an
// object every entry in the order written, repeated keys included.
type Written struct {
	At      source.Span
	Entries []Entry
	// Weight is how many parts it has at all depths.
	Weight int
}

// Entry is an entry of an object as written. Key may hold tokens.
type Entry struct {
	Key   string
	KeyAt source.Span
	Value cty.Value
}

// Encoded is a mark on a string that was made by encoding a structure as JSON
// or YAML, or by a policy document.
type Encoded struct {
	// Value is what was encoded; unused if Node is set.
	Value cty.Value
	// Node is the document itself.
	Node *text.Node
}

// Decoded is a mark on a structure that is not known, since something is not
// known of the text that it was decoded from. That text can be read all the same.
type Decoded struct {
	// Of is the structure itself: what is taken from it inherits the mark.
	Of *Ref
	// Text is what was decoded.
	Text cty.Value
}

// Layout is a mark on a string that was written as a template or read from a
// file: which bytes of the file wrote which of its bytes.
type Layout struct {
	File *source.File
	Runs []Run
}

// Run is a part of a Layout: a copy of the file's bytes from Start to End, or
// where Text is set, text that stands for them.
type Run struct {
	Text       string
	Start, End int
}

// Unsure is a mark on a list of which some elements may be missing or there
// twice: how many there are is not known, and which one is the first.
type Unsure struct{}

// More is a mark on a list that may have more elements than are known.
type More struct{}

// View builds the document that a Layout describes.
func (l *Layout) View() *source.File {
	b := source.NewView(l.File)
	for _, r := range l.Runs {
		if r.Text == "" {
			b.Copy(r.Start, r.End)
		} else {
			b.Replace(r.Text, r.Start, r.End)
		}
	}
	return b.File()
}

// RefOf returns the identity of an unknown value: nil where it is known, or
// where it carries none or several.
func RefOf(v cty.Value) *Ref {
	u, marks := v.Unmark()
	if u.IsKnown() {
		return nil
	}
	var found *Ref
	for m := range marks {
		if r, ok := m.(*Ref); ok {
			if found != nil {
				return nil
			}
			found = r
		}
	}
	return found
}

// mark returns a mark of a type; of several, which one is not specified.
func mark[T any](v cty.Value) (found T, ok bool) {
	if !v.IsMarked() {
		return found, false
	}
	_, marks := v.Unmark()
	for m := range marks {
		if t, is := m.(T); is {
			return t, true
		}
	}
	return found, false
}

// EncodedOf returns the structure that a string was encoded from, or nil.
func EncodedOf(v cty.Value) *Encoded {
	m, _ := mark[*Encoded](v)
	return m
}

// decodedOf returns the text that an unknown structure was decoded from; false if
// it is none.
func decodedOf(v cty.Value) (cty.Value, bool) {
	d, ok := mark[*Decoded](v)
	if !ok || d.Of != RefOf(v) {
		return cty.NilVal, false
	}
	return d.Text, true
}

// LayoutOf returns how a string was written, or nil.
func LayoutOf(v cty.Value) *Layout {
	m, _ := mark[*Layout](v)
	return m
}

// IsUnsure reports whether a list's elements are not exactly known.
func IsUnsure(v cty.Value) bool {
	_, ok := mark[Unsure](v)
	return ok || HasMore(v)
}

// HasMore reports whether a list may have more elements than are known.
func HasMore(v cty.Value) bool {
	_, ok := mark[More](v)
	return ok
}

// Doubt returns the marks of a list that say how far it is known.
func Doubt(list ...cty.Value) cty.ValueMarks {
	out := cty.ValueMarks{}
	for _, v := range list {
		if _, ok := mark[Unsure](v); ok {
			out[Unsure{}] = struct{}{}
		}
		if HasMore(v) {
			out[More{}] = struct{}{}
		}
	}
	return out
}

// origins returns the places of a value, in order.
func origins(v cty.Value) []Origin {
	if !v.IsMarked() {
		return nil
	}
	_, marks := v.Unmark()
	var out []Origin
	for m := range marks {
		if o, ok := m.(Origin); ok {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, compareOrigins)
	return out
}

func compareOrigins(a, b Origin) int {
	return cmp.Or(cmp.Compare(a.File.Path, b.File.Path), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Text, b.Text))
}

// written returns the Written marks of a container in the order of the source.
func written(v cty.Value) []*Written {
	if !v.IsMarked() {
		return nil
	}
	_, marks := v.Unmark()
	var out []*Written
	for m := range marks {
		if w, ok := m.(*Written); ok {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b *Written) int { return a.At.Compare(b.At) })
	return out
}

// Place returns where a value was written: of a string, the place that wrote
// its very characters if one of several did. The zero Span if unknown.
func Place(v cty.Value) source.Span {
	u, _ := v.Unmark()
	known := u.Type() == cty.String && u.IsKnown() && !u.IsNull()
	all := origins(v)
	for _, o := range all {
		if known && o.Text == u.AsString() {
			return o.Span()
		}
	}
	if len(all) > 0 {
		return all[0].Span()
	}
	if w := written(v); len(w) > 0 {
		return w[0].At
	}
	return source.Span{}
}

// Bare returns a value without its marks, but for the identity of an unknown.
func Bare(v cty.Value) cty.Value {
	u, _ := v.Unmark()
	if r := RefOf(v); r != nil {
		return u.Mark(r)
	}
	return u
}

// Displaced returns a string without its place: it is looked at where it is
// referred to, not where it was written.
func Displaced(v cty.Value) cty.Value {
	u, marks := v.Unmark()
	if u.IsKnown() && u.Type() != cty.String || len(marks) == 0 {
		return v
	}
	for m := range marks {
		if _, ok := m.(Origin); !ok {
			u = u.Mark(m)
		}
	}
	return u
}

// Inherit gives a known string the places of others, so that what was computed
// from them can still be shown somewhere.
func Inherit(v cty.Value, from ...cty.Value) cty.Value {
	for _, f := range from {
		if at := origins(f); len(at) > 0 {
			return v.Mark(at[0])
		}
	}
	return v
}

// Slice is the layout of the bytes from start to end of the string.
func (l *Layout) Slice(start, end int) *Layout {
	out := &Layout{File: l.File}
	at := 0
	for _, r := range l.Runs {
		n := len(r.Text)
		if r.Text == "" {
			n = r.End - r.Start
		}
		from, to := max(start-at, 0), min(end-at, n)
		at += n
		switch {
		case from >= to:
		case r.Text == "":
			out.Runs = append(out.Runs, Run{Start: r.Start + from, End: r.Start + to})
		default:
			out.Runs = append(out.Runs, Run{Text: r.Text[from:to], Start: r.Start, End: r.End})
		}
	}
	return out
}
