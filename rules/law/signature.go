// Package law keeps policies to a small language in which a finding can never
// rest on something that is not known.
//
// Negation turns "not known to be true" into "false", so a policy that could
// negate freely would report guesses as facts. The law is a whitelist over the
// syntax tree: what it does not name is refused, with a sentence that says
// what to write instead. DESIGN.md tells why.
package law

import (
	"fmt"
	"reflect"
	"strings"
)

// Polarity says on which side of the unknown a question errs.
type Polarity uint8

// The polarities.
const (
	// Neutral questions are about closed values; nothing about them is unknown.
	Neutral Polarity = iota
	// Must holds only if it is proved.
	Must
	// May holds unless it is refuted.
	May
)

// PolarityOf reads the polarity off a name: must_x, may_x or neither.
func PolarityOf(name string) Polarity {
	name = name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case strings.HasPrefix(name, "must_"):
		return Must
	case strings.HasPrefix(name, "may_"):
		return May
	}
	return Neutral
}

// ParamKind says what a builtin takes.
type ParamKind uint8

// The kinds of parameters.
const (
	// ParamAny is any value (only for showing).
	ParamAny ParamKind = iota
	// ParamText is a text of the input, or a constant string.
	ParamText
	// ParamString is a constant string.
	ParamString
	// ParamStrings is a constant set or array of strings.
	ParamStrings
	// ParamInt is a constant integer.
	ParamInt
	// ParamFlag is a flag of the input.
	ParamFlag
	// ParamNumber is a number of the input that may be unknown.
	ParamNumber
	// ParamID is an id of a fact or of a way.
	ParamID
	// ParamElement is an object of the input, of the Go type Param.Of.
	ParamElement
)

// Param is a parameter of a builtin.
type Param struct {
	Name string
	Kind ParamKind
	// Of is the Go type of a ParamElement: facts.List, facts.Condition, ...
	Of reflect.Type
}

// String names what the parameter takes, for messages and documentation.
func (p Param) String() string {
	if p.Kind == ParamElement {
		return strings.ToLower(p.Of.Name())
	}
	return [...]string{"anything", "text or string", "string", "strings", "integer", "flag", "number", "id"}[p.Kind]
}

// Result says what a builtin gives where it holds.
type Result uint8

// The results.
const (
	// ResultTrue is just true.
	ResultTrue Result = iota
	// ResultString is a string for the message.
	ResultString
	// ResultWitness is a token, for the key witness.
	ResultWitness
	// ResultChain is a list of places, for the key chain.
	ResultChain
	// ResultText is a text that can be asked about.
	ResultText
	// ResultPlace is a place, for the key at.
	ResultPlace
	// ResultSeverity is a severity, for the key severity.
	ResultSeverity
)

// String names the result for messages and documentation.
func (r Result) String() string {
	return [...]string{"true", "string", "witness", "chain", "text", "place", "severity"}[r]
}

// Signature is what the law knows of one builtin.
type Signature struct {
	// Name is the full name: subaud.must_equal.
	Name   string
	Params []Param
	Result Result
}

// Fault is a breach of the law.
type Fault struct {
	File string
	Line int
	// Message is a sentence that says what is wrong and what to do.
	Message string
}

// Error prints file:line: message.
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }
