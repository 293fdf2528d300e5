// Package input turns a fact into what its policies see, and back: every value
// that a policy may not look into is replaced by a handle, a number in a table
// that lives as long as the judging of one fact.
package input

import (
	"fmt"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/rules/shape"
)

// Handle is an index in a Table.
type Handle int

// ElementKey is the key under which an object of the input carries the handle
// of itself, so that a policy can hand a whole condition, list or link to a
// builtin. It is no identifier, so that no policy writes it by accident, and
// the schema does not know it.
const ElementKey = "&"

// The keys of handles that builtins issue; those of the input's own values are
// in package shape.
const (
	elementHandle = "element"
	witnessHandle = "witness"
)

// entry is one value that a handle stands for.
type entry struct {
	// value is a *text.Text, *facts.Flag, *facts.Number, *source.Span,
	// *facts.ID, *finding.Witness, *finding.Note, or a pointer to an element.
	value any
	// parent is the element that holds the value, -1 for the fact itself and
	// for what builtins issue.
	parent Handle
	field  string
	index  int // in a list, -1 if not in one
	// of is, for the place of a value, the value.
	of *facts.Text
}

// Table holds the values behind the handles of one fact. It is used by one
// goroutine at a time and reused for fact after fact.
type Table struct {
	entries []entry
	terms   map[string][]*ast.Term // by key, the terms of handles, never changed once made
	strings map[string]*ast.Term
	self    *ast.Term // the term of ElementKey
	known   map[ast.Object]Handle
	views   map[viewKey]views
}

type viewKey struct {
	element Handle
	field   string
}

// views are a list as the other mode has it: in definite mode with all
// elements that may be there, in possible mode with only those that certainly
// are. Each element looks as it does in its own mode.
type views struct{ definite, possible *ast.Term }

func (t *Table) setViews(element Handle, field string, v views) {
	t.views[viewKey{element, field}] = v
}

// OtherView returns a list of an element of the input as the other mode has
// it, which is what must be gone through to say that nothing in it does
// something. It fails for what is not an element of the input.
func (t *Table) OtherView(element *ast.Term, field string, possible bool) (*ast.Term, error) {
	h, err := t.Resolve(element)
	if err != nil {
		return nil, err
	}
	v, ok := t.views[viewKey{h, field}]
	switch {
	case ok && possible:
		return v.possible, nil
	case ok:
		return v.definite, nil
	}
	obj, _ := element.Value.(ast.Object)
	if own := obj.Get(ast.StringTerm(field)); own != nil {
		return own, nil
	}
	return nil, fmt.Errorf("view %s: there is no such list", field)
}

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{terms: map[string][]*ast.Term{}, strings: map[string]*ast.Term{}, self: ast.StringTerm(ElementKey), views: map[viewKey]views{}, known: map[ast.Object]Handle{}}
}

// Reset forgets all values, so that the table can serve the next fact.
func (t *Table) Reset() {
	clear(t.entries)
	t.entries = t.entries[:0]
	clear(t.views)
}

func (t *Table) add(e entry) Handle {
	t.entries = append(t.entries, e)
	return Handle(len(t.entries) - 1)
}

// term returns the Rego term of a handle, such as {"text": 7}. Terms are made
// once per table and index, not once per fact.
func (t *Table) term(key string, h Handle) *ast.Term {
	known := t.terms[key]
	for len(known) <= int(h) {
		known = append(known, nil)
	}
	if known[h] == nil {
		obj := ast.NewObject([2]*ast.Term{ast.InternedTerm(key), ast.InternedTerm(int(h))})
		known[h] = ast.NewTerm(obj)
		t.known[obj] = h
	}
	t.terms[key] = known
	return known[h]
}

// maxStrings bounds the strings whose terms are kept.
const maxStrings = 4096

func (t *Table) stringTerm(s string) *ast.Term {
	if term := t.strings[s]; term != nil {
		return term
	}
	term := ast.StringTerm(s)
	if len(t.strings) < maxStrings {
		t.strings[s] = term
	}
	return term
}

// IssueWitness returns a token for a witness, which may be nil where a
// possibility has none.
func (t *Table) IssueWitness(w *finding.Witness) *ast.Term {
	return t.term(witnessHandle, t.add(entry{value: w, parent: -1, index: -1}))
}

