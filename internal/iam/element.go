package iam

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// elements are the entries of a map that the grammar names.
type elements struct {
	fields map[string]*text.Field
	faults []facts.Fault
	// open says that any element may be there besides those found.
	open bool
	// doubt holds elements that a misspelled key may have meant.
	doubt map[string]bool
}

// elements sorts the entries of a map by the names that the grammar knows.
//
// IAM's element names are case-sensitive, and a key that occurs twice in an
// object is refused; JSON readers keep the last one, and so do we. A name in the
// wrong case is taken for the element it means, and reported.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-notes
func (r *reader) elements(n *text.Node, known []string) *elements {
	e := &elements{fields: map[string]*text.Field{}, doubt: map[string]bool{}, open: n.Open}
	for i := range n.Fields {
		f := &n.Fields[i]
		key, ok := f.Key.Value()
		if !ok {
			e.open = true
			continue
		}
		name, exact := nearest(key, known)
		switch {
		case name == "":
			e.fault("unknown-element", key, fmt.Sprintf("%q is not an element of a policy.", key), f.Key.At)
			continue
		case !exact && !strings.EqualFold(name, key):
			e.fault("unknown-element", key, fmt.Sprintf("%q is not an element of a policy; did you mean %q?", key, name), f.Key.At)
			e.doubt[name] = true
			continue
		case !exact:
			e.fault("unknown-element", key, fmt.Sprintf("%q must be written %q: element names are case-sensitive.", key, name), f.Key.At)
		}
		if first := e.fields[name]; first != nil {
			e.faults = append(e.faults, facts.Fault{
				Code: "duplicate-key", Element: name, At: f.Key.At, First: first.Key.At,
				Message: fmt.Sprintf("%q is written twice in one object; the last one counts.", name),
			})
		}
		e.fields[name] = f
	}
	return e
}

func (e *elements) get(name string) *text.Node {
	if f := e.fields[name]; f != nil {
		return f.Value
	}
	return nil
}

func (e *elements) maybe(name string) bool {
	f := e.fields[name]
	return f != nil && f.Maybe
}

// mayHold reports whether an element that was not found may be there.
func (e *elements) mayHold(name string) bool { return e.open || e.doubt[name] }

// has says whether an element is there.
func (e *elements) has(names ...string) facts.Flag {
	out := facts.Flag{Present: true, Truth: text.No}
	for _, name := range names {
		f := e.fields[name]
		switch {
		case f != nil && !f.Maybe:
			return facts.Flag{Present: true, Truth: text.Yes, At: f.Key.At}
		case f != nil:
			out.Truth, out.At = text.Unknown, f.Key.At
		case e.mayHold(name):
			out.Truth, out.Why = text.Unknown, "whether there is "+name
		}
	}
	return out
}

func (e *elements) fault(code, element, message string, at source.Span) {
	e.faults = append(e.faults, facts.Fault{Code: code, Element: element, Message: message, At: at})
}

func (e *elements) wrongType(element string, n *text.Node, want string) {
	e.fault("wrong-type", element, fmt.Sprintf("%s must be %s, this is a %s.", element, want, n.Kind), n.At)
}

// list reads a string or a list of strings. Conditions also take numbers and
// booleans.
func (e *elements) list(name string, n *text.Node, scalars bool) facts.List {
	if n == nil {
		return facts.List{Closed: !e.mayHold(name)}
	}
	out := facts.List{Present: true, Closed: true, At: n.At}
	switch {
	case n.Kind == text.Opaque:
		out.Closed = false
	case n.Kind == text.List:
		for _, item := range n.Items {
			v := item.Value
			switch {
			case item.Maybe || v == nil:
				out.Closed = false
			case v.Kind == text.String || v.Kind == text.Opaque || scalars && isScalar(v):
				out.Items = append(out.Items, v.Str().WithAt(v.At))
			default:
				e.wrongType(name, v, "a string or a list of strings")
			}
		}
		out.Closed = out.Closed && !n.Open
	case n.Kind == text.String || scalars && isScalar(n):
		out.Items = []facts.Text{n.Str().WithAt(n.At)}
	default:
		e.wrongType(name, n, "a string or a list of strings")
	}
	return out
}

func isScalar(n *text.Node) bool { return n.Kind == text.Bool || n.Kind == text.Number }

// nearest finds the name that a key means: itself, itself in another case, its
// plural or a name one or two letters away. The empty string means none.
func nearest(key string, known []string) (name string, exact bool) {
	for _, k := range known {
		if k == key {
			return k, true
		}
	}
	best, distance := "", 3
	for _, k := range known {
		if d := edits(strings.ToLower(key), strings.ToLower(k)); d < distance && d <= (len(k)+1)/3 {
			best, distance = k, d
		}
	}
	return best, false
}

// edits counts the insertions, deletions and replacements between two words;
// long ones count as far apart.
func edits(a, b string) int {
	if len(a) > 200 || len(b) > 200 {
		return 200
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
