package facts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/subaud/subaud/internal/facts/shape"
	"github.com/subaud/subaud/internal/source"
)

// Encode writes the bundle as JSON, indented: one object with the version and
// a list for each kind. No field is omitted when it is empty, so that a reader
// can tell "not there" (null, []) from "not known" (known: false). A text that
// stands where a credential stands is replaced by Redacted.
//
// The form is described by Schema. The error is the writer's.
func (b *Bundle) Encode(w io.Writer) error {
	e := encoder{redact: NewRedactor(b.Secrets())}
	e.raw(`{"version":`)
	e.json(Version)
	e.raw(",")
	e.fields(reflect.ValueOf(*b))
	e.raw("}")
	if e.err != nil {
		return fmt.Errorf("encode facts: %w", e.err)
	}
	out := append(json.RawMessage(nil), e.buf...)
	pretty := json.NewEncoder(w)
	pretty.SetEscapeHTML(false)
	pretty.SetIndent("", "  ")
	if err := pretty.Encode(out); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}

// encoder writes values in the form that Schema describes.
type encoder struct {
	buf    []byte
	redact *Redactor
	err    error
}

func (e *encoder) raw(s string) { e.buf = append(e.buf, s...) }

func (e *encoder) json(v any) {
	data, err := json.Marshal(v)
	e.err = errors.Join(e.err, err)
	e.buf = append(e.buf, data...)
}

// value writes any value that a fact can hold.
func (e *encoder) value(v reflect.Value) {
	switch special := v.Interface().(type) {
	case Text:
		e.text(special)
		return
	case Flag:
		e.flag(special)
		return
	case Number:
		e.number(special)
		return
	case source.Span:
		e.json(PlaceOf(special))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		e.raw("{")
		e.fields(v)
		e.raw("}")
	case reflect.Pointer:
		e.value(v.Elem())
	case reflect.Slice:
		e.raw("[")
		for i := range v.Len() {
			if i > 0 {
				e.raw(",")
			}
			e.value(v.Index(i))
		}
		e.raw("]")
	case reflect.String:
		e.json(e.redact.String(v.String()))
	default:
		e.json(v.Interface())
	}
}

func (e *encoder) fields(v reflect.Value) {
	for i, f := range shape.Fields(v.Type()) {
		if i > 0 {
			e.raw(",")
		}
		name, _ := shape.Name(f)
		e.json(name)
		e.raw(":")
		e.value(v.FieldByIndex(f.Index))
	}
}

// textJSON is the form of a text that is present.
type textJSON struct {
	// Text is what is printed, symbols as ${name}.
	Text    string   `json:"text"`
	Known   bool     `json:"known"`
	Symbols []string `json:"symbols"`
	At      *Place   `json:"at"`
}

func (e *encoder) text(t Text) {
	if t.Absent() {
		e.raw("null")
		return
	}
	out := textJSON{Text: e.redact.String(t.String()), Known: t.IsKnown(), Symbols: []string{}, At: PlaceOf(t.At)}
	if e.redact.Covers(t.At) {
		out.Text = Redacted
	}
	for _, s := range t.Symbols() {
		out.Symbols = append(out.Symbols, s.Name)
	}
	e.json(out)
}

// flagJSON is the form of a flag that is present.
type flagJSON struct {
	// Value is yes, no or unknown.
	Value string `json:"value"`
	// Why names the symbol where the value is unknown.
	Why string `json:"why"`
	At  *Place `json:"at"`
}

func (e *encoder) flag(f Flag) {
	if !f.Present {
		e.raw("null")
		return
	}
	e.json(flagJSON{Value: f.Truth.String(), Why: f.Why, At: PlaceOf(f.At)})
}

// numberJSON is the form of a number that is present; Value is 0 where it is
// not known.
type numberJSON struct {
	Value int64  `json:"value"`
	Known bool   `json:"known"`
	Why   string `json:"why"`
	At    *Place `json:"at"`
}

func (e *encoder) number(n Number) {
	if !n.Present {
		e.raw("null")
		return
	}
	e.json(numberJSON{Value: n.Value, Known: n.Known, Why: n.Why, At: PlaceOf(n.At)})
}

// Place is a span as JSON has it: in the outermost file, the end exclusive.
type Place struct {
	// Path is relative to the repository root.
	Path  string   `json:"path"`
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// Position is one end of a Place: line and column count from 1, the column in
// UTF-16 code units, the offset in bytes from 0.
type Position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Offset int `json:"offset"`
}

// PlaceOf maps a span to the outermost file; nil if the span stands nowhere.
func PlaceOf(s source.Span) *Place {
	root := s.Root()
	if root.IsZero() {
		return nil
	}
	start, end := root.StartPosition(), root.EndPosition()
	return &Place{
		Path:  root.File.Path,
		Start: Position{start.Line, start.Column, start.Offset},
		End:   Position{end.Line, end.Column, end.Offset},
	}
}
