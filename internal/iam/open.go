package iam

import (
	"cmp"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// unknown lists the symbols of the statements that can matter.
func (w *way) unknown() Verdict {
	v := Verdict{Truth: text.Unknown, Symbols: w.Principal.Symbols()}
	for i := range w.policy.trust.Statements {
		s := &w.policy.trust.Statements[i]
		if s == w.statement || text.Equal(s.Effect, text.Known("Deny", s.At)) != text.No {
			v.Symbols = append(append(v.Symbols, symbolsOf(s)...), openValues(s)...)
		}
	}
	if rest := slices.DeleteFunc(slices.Clone(v.Symbols), computed); len(rest) > 0 {
		v.Symbols = rest
	}
	slices.SortFunc(v.Symbols, func(a, b *text.Symbol) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Scope, b.Scope)) })
	v.Symbols = slices.Compact(v.Symbols)
	if len(v.Symbols) == 0 {
		v.Symbols = w.unmodelled()
	}
	return v
}

// computed reports whether a provider fills a symbol in with a name of its own,
// which decides nothing where something else is open too.
func computed(s *text.Symbol) bool {
	a, ok := attributeOf(s)
	return strings.HasPrefix(s.Name, "aws.") || ok && (isARNAttribute(a) || ofAccount(s) || ofRegion(s) || strings.Contains(s.Name, "aws_partition."))
}

// openValues names the conditions that may have more values than are known.
func openValues(s *facts.Statement) []*text.Symbol {
	var out []*text.Symbol
	for i := range s.Conditions {
		if c := &s.Conditions[i]; !c.Values.Closed && c.Key.IsKnown() {
			out = append(out, &text.Symbol{Name: "the values of the condition on " + c.Key.String(), Fresh: true})
		}
	}
	return out
}

// unmodelled names what leaves a question open where all texts are known:
// conditions on what is not known of a request, and what could not be read.
func (w *way) unmodelled() []*text.Symbol {
	var out []*text.Symbol
	name := func(s string) {
		if !slices.ContainsFunc(out, func(o *text.Symbol) bool { return o.Name == s }) {
			out = append(out, &text.Symbol{Name: s, Fresh: true})
		}
	}
	t := w.policy.trust
	for i := range t.Statements {
		s := &t.Statements[i]
		if s != w.statement && text.Equal(s.Effect, text.Known("Deny", s.At)) == text.No {
			continue
		}
		for j := range s.Conditions {
			c := &s.Conditions[j]
			key, _, _ := w.keyOf(c)
			if c.Maybe {
				name("whether the condition on " + c.Key.String() + " is there")
				continue
			}
			if _, known := w.universe(key, false); !known || slices.ContainsFunc(c.Values.Items, hasVariable) || !comparesStrings(c) {
				name("the condition on " + c.Key.String())
			}
		}
		if s.ConditionsOpen {
			name("conditions that could not be read")
		}
		if s.Maybe {
			name("whether the statement is there")
		}
	}
	if t.Open || t.Reading != ReadingAll {
		name("statements that could not be read")
	}
	return out
}

// comparesStrings reports whether a condition compares strings.
func comparesStrings(c *facts.Condition) bool {
	name, _ := c.Operator.Value()
	o := parseOperator(name)
	return o.compares() || o.base == "null"
}
