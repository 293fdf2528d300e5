package rules

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/input"
	"github.com/subaud/subaud/rules/law"
)

const (
	symbolDecides  = "a symbol in one of the texts could make them equal or different"
	patternDecides = "a symbol in the text could make it match or not"
	elementDecides = "an element could be equal, or the list may be longer than is known"
)

// TextBuiltins are the questions about single values of a fact, which need no
// knowledge of any cloud.
func TextBuiltins() []Builtin {
	return slices.Concat(showBuiltins(), equalBuiltins(), valueBuiltins(), listBuiltins())
}

func showBuiltins() []Builtin {
	return []Builtin{
		{
			Name: "show", Plain: true, Result: law.ResultString,
			Params: []law.Param{{Name: "value", Kind: law.ParamAny}},
			Doc:    "Prints a value for people; what is unknown in a text appears as ${name}.",
			Ask:    func(c *Call) Answer { return Answer{Evidence: Evidence{String: c.show(0)}} },
		},
		{
			Name: "place", Plain: true, Result: law.ResultPlace,
			Params: []law.Param{{Name: "value", Kind: law.ParamAny}},
			Doc:    "Gives the place where a value of the input was written; a value that was not written stands where what holds it stands.",
			Ask:    func(c *Call) Answer { return Answer{Evidence: Evidence{of: c.handle(0)}} },
		},
	}
}

func equalBuiltins() []Builtin {
	value := law.Param{Name: "text", Kind: law.ParamText}
	other := law.Param{Name: "other", Kind: law.ParamText}
	pattern := law.Param{Name: "pattern", Kind: law.ParamString}
	return []Builtin{
		{
			Name: "equal", Params: []law.Param{value, other},
			Doc:     "Two texts are the same string. An absent text equals nothing.",
			Unknown: symbolDecides,
			Ask:     func(c *Call) Answer { return Say(text.Equal(c.Text(0), c.Text(1))) },
		},
		{
			Name: "fold_equal", Params: []law.Param{value, other},
			Doc:     "Two texts are the same string, upper and lower case taken as the same (as in names of IAM actions).",
			Unknown: symbolDecides,
			Ask:     func(c *Call) Answer { return Say(text.Equal(fold(c.Text(0)), fold(c.Text(1)))) },
		},
		{
			Name: "match", Params: []law.Param{value, pattern},
			Doc:     "The text matches the pattern, in which * stands for any characters and ? for one. A * in the text is an ordinary character.",
			Unknown: patternDecides,
			Ask:     func(c *Call) Answer { return Say(matchText(c.Text(0), c.String(1))) },
		},
		{
			Name: "fold_match", Params: []law.Param{value, pattern},
			Doc:     "Like match, upper and lower case taken as the same.",
			Unknown: patternDecides,
			Ask:     func(c *Call) Answer { return Say(matchText(fold(c.Text(0)), foldString(c.String(1)))) },
		},
	}
}

func valueBuiltins() []Builtin {
	number := law.Param{Name: "number", Kind: law.ParamNumber}
	bound := law.Param{Name: "bound", Kind: law.ParamInt}
	return []Builtin{
		{
			Name: "be_absent", Params: []law.Param{{Name: "value", Kind: law.ParamAny}},
			Doc:     "The value was not written: no text, flag, number or list is there. An empty string is there.",
			Unknown: "never, for a text; for a list that may be written by what is not known",
			Ask:     func(c *Call) Answer { return Say(c.absent(0)) },
		},
		{
			Name: "hold", Params: []law.Param{{Name: "flag", Kind: law.ParamFlag}},
			Doc:     "The flag is there and true.",
			Unknown: "the flag's value is a symbol",
			Ask: func(c *Call) Answer {
				f := c.Flag(0)
				if !f.Present {
					return Say(text.No)
				}
				return Say(f.Truth)
			},
		},
		{
			Name: "at_least", Params: []law.Param{number, bound},
			Doc:     "The number is there and not below the bound.",
			Unknown: "the number is a symbol",
			Ask:     func(c *Call) Answer { return compareNumber(c, func(v, b int64) bool { return v >= b }) },
		},
		{
			Name: "at_most", Params: []law.Param{number, bound},
			Doc:     "The number is there and not above the bound.",
			Unknown: "the number is a symbol",
			Ask:     func(c *Call) Answer { return compareNumber(c, func(v, b int64) bool { return v <= b }) },
		},
	}
}

