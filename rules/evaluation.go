package rules

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/input"
	"github.com/subaud/subaud/rules/law"
)

// evaluationKey is the key of the evaluation in the context of a builtin.
type evaluationKey struct{}

// evaluation is the judging of one fact: what the builtins need, and what they
// leave behind.
type evaluation struct {
	table    *input.Table
	fact     facts.Fact
	graph    *link.Graph
	possible bool
	// unknown says that some question had no answer.
	unknown bool
	// symbols collects, while it is not nil, what would decide the questions
	// that had no answer.
	symbols map[string]bool
	memo    map[memoKey]memoized
	// reach is shared by all evaluations of a run.
	reach *reachable
}

// memoKey is a question with its arguments.
type memoKey struct {
	row  *Builtin
	args [maxParams]argument
}

// argument is a handle (its number plus one) or a constant as Rego prints it.
type argument struct {
	handle int
	text   string
}

type memoized struct {
	truth   text.Truth
	term    *ast.Term
	symbols []string
}

// start makes the evaluation ready for the next fact.
func (ev *evaluation) start(f facts.Fact) {
	ev.fact, ev.possible, ev.unknown, ev.symbols = f, false, false, nil
	clear(ev.memo)
}

// ask answers a question, from memory if it was asked before about this fact.
func (ev *evaluation) ask(b *Builtin, operands []*ast.Term) (memoized, error) {
	key := memoKey{row: b}
	for i, o := range operands[:len(b.Params)] {
		key.args[i] = ev.argument(o)
	}
	got, ok := ev.memo[key]
	if !ok {
		c := &Call{ev: ev, name: b.Name, operands: operands}
		answer, err := b.answer(c)
		if err != nil {
			return memoized{}, err
		}
		got = memoized{truth: answer.Truth, term: ev.term(b.Result, answer.Evidence), symbols: answer.Symbols}
		if answer.Truth == text.Unknown && len(got.symbols) == 0 && !b.Plain {
			got.symbols = c.unknowns()
			if len(got.symbols) == 0 {
				got.symbols = []string{"the answer to " + b.Name}
			}
		}
		ev.memo[key] = got
	}
	if got.truth == text.Unknown && !b.Plain {
		ev.unknown = true
		for _, s := range got.symbols {
			if ev.symbols != nil {
				ev.symbols[s] = true
			}
		}
	}
	return got, nil
}

// answer asks Go. A fault of ours in the answer must not end the run: it fails
// the rule on this fact, which is then reported as not judged.
func (b *Builtin) answer(c *Call) (a Answer, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("call %s: internal fault: %v", b.Name, fault)
		}
	}()
	a = b.Ask(c)
	return a, c.err
}

func (ev *evaluation) argument(t *ast.Term) argument {
	switch v := t.Value.(type) {
	case ast.String:
		return argument{text: string(v)}
	case ast.Object:
		if h, err := ev.table.Resolve(t); err == nil {
			return argument{handle: int(h) + 1}
		}
	}
	return argument{handle: -1, text: t.String()}
}

// term is what a policy gets where the question holds.
func (ev *evaluation) term(r law.Result, e Evidence) *ast.Term {
	switch r {
	case law.ResultString, law.ResultSeverity:
		return ast.StringTerm(e.String)
	case law.ResultWitness:
		return ev.table.IssueWitness(e.Witness)
	case law.ResultChain:
		steps := make([]*ast.Term, len(e.Chain))
		for i, n := range e.Chain {
			steps[i] = ev.table.IssueNote(n)
		}
		return ast.ArrayTerm(steps...)
	case law.ResultText:
		return ev.table.IssueText(e.Text)
	case law.ResultPlace:
		if e.of != nil {
			return ev.table.IssuePlaceOf(*e.of)
		}
		return ev.table.IssuePlace(e.Place)
	}
	return ast.InternedTerm(true)
}

// Call is one question with its arguments.
type Call struct {
	ev       *evaluation
	name     string
	operands []*ast.Term
	err      error
}

// Graph returns the linked facts.
func (c *Call) Graph() *link.Graph { return c.ev.graph }