// IssueNote returns a token for a place with a sentence, for chains.
func (t *Table) IssueNote(n finding.Note) *ast.Term {
	return t.term(shape.Span.HandleKey(), t.add(entry{value: &n, parent: -1, index: -1}))
}

// IssuePlace returns a token for a place.
func (t *Table) IssuePlace(at source.Span) *ast.Term {
	return t.term(shape.Span.HandleKey(), t.add(entry{value: &at, parent: -1, index: -1}))
}

// IssuePlaceOf returns a token for the place of another handle's value, which
// has the same logical place.
func (t *Table) IssuePlaceOf(h Handle) *ast.Term {
	at, _, _ := t.Place(h)
	e := t.entries[h]
	e.of, _ = e.value.(*facts.Text)
	e.value = &at
	return t.term(shape.Span.HandleKey(), t.add(e))
}

// IssueText returns a token for a text that a builtin computed.
func (t *Table) IssueText(x facts.Text) *ast.Term {
	return t.term(shape.Text.HandleKey(), t.add(entry{value: &x, parent: -1, index: -1}))
}

// Resolve returns the handle that a term stands for. Objects of the input are
// resolved to themselves. It fails for whatever Go has not issued.
func (t *Table) Resolve(term *ast.Term) (Handle, error) {
	obj, ok := term.Value.(ast.Object)
	if !ok {
		return 0, fmt.Errorf("resolve %s: want a handle: a value taken from input or from a builtin", term)
	}
	h, ok := t.known[obj]
	if !ok {
		if self := obj.Get(t.self); self != nil {
			obj, ok = self.Value.(ast.Object)
		} else {
			ok = true
		}
		if ok {
			h, ok = t.parse(obj)
		}
	}
	if !ok || int(h) >= len(t.entries) {
		return 0, fmt.Errorf("resolve %s: want a handle: a value taken from input or from a builtin", term)
	}
	return h, nil
}

// parse reads a handle that Rego has copied.
func (t *Table) parse(obj ast.Object) (Handle, bool) {
	if h, ok := t.known[obj]; ok {
		return h, true
	}
	if obj.Len() != 1 {
		return 0, false
	}
	number, ok := obj.Get(obj.Keys()[0]).Value.(ast.Number)
	if !ok {
		return 0, false
	}
	n, ok := number.Int()
	return Handle(n), ok && n >= 0
}

// Value returns the pointer that the handle stands for: a *facts.Text,
// *facts.Flag, *facts.Number, *source.Span, *facts.ID, *finding.Witness,
// *finding.Note or a pointer to an element of the fact.
func (t *Table) Value(h Handle) any { return t.entries[h].value }

// Place returns where the value of a handle was written and, for the steps of
// a chain, the sentence that goes with it. Absent values stand where what
// holds them stands. It is false for ids and witnesses, which have no place.
func (t *Table) Place(h Handle) (at source.Span, sentence string, ok bool) {
	switch v := t.entries[h].value.(type) {
	case *facts.Text:
		at = v.At
	case *facts.Flag:
		at = v.At
	case *facts.Number:
		at = v.At
	case *source.Span:
		at = *v
	case *finding.Note:
		at, sentence = v.At, v.Message
	case *facts.List:
		at = v.At
	case *facts.ID, *finding.Witness:
		return source.Span{}, "", false
	case interface{ FactBase() *facts.Base }:
		at = v.FactBase().At
	default:
		at = placeOfElement(v)
	}
	if at.IsZero() && t.entries[h].parent >= 0 {
		at, _, _ = t.Place(t.entries[h].parent)
	}
	return at, sentence, true
}

// Doubts names what is unknown of the value whose place a handle is: where that
// value need not exist, what would decide about it.
func (t *Table) Doubts(h Handle) []string {
	e := t.entries[h]
	if e.of == nil {
		return nil
	}
	var out []string
	for _, s := range e.of.Symbols() {
		out = append(out, s.Name)
	}
	return out
}

// Path returns the logical place of a handle's value within its fact, such as
// statements[2].conditions[0].key. It holds no path of a file and no line.
func (t *Table) Path(h Handle) string {
	e := t.entries[h]
	if e.field == "" {
		return ""
	}
	path := e.field
	if e.index >= 0 {
		path += "[" + strconv.Itoa(e.index) + "]"
	}
	if e.parent >= 0 {
		if outer := t.Path(e.parent); outer != "" {
			return outer + "." + path
		}
	}
	return path
}
