package input

import (
	"reflect"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/shape"
)

// Input is a fact as its policies see it.
type Input struct {
	// Definite holds what is certainly there.
	Definite *ast.Term
	// Possible also holds what may be there. It is the same term as Definite
	// where nothing is in doubt.
	Possible *ast.Term
}

// Builder builds the inputs of the facts of one kind.
type Builder struct {
	shape *shape.Shape
	keys  map[string]*ast.Term
}

// NewBuilder returns a builder for facts of the shape. It may be shared.
func NewBuilder(s *shape.Shape) *Builder {
	b := &Builder{shape: s, keys: map[string]*ast.Term{ElementKey: ast.StringTerm(ElementKey)}}
	b.addKeys(s)
	return b
}

func (b *Builder) addKeys(s *shape.Shape) {
	if s.Elem != nil {
		b.addKeys(s.Elem)
	}
	for _, f := range s.Fields {
		if b.keys[f.Name] == nil {
			b.keys[f.Name] = ast.StringTerm(f.Name)
		}
		b.addKeys(f.Shape)
	}
}

// Build fills the table and returns the two inputs of a fact. A fact that may
// not exist is judged as if it did: what is wrong with it is wrong wherever it
// is made. (Its parts that may not be there, and links to it, stay uncertain.)
func (b *Builder) Build(t *Table, fact facts.Fact) Input {
	t.Reset()
	w := walk{Builder: b, table: t}
	p := w.object(b.shape, reflect.ValueOf(fact).Elem(), spot{parent: -1, index: -1})
	return Input{Definite: p.sure, Possible: p.maybe}
}

// pair is a value as it is in definite and in possible mode: the same term if
// nothing in it is in doubt.
type pair struct {
	sure, maybe *ast.Term
	// doubt says that the value itself may not be there.
	doubt bool
}

func same(t *ast.Term) pair { return pair{t, t, false} }

// spot is where a value stands in the fact.
type spot struct {
	parent Handle
	field  string
	index  int
}

type walk struct {
	*Builder
	table *Table
}

func (w walk) value(s *shape.Shape, v reflect.Value, at spot) pair {
	switch s.Kind {
	case shape.Object:
		return w.object(s, v, at)
	case shape.Array:
		return w.array(s, v, at, nil)
	case shape.String:
		return same(w.table.stringTerm(v.String()))
	case shape.Bool:
		return same(ast.InternedTerm(v.Bool()))
	case shape.Int:
		return same(ast.InternedTerm(int(v.Int())))
	}
	return same(w.handle(s.Kind, v.Addr().Interface(), at))
}

func (w walk) handle(k shape.Kind, value any, at spot) *ast.Term {
	h := w.table.add(entry{value: value, parent: at.parent, field: at.field, index: at.index})
	return w.table.term(k.HandleKey(), h)
}

func (w walk) object(s *shape.Shape, v reflect.Value, at spot) pair {
	self := w.table.add(entry{value: v.Addr().Interface(), parent: at.parent, field: at.field, index: at.index})
	sure := make([][2]*ast.Term, 0, len(s.Fields)+1)
	sure = append(sure, [2]*ast.Term{w.keys[ElementKey], w.table.term(elementHandle, self)})
	var maybe [][2]*ast.Term
	for i := range s.Fields {
		f := &s.Fields[i]
		p := w.field(s, f, v, self)
		if p.sure != p.maybe && maybe == nil {
			maybe = append(make([][2]*ast.Term, 0, cap(sure)), sure...)
		}
		if maybe != nil {
			maybe = append(maybe, [2]*ast.Term{w.keys[f.Name], p.maybe})
		}
		sure = append(sure, [2]*ast.Term{w.keys[f.Name], p.sure})
	}
	out := same(ast.ObjectTerm(sure...))
	if maybe != nil {
		out.maybe = ast.ObjectTerm(maybe...)
	}
	if s.Doubt != nil && v.FieldByIndex(s.Doubt.Index).Bool() == s.Doubt.When {
		out.doubt = true
	}
	return out
}

// field builds one field of an object. Lists that may be longer than they are
// get one more element in possible mode, of which nothing is known.
func (w walk) field(s *shape.Shape, f *shape.Field, v reflect.Value, self Handle) pair {
	at := spot{parent: self, field: f.Name, index: -1}
	if f.Shape.Kind != shape.Array {
		return w.value(f.Shape, v.FieldByIndex(f.Index), at)
	}
	open := f.Open != nil && v.FieldByIndex(f.Open).Bool()
	if list, ok := v.Addr().Interface().(*facts.List); ok && f.Name == "items" {
		open = !list.Closed
	}
	var phantom *reflect.Value
	if open {
		phantom = w.phantom(f.Shape.Elem, spot{parent: self, field: f.Name, index: v.FieldByIndex(f.Index).Len()})
	}
	return w.array(f.Shape, v.FieldByIndex(f.Index), at, phantom)
}