// Fact returns the fact that is being judged.
func (c *Call) Fact() facts.Fact { return c.ev.fact }

func (c *Call) fail(i int, want string) {
	if c.err == nil {
		c.err = fmt.Errorf("call %s: argument %d: want %s, got %s", c.name, i+1, want, c.operands[i])
	}
}

// value returns what a handle stands for, or nil for constants.
func (c *Call) value(i int) any {
	if _, ok := c.operands[i].Value.(ast.Object); !ok {
		return nil
	}
	h, err := c.ev.table.Resolve(c.operands[i])
	if err != nil {
		if c.err == nil {
			c.err = fmt.Errorf("call %s: argument %d: %w", c.name, i+1, err)
		}
		return nil
	}
	return c.ev.table.Value(h)
}

// Text returns a text argument; a constant string is a known text.
func (c *Call) Text(i int) facts.Text {
	if s, ok := c.operands[i].Value.(ast.String); ok {
		return text.Known(string(s), source.Span{})
	}
	if t, ok := c.value(i).(*facts.Text); ok {
		return *t
	}
	c.fail(i, "a text or a string")
	return facts.Text{}
}

// String returns a constant string.
func (c *Call) String(i int) string {
	s, ok := c.operands[i].Value.(ast.String)
	if !ok {
		c.fail(i, "a string")
	}
	return string(s)
}

// Strings returns the elements of a constant set or list of strings, sorted.
func (c *Call) Strings(i int) []string {
	var out []string
	collect := func(t *ast.Term) {
		s, ok := t.Value.(ast.String)
		if !ok {
			c.fail(i, "strings")
		}
		out = append(out, string(s))
	}
	switch v := c.operands[i].Value.(type) {
	case *ast.Array:
		v.Foreach(collect)
	case ast.Set:
		v.Foreach(collect)
	default:
		c.fail(i, "a set or list of strings")
	}
	slices.Sort(out)
	return out
}

// Int returns a constant integer.
func (c *Call) Int(i int) int64 {
	if n, ok := c.operands[i].Value.(ast.Number); ok {
		if v, ok := n.Int64(); ok {
			return v
		}
	}
	c.fail(i, "an integer")
	return 0
}

// Flag returns a flag of the input.
func (c *Call) Flag(i int) facts.Flag { return *ElementOf[facts.Flag](c, i) }

// Number returns a number of the input.
func (c *Call) Number(i int) facts.Number { return *ElementOf[facts.Number](c, i) }

// ID returns the id of a fact, a way or a claim.
func (c *Call) ID(i int) facts.ID { return *ElementOf[facts.ID](c, i) }

// List returns a list of the input as it was written, whatever the mode.
func (c *Call) List(i int) facts.List { return *ElementOf[facts.List](c, i) }

// ElementOf returns an object of the input, such as a facts.Condition or a
// facts.Link, as Go knows it and whatever the mode. It is never nil; where the
// argument is of another type the call fails.
func ElementOf[T any](c *Call, i int) *T {
	if v, ok := c.value(i).(*T); ok {
		return v
	}
	var zero T
	c.fail(i, fmt.Sprintf("a value of type %T", zero))
	return &zero
}

// unknowns names what is unknown in the arguments.
func (c *Call) unknowns() []string {
	var out []string
	add := func(t facts.Text) {
		for _, s := range t.Symbols() {
			if !slices.Contains(out, s.Name) {
				out = append(out, s.Name)
			}
		}
	}
	for i := range c.operands[:min(len(c.operands), maxParams)] {
		switch v := c.value(i).(type) {
		case *facts.Text:
			add(*v)
		case *facts.Flag:
			if v.Why != "" {
				out = append(out, v.Why)
			}
		case *facts.Number:
			if v.Why != "" {
				out = append(out, v.Why)
			}
		case *facts.List:
			for _, t := range v.Items {
				add(t)
			}
			if !v.Closed {
				if h, err := c.ev.table.Resolve(c.operands[i]); err == nil {
					out = append(out, c.ev.table.More(h))
				}
			}
		}
	}
	return out
}
