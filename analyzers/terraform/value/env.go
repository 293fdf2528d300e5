// Package value carries strings that are not known through cty.
//
// An unknown is a real cty unknown with exactly one *Ref mark that is its
// identity. Whatever an expression does that nobody has thought of therefore
// ends in "unknown", never in a wrong known value. Tokens (text.Table) stand
// for unknowns only where a cty value must be known to exist at all: object
// keys, elements of sets, and text that is parsed.
package value

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// Env holds the symbols of one root. It belongs to one goroutine.
type Env struct {
	// Table interns the symbols and gives them tokens.
	Table *text.Table

	refs  map[string]*Ref
	terms map[string]*Ref
	steps int
}

// Ref is the mark on an unknown value: what the value is.
type Ref struct {
	// Text is the value as text: one symbol, or a concatenation.
	Text text.Text
	// Step, where set, resolves an attribute or index; false leaves the
	// default, a symbol named after the path.
	Step func(key cty.Value) (cty.Value, bool)
	// Choices, where set, are the values that it may be.
	Choices []cty.Value
	// NotNull says that the value is certainly not null.
	NotNull bool

	operation string // of a term
}

// NewEnv returns an environment whose symbols have the given scope.
func NewEnv(scope string) *Env {
	return &Env{Table: text.NewTable(scope), refs: map[string]*Ref{}, terms: map[string]*Ref{}}
}

// LimitError says that evaluation was cut short. It is thrown with panic, since
// loops inside the HCL library can be left in no other way, and caught where
// the evaluation of one root began.
type LimitError struct{ Steps int }

// Error names the limit.
func (e LimitError) Error() string {
	return fmt.Sprintf("evaluating the expressions took more than %d steps", e.Steps)
}

// maxSteps bounds the evaluated expression nodes of one root. The largest real
// roots measured take some 50,000.
const maxSteps = 1_000_000

// maxString bounds the length of a string that is put together, and maxWeight
// the parts of a list or object: values that hold each other twice grow
// exponentially.
const (
	maxString = 4 << 20
	maxParts  = 4096
	maxWeight = 1_000_000
)

// Weigh returns how many parts a container of these values has, and throws a
// LimitError if they are too many.
func (e *Env) Weigh(list ...cty.Value) int {
	total := 1
	for _, v := range list {
		heaviest := 1
		for _, w := range written(v) {
			heaviest = max(heaviest, w.Weight)
		}
		total += heaviest
	}
	if total > maxWeight {
		panic(LimitError{Steps: maxWeight})
	}
	return total
}

// Tick counts one step of evaluation and throws a LimitError past the limit.
func (e *Env) Tick() {
	e.steps++
	if e.steps > maxSteps {
		panic(LimitError{Steps: maxSteps})
	}
}

// Val returns the unknown value of any type that is this reference.
func (r *Ref) Val() cty.Value { return cty.DynamicVal.Mark(r) }

// Typed returns the unknown value of a type that is this reference.
func (r *Ref) Typed(t cty.Type) cty.Value { return cty.UnknownVal(t).Mark(r) }

// As says what kind of string a reference to one symbol is.
func (r *Ref) As(f text.Form) *Ref {
	if p := r.Text.Parts(); f != "" && len(p) == 1 && p[0].Sym != nil && p[0].Sym.Form == "" {
		p[0].Sym.Form = f
	}
	return r
}

// Symbol returns the reference with a name in the root's scope.
func (e *Env) Symbol(name string) *Ref { return e.refTo(e.Table.Symbol(name)) }

// Scoped returns the reference with a name in another scope.
func (e *Env) Scoped(scope, name string) *Ref { return e.refTo(e.Table.Scoped(scope, name)) }

// Fresh returns a reference that is equal to nothing but itself.
func (e *Env) Fresh(display string) *Ref { return e.refTo(e.Table.Fresh(display)) }

func (e *Env) refTo(s *text.Symbol) *Ref {
	token := e.Table.Token(s)
	if r := e.refs[token]; r != nil {
		return r
	}
	r := &Ref{Text: text.Join(text.Text{}.At, text.Part{Sym: s})}
	e.refs[token] = r
	return r
}

// String returns the value of a text: known, or a reference interned by its
// parts, so that equal texts are one reference.
func (e *Env) String(t text.Text) cty.Value {
	if s, ok := t.Value(); ok {
		if len(s) > maxString {
			return e.Fresh("string of more than 4 MiB").Typed(cty.String)
		}
		return cty.StringVal(s)
	}
	if len(t.Parts()) > maxParts {
		return e.Fresh("string of more than 4,096 parts").Typed(cty.String)
	}
	return e.concat(t).Typed(cty.String)
}

func (e *Env) concat(t text.Text) *Ref {
	key := e.Table.Encode(t)
	if r := e.refs[key]; r != nil {
		return r
	}
	r := &Ref{Text: t.WithAt(text.Text{}.At), NotNull: true}
	e.refs[key] = r
	return r
}

// Term returns the reference for an operation on values: the same operation on
// the same values is the same reference.
func (e *Env) Term(name string, args ...cty.Value) *Ref {
	ids, shown := make([]string, len(args)), make([]string, len(args))
	for i, a := range args {
		ids[i], shown[i] = e.identity(a), e.Show(a)
	}
	key := name + "(" + strings.Join(ids, "\x00") + ")"
	if r := e.terms[key]; r != nil {
		return r
	}
	r := e.Fresh(name + "(" + strings.Join(shown, ", ") + ")")
	r.operation = name
	e.terms[key] = r
	return r
}

// identity spells a value so that two values are spelled alike only if they
// are the same.
func (e *Env) identity(v cty.Value) string {
	if t, ok := e.TextOf(v); ok && !v.Type().IsPrimitiveType() || ok && v.Type() == cty.String {
		return "s" + e.Table.Encode(t)
	}
	frozen, ok := e.Freeze(v)
	if !ok {
		return "f" + e.Table.Token(e.Table.Fresh("value"))
	}
	return "v" + frozen.GoString()
}

// maxShown bounds the printed form of a value inside a symbol's name.
const maxShown = 120

// Show prints a value for people: literals quoted, references by name.
func (e *Env) Show(v cty.Value) string {
	shown := "..."
	if t, ok := e.TextOf(v); ok {
		if s, known := t.Value(); known && v.Type() == cty.String {
			shown = fmt.Sprintf("%q", s)
		} else if known {
			shown = s
		} else if p := t.Parts(); len(p) == 1 {
			shown = p[0].Sym.Name
		} else {
			shown = fmt.Sprintf("%q", t.String())
		}
	} else if u, _ := v.Unmark(); u.IsNull() {
		shown = "null"
	}
	if len(shown) > maxShown {
		shown = strings.ToValidUTF8(shown[:maxShown], "") + "..."
	}
	return shown
}

// IsTerm reports whether a value is what the named operation gave.
func (e *Env) IsTerm(v cty.Value, name string) bool {
	r := RefOf(v)
	return r != nil && r.operation == name
}