func (w walk) array(s *shape.Shape, v reflect.Value, at spot, phantom *reflect.Value) pair {
	n := v.Len()
	elems := make([]pair, 0, n+1)
	differs, doubt := false, false
	for i := range n {
		p := w.value(s.Elem, v.Index(i), spot{parent: at.parent, field: at.field, index: i})
		differs, doubt = differs || p.sure != p.maybe, doubt || p.doubt
		elems = append(elems, p)
	}
	if phantom != nil {
		p := w.value(s.Elem, *phantom, spot{parent: at.parent, field: at.field, index: n})
		p.doubt, doubt = true, true
		elems = append(elems, p)
	}
	if doubt {
		w.table.setViews(at.parent, at.field, views{
			definite: list(elems, true, pair.sureTerm), possible: list(elems, false, pair.maybeTerm),
		})
	}
	out := same(list(elems, false, pair.sureTerm))
	if differs || doubt {
		out.maybe = list(elems, true, pair.maybeTerm)
	}
	return out
}

func (p pair) sureTerm() *ast.Term  { return p.sure }
func (p pair) maybeTerm() *ast.Term { return p.maybe }

// list makes a list of one side of the elements, with or without those that
// may not be there.
func list(elems []pair, all bool, side func(pair) *ast.Term) *ast.Term {
	terms := make([]*ast.Term, 0, len(elems))
	for _, e := range elems {
		if all || !e.doubt {
			terms = append(terms, side(e))
		}
	}
	return ast.ArrayTerm(terms...)
}

// phantom makes an element of which nothing is known; nil where the element
// has closed fields, for which there is no unknown value.
func (w walk) phantom(s *shape.Shape, at spot) *reflect.Value {
	if !canBeUnknown(s) {
		return nil
	}
	v := reflect.New(s.Go).Elem()
	fill(s, v, w.table.nameOf(at))
	return &v
}

// nameOf names an element that is not known to exist, for people.
func (t *Table) nameOf(at spot) string {
	if at.parent >= 0 {
		if _, ok := t.entries[at.parent].value.(*facts.List); ok {
			if s := t.More(at.parent); !strings.HasPrefix(s, "more ") {
				return s
			}
		}
	}
	h := t.add(entry{parent: at.parent, field: at.field, index: -1})
	return "more " + t.Path(h)
}

// More names the elements that an open list may have besides those that are
// known, for people.
func (t *Table) More(h Handle) string {
	if list, ok := t.entries[h].value.(*facts.List); ok {
		if s := written(list.At); s != "" {
			return s
		}
	}
	return "more " + t.Path(h)
}

// reference is an expression that is short and says by itself what it is.
var reference = text.Regexp(`^[a-z_][\w.*\[\]"-]{0,80}$`)

// named is a reference to what Terraform calls by a name.
var named = text.Regexp(`\b(?:var|local|each|module|data)\.[A-Za-z_][\w.-]*`)

// written is the expression that stands for a whole list, such as var.groups, or
// what a longer one refers to; empty where the list is written out.
func written(at source.Span) string {
	if at.IsZero() {
		return ""
	}
	s := at.Text()
	if reference().MatchString(s) && strings.Contains(s, ".") {
		return s
	}
	found := named().FindAllString(s, -1)
	slices.Sort(found)
	return strings.Join(slices.Compact(found), ", ")
}

func canBeUnknown(s *shape.Shape) bool {
	if s.Kind == shape.Text || s.Go == reflect.TypeFor[facts.List]() {
		return true
	}
	if s.Kind != shape.Object || s.Doubt == nil {
		return false
	}
	for _, f := range s.Fields {
		switch {
		case f.Shape.Kind == shape.Span || f.Shape.Kind == shape.Flag || f.Shape.Kind == shape.Number:
		case f.Shape.Kind == shape.Bool || f.Shape.Go == reflect.TypeFor[facts.Link]():
		case !canBeUnknown(f.Shape):
			return false
		}
	}
	return true
}

// fill makes every part of an element unknown.
func fill(s *shape.Shape, v reflect.Value, name string) {
	switch p := v.Addr().Interface().(type) {
	case *facts.Text:
		*p = text.Of(&text.Symbol{Name: name, Fresh: true}, source.Span{})
		return
	case *facts.Flag:
		*p = facts.Flag{Present: true, Why: name}
		return
	case *facts.Number:
		*p = facts.Number{Present: true, Why: name}
		return
	case *facts.List:
		*p = facts.List{Present: true}
		return
	}
	if s.Kind != shape.Object {
		return
	}
	for _, f := range s.Fields {
		fill(f.Shape, v.FieldByIndex(f.Index), name)
	}
	if s.Doubt != nil {
		v.FieldByIndex(s.Doubt.Index).SetBool(s.Doubt.When)
	}
}

// placeOfElement finds the field At of an element of a fact.
func placeOfElement(v any) source.Span {
	e := reflect.ValueOf(v)
	if e.Kind() != reflect.Pointer || e.IsNil() || e.Elem().Kind() != reflect.Struct {
		return source.Span{}
	}
	at := e.Elem().FieldByName("At")
	if !at.IsValid() {
		return source.Span{}
	}
	span, _ := at.Interface().(source.Span)
	return span
}