func listBuiltins() []Builtin {
	list := law.Param{Name: "list", Kind: law.ParamElement, Of: reflect.TypeFor[facts.List]()}
	value := law.Param{Name: "value", Kind: law.ParamText}
	return []Builtin{
		{
			Name: "include", Params: []law.Param{list, value},
			Doc:        "The list has an element equal to the value.",
			Quantifier: "some element", Unknown: elementDecides,
			Ask: func(c *Call) Answer {
				want := c.Text(1)
				return Say(anyItem(c.List(0), func(t facts.Text) text.Truth { return text.Equal(t, want) }))
			},
		},
		{
			Name: "fold_include", Params: []law.Param{list, value},
			Doc:        "The list has an element equal to the value, upper and lower case taken as the same.",
			Quantifier: "some element", Unknown: elementDecides,
			Ask: func(c *Call) Answer {
				want := fold(c.Text(1))
				return Say(anyItem(c.List(0), func(t facts.Text) text.Truth { return text.Equal(fold(t), want) }))
			},
		},
	}
}

func anyItem(l facts.List, ask func(facts.Text) text.Truth) text.Truth {
	out := text.No
	for _, t := range l.Items {
		out = text.Or(out, ask(t))
	}
	if !l.Closed {
		out = text.Or(out, text.Unknown)
	}
	return out
}

func compareNumber(c *Call, holds func(v, bound int64) bool) Answer {
	n, bound := c.Number(0), c.Int(1)
	switch {
	case !n.Present:
		return Say(text.No)
	case !n.Known:
		return Say(text.Unknown)
	}
	return Say(text.TruthOf(holds(n.Value, bound)))
}

// handle returns the handle of an argument, or nil.
func (c *Call) handle(i int) *input.Handle {
	h, err := c.ev.table.Resolve(c.operands[i])
	if err != nil {
		c.fail(i, "a value of the input")
		return nil
	}
	return &h
}

// Place returns where an argument was written.
func (c *Call) Place(i int) source.Span {
	h := c.handle(i)
	if h == nil {
		return source.Span{}
	}
	at, _, _ := c.ev.table.Place(*h)
	return at
}

func (c *Call) absent(i int) text.Truth {
	switch v := c.value(i).(type) {
	case *facts.Text:
		return text.TruthOf(v.Absent())
	case *facts.Flag:
		return text.TruthOf(!v.Present)
	case *facts.Number:
		return text.TruthOf(!v.Present)
	case *facts.List:
		if !v.Present && !v.Closed {
			return text.Unknown
		}
		return text.TruthOf(!v.Present)
	case *source.Span:
		return text.TruthOf(v.IsZero())
	}
	c.fail(i, "a text, flag, number, list or place of the input")
	return text.Unknown
}

// show prints an argument for people.
func (c *Call) show(i int) string {
	switch v := c.value(i).(type) {
	case nil:
		if s, ok := stringOf(c.operands[i]); ok {
			return s
		}
		return c.operands[i].String()
	case *facts.Text:
		return v.String()
	case *facts.Flag:
		return showFlag(*v)
	case *facts.Number:
		return showNumber(*v)
	case *facts.ID:
		return c.showID(*v)
	case *source.Span:
		return v.String()
	case *finding.Witness:
		if v == nil {
			return ""
		}
		return v.Explains
	case *facts.List:
		return showList(*v)
	case *facts.Link:
		return c.showLink(*v)
	case *facts.Neighbour:
		return v.Name.String()
	case facts.Fact:
		return v.FactBase().Address
	}
	c.fail(i, "a value that can be printed, such as a text, a number, a list or an id")
	return ""
}

func showFlag(f facts.Flag) string {
	switch {
	case !f.Present:
		return ""
	case f.Truth == text.Unknown && f.Why != "":
		return "${" + f.Why + "}"
	}
	return map[text.Truth]string{text.Yes: "true", text.No: "false", text.Unknown: "unknown"}[f.Truth]
}

func showNumber(n facts.Number) string {
	switch {
	case !n.Present:
		return ""
	case !n.Known && n.Why != "":
		return "${" + n.Why + "}"
	case !n.Known:
		return "unknown"
	}
	return strconv.FormatInt(n.Value, 10)
}

func showList(l facts.List) string {
	out := ""
	for i, t := range l.Items {
		if i > 0 {
			out += ", "
		}
		out += t.String()
	}
	return out
}

// showID prints the address of the fact with the id. Parts of facts (ways,
// claims) have ids of their own, which are not names.
func (c *Call) showID(id facts.ID) string {
	if c.ev.graph != nil {
		if f := c.ev.graph.Fact(id); f != nil {
			return f.FactBase().Address
		}
	}
	return c.ev.fact.FactBase().Address
}

func (c *Call) showLink(l facts.Link) string {
	out := ""
	for i, n := range l.Candidates {
		if i > 0 {
			out += ", "
		}
		out += n.Name.String()
	}
	return out
}
