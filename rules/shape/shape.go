// Package shape derives what a policy sees of a fact from the fact's Go type:
// which fields there are, which of them are closed values that may be compared,
// and which are handles that may only be asked about.
//
// The Go types are the only description; the schema that policies are checked
// against, the input that they get and the tables in the documentation all
// come from here and cannot differ.
package shape

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// Kind says what a value is to a policy.
type Kind uint8

// The kinds of values. String, Bool and Int are closed: always known, and
// comparable. Text, Flag, Number, Span and ID are handles.
const (
	Object Kind = iota
	Array
	String
	Bool
	Int
	Text
	Flag
	Number
	Span
	ID
)

// String names the kind for messages.
func (k Kind) String() string {
	return [...]string{"object", "list", "string", "bool", "number", "text", "flag", "unknown number", "place", "id"}[k]
}

// Closed reports whether values of the kind are always known and may be
// compared with constants.
func (k Kind) Closed() bool { return k == String || k == Bool || k == Int }

// Handle reports whether values of the kind reach a policy as opaque tokens.
func (k Kind) Handle() bool { return k >= Text }

// HandleKey is the key of the object that stands for a handle of the kind in
// Rego, such as {"text": 7}. It differs by kind, so that Rego's own type
// checker keeps a flag from being used as a text, and it makes a comparison of
// a handle with a string a type error.
func (k Kind) HandleKey() string {
	return map[Kind]string{Text: "text", Flag: "flag", Number: "number", Span: "at", ID: "id"}[k]
}

// Shape describes a value.
type Shape struct {
	Kind Kind
	// Go is the type that the value has in Go.
	Go reflect.Type
	// Fields are an object's fields, in the order of the Go type.
	Fields []Field
	// Elem is the shape of a list's elements.
	Elem *Shape
	// Doubt says how an object tells that it may not be there; nil if it does not.
	Doubt *Doubt
}

// Doubt is a bool field of a list's element that says whether it is certain to
// be there.
type Doubt struct {
	// Index leads to the field in the Go struct.
	Index []int
	// When is the value that means doubt: true for "maybe", false for "sure".
	When bool
}

// Field is a field of an object.
type Field struct {
	Name  string
	Shape *Shape
	// Index leads to the field in the Go struct.
	Index []int
	// Open leads to the bool field that says whether a list may hold more than
	// is listed (statements: open, conditions: conditions_open); nil if none.
	Open []int
}

// Field returns the shape of a field, or nil.
func (s *Shape) Field(name string) *Shape {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return s.Fields[i].Shape
		}
	}
	return nil
}

// Names lists an object's fields.
func (s *Shape) Names() []string {
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	return names
}

// String describes the shape for messages, such as "a list of text".
func (s *Shape) String() string {
	if s.Kind == Array {
		return "list of " + s.Elem.String()
	}
	return s.Kind.String()
}

// OfKind returns the shape of the facts of a kind, and false if there is no
// such kind.
func OfKind(k facts.Kind) (*Shape, bool) {
	t, ok := factTypes()[k]
	if !ok {
		return nil, false
	}
	return Of(t), true
}

// factTypes maps each kind to its Go type.
func factTypes() map[facts.Kind]reflect.Type {
	out := map[facts.Kind]reflect.Type{}
	for _, f := range []facts.Fact{
		(*facts.Trust)(nil), (*facts.Statement)(nil), (*facts.Identity)(nil), (*facts.Issuer)(nil),
		(*facts.Workload)(nil), (*facts.Pod)(nil), (*facts.Grant)(nil), (*facts.Binding)(nil),
		(*facts.Mapping)(nil), (*facts.Association)(nil), (*facts.Credential)(nil), (*facts.Cluster)(nil),
		(*facts.Workflow)(nil), (*facts.Input)(nil), (*facts.Ignore)(nil),
	} {
		out[f.FactKind()] = reflect.TypeOf(f).Elem()
	}
	return out
}

// Of returns the shape of a Go type. Types that a fact may not hold (maps,
// floats, interfaces) panic: they are mistakes of the facts' author and every
// test meets them.
func Of(t reflect.Type) *Shape { return derive(t) }

func derive(t reflect.Type) *Shape {
	switch t {
	case reflect.TypeFor[facts.Text]():
		return &Shape{Kind: Text, Go: t}
	case reflect.TypeFor[facts.Flag]():
		return &Shape{Kind: Flag, Go: t}
	case reflect.TypeFor[facts.Number]():
		return &Shape{Kind: Number, Go: t}
	case reflect.TypeFor[source.Span]():
		return &Shape{Kind: Span, Go: t}
	case reflect.TypeFor[facts.ID]():
		return &Shape{Kind: ID, Go: t}
	}
	switch t.Kind() {
	case reflect.String:
		return &Shape{Kind: String, Go: t}
	case reflect.Bool:
		return &Shape{Kind: Bool, Go: t}
	case reflect.Int, reflect.Int64:
		return &Shape{Kind: Int, Go: t}
	case reflect.Slice:
		return &Shape{Kind: Array, Go: t, Elem: Of(t.Elem())}
	case reflect.Struct:
		return deriveObject(t)
	}
	panic(fmt.Sprintf("facts: a field of type %s cannot be shown to a policy", t))
}

func deriveObject(t reflect.Type) *Shape {
	s := &Shape{Kind: Object, Go: t}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || name == "" || name == "-" {
			continue
		}
		field := Field{Name: name, Shape: Of(f.Type), Index: f.Index}
		if open, ok := t.FieldByName(f.Name + "Open"); ok && field.Shape.Kind == Array {
			field.Open = open.Index
		}
		s.Fields = append(s.Fields, field)
		if f.Type.Kind() == reflect.Bool && (name == "maybe" || name == "sure") {
			s.Doubt = &Doubt{Index: f.Index, When: name == "maybe"}
		}
	}
	return s
}
