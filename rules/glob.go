package rules

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// matchText decides whether a text matches a pattern with * (any characters)
// and ? (one character). Symbols of the text stand for any string.
//
// The pattern is a machine whose states are its positions. Reading a literal
// moves the states that must be reached for sure; a symbol may lead from a
// state to every state that the rest of the pattern can reach.
func matchText(t facts.Text, pattern string) text.Truth {
	if t.Absent() {
		return text.No
	}
	out := text.Unknown
	for i, a := range t.Alternatives() {
		m := matchParts(a.Parts(), []rune(pattern))
		if i > 0 && m != out {
			return text.Unknown
		}
		out = m
	}
	return out
}

func matchParts(parts []text.Part, pattern []rune) text.Truth {
	if !couldMatch(parts, pattern) {
		return text.No
	}
	if alwaysMatches(parts, pattern) {
		return text.Yes
	}
	return text.Unknown
}

// couldMatch reports whether some values of the symbols make the text match.
func couldMatch(parts []text.Part, pattern []rune) bool {
	states := newStates(pattern)
	for _, p := range parts {
		if p.Sym != nil {
			states.fromFirstOn()
			continue
		}
		for _, r := range p.Lit {
			states = states.step(pattern, r)
		}
	}
	return states.accept()
}

// alwaysMatches reports whether all values of the symbols make the text match.
// A symbol keeps only the states that loop on themselves (a *), since it may
// be any string: from any other state some string leads nowhere.
func alwaysMatches(parts []text.Part, pattern []rune) bool {
	states := newStates(pattern)
	for _, p := range parts {
		if p.Sym != nil {
			states.onlyStars(pattern)
			continue
		}
		for _, r := range p.Lit {
			states = states.step(pattern, r)
		}
	}
	return states.accept()
}

// globStates says which positions of a pattern are reached; the last one is
// its end.
type globStates []bool

func newStates(pattern []rune) globStates {
	s := make(globStates, len(pattern)+1)
	s.reach(pattern, 0)
	return s
}

// reach adds a position and those that follow it over *, which matches nothing too.
func (s globStates) reach(pattern []rune, at int) {
	s[at] = true
	for at < len(pattern) && pattern[at] == '*' {
		at++
		s[at] = true
	}
}

func (s globStates) step(pattern []rune, r rune) globStates {
	next := make(globStates, len(s))
	for i, reached := range s[:len(pattern)] {
		switch {
		case !reached:
		case pattern[i] == '*':
			next.reach(pattern, i)
		case pattern[i] == '?' || pattern[i] == r:
			next.reach(pattern, i+1)
		}
	}
	return next
}

func (s globStates) accept() bool { return s[len(s)-1] }

func (s globStates) fromFirstOn() {
	on := false
	for i := range s {
		on = on || s[i]
		s[i] = on
	}
}

func (s globStates) onlyStars(pattern []rune) {
	kept := make([]int, 0, len(s))
	for i, reached := range s[:len(pattern)] {
		if reached && pattern[i] == '*' {
			kept = append(kept, i)
		}
	}
	clear(s)
	for _, i := range kept {
		s.reach(pattern, i)
	}
}

// fold turns the known characters of a text to lower case. Symbols keep their
// identity, which can only lose a yes that would need their case, never make
// one up: a folded text is compared with folded texts only.
func fold(t facts.Text) facts.Text {
	if t.Absent() {
		return t
	}
	parts := make([]text.Part, len(t.Parts()))
	for i, p := range t.Parts() {
		parts[i] = p
		if p.Sym == nil {
			parts[i].Lit = foldString(p.Lit)
		} else if len(p.Sym.Choices) > 0 {
			parts[i].Sym = foldSymbol(p.Sym)
		}
	}
	return text.Join(t.At, parts...)
}

// foldSymbol is the same symbol with its choices in lower case.
func foldSymbol(s *text.Symbol) *text.Symbol {
	folded := &text.Symbol{Name: s.Name, Scope: s.Scope, Fresh: s.Fresh}
	for _, c := range s.Choices {
		folded.Choices = append(folded.Choices, fold(c))
	}
	return folded
}

// foldString folds ASCII only, as the names of IAM actions and keys need; other
// letters could change their length.
func foldString(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func stringOf(t *ast.Term) (string, bool) {
	s, ok := t.Value.(ast.String)
	return string(s), ok
}
