package rules

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/input"
	"github.com/subaud/subaud/rules/law"
	"github.com/subaud/subaud/rules/shape"
)

// Builtin is a question that a policy can ask. One row gives the pair
// subaud.must_<name> (holds if it is proved) and subaud.may_<name> (holds
// unless it is refuted); a row with Plain gives subaud.<name>, which decides
// nothing and serves only what a finding says.
type Builtin struct {
	// Name is the question without prefix, in words that follow must: equal,
	// admit_any_subject, be_absent.
	Name string
	// Plain says that the row is no question but a help for messages.
	Plain bool
	// Params are at most maxParams.
	Params []law.Param
	// Result is what the call gives where it holds.
	Result law.Result
	// Doc is a sentence that says what is asked.
	Doc string
	// Quantifier says over what the question ranges; empty if over one value.
	Quantifier string
	// Unknown says when the answer is unknown.
	Unknown string
	// Ask answers. It must be a function of the call alone, since answers are
	// remembered for each fact.
	Ask func(*Call) Answer
}

// Answer is what Go knows about a question.
type Answer struct {
	Truth    text.Truth
	Evidence Evidence
	// Symbols name what would decide an unknown answer. If it is empty, the
	// symbols of the texts that were asked about are taken.
	Symbols []string
}

// Evidence is what goes with an answer; the field that Builtin.Result names is
// used. It may be empty where the answer is not Yes.
type Evidence struct {
	String  string
	Witness *finding.Witness
	Chain   []finding.Note
	Text    facts.Text
	Place   source.Span

	of *input.Handle // the value whose place it is, so that the logical place is kept
}

// Say returns an answer without evidence.
func Say(t text.Truth) Answer { return Answer{Truth: t} }

// maxParams bounds the parameters of a builtin.
const maxParams = 4

// names lists the full names that a row gives.
func (b *Builtin) names() []string {
	if b.Plain {
		return []string{"subaud." + b.Name}
	}
	return []string{"subaud.must_" + b.Name, "subaud.may_" + b.Name}
}

// signatures describes a table of builtins to the law.
func signatures(table []Builtin) []law.Signature {
	var out []law.Signature
	for i := range table {
		for _, n := range table[i].names() {
			out = append(out, law.Signature{Name: n, Params: table[i].Params, Result: table[i].Result})
		}
	}
	return out
}

// checkTable finds mistakes in a table of builtins.
func checkTable(table []Builtin) error {
	seen := map[string]bool{}
	for i := range table {
		b := &table[i]
		if len(b.Params) > maxParams {
			return fmt.Errorf("builtin %s has %d parameters: at most %d", b.Name, len(b.Params), maxParams)
		}
		if b.Ask == nil || b.Doc == "" || !b.Plain && b.Unknown == "" {
			return fmt.Errorf("builtin %s needs Ask, Doc and Unknown", b.Name)
		}
		for _, n := range b.names() {
			if seen[n] {
				return fmt.Errorf("builtin %s is there twice: rename one", n)
			}
			seen[n] = true
		}
	}
	return nil
}

// declared is a table of builtins as Rego takes it: given to each compiler and
// query, never registered globally.
type declared struct {
	compiler map[string]*ast.Builtin
	query    map[string]*topdown.Builtin
}

func declare(table []Builtin) declared {
	d := declared{map[string]*ast.Builtin{}, map[string]*topdown.Builtin{}}
	for i := range table {
		b := &table[i]
		args := make([]types.Type, len(b.Params))
		for j, p := range b.Params {
			args[j] = typeOfParam(p)
		}
		for _, n := range b.names() {
			decl := &ast.Builtin{Name: n, Description: b.Doc, Decl: types.NewFunction(args, typeOfResult(b.Result))}
			d.compiler[n] = decl
			d.query[n] = &topdown.Builtin{Decl: decl, Func: b.call(law.PolarityOf(n))}
		}
	}
	d.compiler[viewName], d.query[viewName] = viewDecl(), &topdown.Builtin{Decl: viewDecl(), Func: otherView}
	return d
}

func handleType(key string) types.Type {
	return types.NewObject([]*types.StaticProperty{types.NewStaticProperty(key, types.N)}, nil)
}

func typeOfParam(p law.Param) types.Type {
	switch p.Kind {
	case law.ParamText:
		return types.NewAny(handleType(shape.Text.HandleKey()), types.S)
	case law.ParamString:
		return types.S
	case law.ParamStrings:
		return types.NewAny(types.NewArray(nil, types.S), types.NewSet(types.S))
	case law.ParamInt:
		return types.N
	case law.ParamFlag:
		return handleType(shape.Flag.HandleKey())
	case law.ParamNumber:
		return handleType(shape.Number.HandleKey())
	case law.ParamID:
		return handleType(shape.ID.HandleKey())
	case law.ParamElement:
		return types.NewObject(nil, types.NewDynamicProperty(types.S, types.A))
	}
	return types.A
}

func typeOfResult(r law.Result) types.Type {
	switch r {
	case law.ResultString, law.ResultSeverity:
		return types.S
	case law.ResultWitness:
		return handleType("witness")
	case law.ResultChain:
		return types.NewArray(nil, handleType(shape.Span.HandleKey()))
	case law.ResultText:
		return handleType(shape.Text.HandleKey())
	case law.ResultPlace:
		return handleType(shape.Span.HandleKey())
	}
	return types.B
}

// call makes the Rego function of one side of a row.
func (b *Builtin) call(p law.Polarity) topdown.BuiltinFunc {
	return func(bctx topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
		ev, ok := bctx.Context.Value(evaluationKey{}).(*evaluation)
		if !ok {
			return topdown.Halt{Err: fmt.Errorf("call %s: no fact is being judged", b.Name)}
		}
		got, err := ev.ask(b, operands)
		if err != nil {
			return topdown.Halt{Err: err}
		}
		if p != law.Neutral && !ev.holds(p, got.truth) {
			return nil
		}
		return iter(got.term)
	}
}

// holds says whether a question holds, given what Go knows. In possible mode
// must_ and may_ answer for each other: what is unknown then counts as proved
// for the one and as refuted for the other, so that whatever could be reported
// is.
func (ev *evaluation) holds(p law.Polarity, t text.Truth) bool {
	if t == text.Unknown {
		return (p == law.May) != ev.possible
	}
	return t == text.Yes
}
