package lang

import (
	"slices"
	"strings"
)

type op uint8

const (
	opAtom op = iota
	opNot
	opAnd
	opOr
)

type node struct {
	op   op
	atom *atom
	kids []*node
}

var (
	anything = Pattern{[]part{{kind: many, hi: maxChar}}}
	noNode   = &node{atom: newAtom(nil)}
	allNode  = &node{atom: newAtom([]Pattern{anything})}
)

// Set is a set of strings. The zero Set is empty.
type Set struct{ root *node }

func (s Set) node() *node {
	if s.root == nil {
		return noNode
	}
	return s.root
}

// None is the empty set.
func None() Set { return Set{noNode} }

// All is the set of all strings.
func All() Set { return Set{allNode} }

// Of is the set of strings that match one of the patterns. It is the cheapest
// way to build a large set.
func Of(patterns ...Pattern) Set {
	a := newAtom(patterns)
	if a.isAll() {
		return All()
	}
	return Set{&node{atom: a}}
}

// Lit is the set of the one string s.
func Lit(s string) Set { return Of(Text(s)) }

// Lits is the set of the given strings.
func Lits(list ...string) Set {
	patterns := make([]Pattern, len(list))
	for i, s := range list {
		patterns[i] = Text(s)
	}
	return Of(patterns...)
}

// Glob is the set of strings that match an IAM pattern; see [Wild].
func Glob(pattern string) Set { return Of(Wild(pattern)) }

// Union is the set of strings in any of the sets; of no sets it is empty.
func Union(sets ...Set) Set {
	var flat, kids, atoms []*node
	for _, s := range sets {
		if n := s.node(); n.op == opOr {
			flat = append(flat, n.kids...)
		} else {
			flat = append(flat, n)
		}
	}
	var patterns []Pattern
	for _, n := range flat {
		switch {
		case n.isAll():
			return All()
		case n.isNone():
		case n.op == opAtom:
			atoms = append(atoms, n)
			patterns = append(patterns, n.atom.patterns()...)
		default:
			kids = append(kids, n)
		}
	}
	if len(atoms) > 1 {
		atoms = []*node{Of(patterns...).root}
	}
	return join(opOr, append(kids, atoms...), noNode)
}

// Intersect is the set of strings in all of the sets; of no sets it is All.
func Intersect(sets ...Set) Set {
	var kids []*node
	for _, s := range sets {
		n := s.node()
		switch {
		case n.isNone():
			return None()
		case n.isAll():
		case n.op == opAnd:
			kids = append(kids, n.kids...)
		default:
			kids = append(kids, n)
		}
	}
	return join(opAnd, kids, allNode)
}

// Complement is the set of all strings that are not in s.
func (s Set) Complement() Set {
	n := s.node()
	switch {
	case n.isNone():
		return All()
	case n.isAll():
		return None()
	case n.op == opNot:
		return Set{n.kids[0]}
	}
	return Set{&node{op: opNot, kids: []*node{n}}}
}

// Minus is the set of strings in s but not in t.
func (s Set) Minus(t Set) Set { return Intersect(s, t.Complement()) }

func join(o op, kids []*node, neutral *node) Set {
	switch len(kids) {
	case 0:
		return Set{neutral}
	case 1:
		return Set{kids[0]}
	}
	return Set{&node{op: o, kids: kids}}
}

func (n *node) isNone() bool { return n.op == opAtom && len(n.atom.starts) == 0 }
func (n *node) isAll() bool  { return n.op == opAtom && n.atom.isAll() }

// Must is the set, free of symbols, of the strings that are certainly in s,
// whatever its symbols are: in what is matched a pattern with a symbol matches
// nothing, in what is excluded a symbol excludes as `*` does. Use it where
// concrete strings matter; the decisions on s itself know more.
func (s Set) Must() Set { return Set{s.node().approximate(false)} }

// May is the set, free of symbols, of the strings not certainly outside s. It is
// Must with the roles of matching and excluding exchanged.
func (s Set) May() Set { return Set{s.node().approximate(true)} }

func (n *node) approximate(upper bool) *node {
	if n.op != opAtom {
		kids := make([]Set, len(n.kids))
		for i, k := range n.kids {
			kids[i] = Set{k.approximate(upper != (n.op == opNot))}
		}
		switch n.op {
		case opNot:
			return kids[0].Complement().root
		case opAnd:
			return Intersect(kids...).root
		}
		return Union(kids...).root
	}
	if !n.atom.symbolic {
		return n
	}
	var out []Pattern
	for _, p := range n.atom.patterns() {
		if len(p.Symbols()) == 0 {
			out = append(out, p)
		} else if upper {
			out = append(out, p.widen())
		}
	}
	return Of(out...).root
}

// widen puts `*` in place of symbols.
func (p Pattern) widen() Pattern {
	out := slices.Clone(p.parts)
	for i, c := range out {
		if c.kind == symbol {
			out[i] = anything.parts[0]
		}
	}
	return Concat(Pattern{out})
}

// Symbols are the ids of the symbols in s, sorted, each once.
func (s Set) Symbols() []string {
	var ids []string
	for _, a := range s.node().atoms(nil) {
		for _, c := range a.parts {
			if c.kind == symbol {
				ids = append(ids, c.ext.id)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// atoms appends the atoms below n that are not yet in list.
func (n *node) atoms(list []*atom) []*atom {
	if n.op == opAtom && !slices.Contains(list, n.atom) {
		list = append(list, n.atom)
	}
	for _, k := range n.kids {
		list = k.atoms(list)
	}
	return list
}

// String shows s as a formula for debugging: patterns in braces, joined by &, |
// and !.
func (s Set) String() string {
	n := s.node()
	switch n.op {
	case opNot:
		return "!" + Set{n.kids[0]}.String()
	case opAnd, opOr:
		texts := make([]string, len(n.kids))
		for i, k := range n.kids {
			texts[i] = Set{k}.String()
		}
		return "(" + strings.Join(texts, map[op]string{opAnd: " & ", opOr: " | "}[n.op]) + ")"
	}
	var texts []string
	for _, p := range n.atom.patterns() {
		texts = append(texts, p.String())
	}
	return "{" + strings.Join(texts, ", ") + "}"
}
