package lang

import "slices"

// maxBranches bounds the disjunctive normal form; a formula with more branches
// is searched whole.
const maxBranches = 64

// maxPairs bounds the comparison of two lists of patterns that are both matched.
const maxPairs = 1 << 14

// branch is one conjunction: in all the matched atoms and not in excluded.
type branch struct {
	matched  []*atom
	excluded []Pattern
}

// branches is the disjunctive normal form of n, or of its complement; false if
// it is too large.
func (n *node) branches(neg bool) ([]branch, bool) {
	switch n.op {
	case opAtom:
		if neg {
			return []branch{{excluded: n.atom.patterns()}}, true
		}
		return []branch{{matched: []*atom{n.atom}}}, true
	case opNot:
		return n.kids[0].branches(!neg)
	}
	conjunction := (n.op == opAnd) != neg
	var out []branch
	if conjunction {
		out = []branch{{}}
	}
	for _, k := range n.kids {
		list, ok := k.branches(neg)
		if conjunction {
			list = multiply(out, list)
			out = nil
		}
		out = append(out, list...)
		if !ok || len(out) > maxBranches {
			return nil, false
		}
	}
	return out, true
}

func multiply(left, right []branch) []branch {
	var out []branch
	for _, l := range left {
		for _, r := range right {
			out = append(out, branch{
				matched:  slices.Concat(l.matched, r.matched),
				excluded: slices.Concat(l.excluded, r.excluded),
			})
		}
	}
	return out
}

// node is the branch as a formula again.
func (b branch) node() *node {
	kids := make([]Set, 0, len(b.matched)+1)
	for _, a := range b.matched {
		kids = append(kids, Set{&node{atom: a}})
	}
	return Intersect(append(kids, Of(b.excluded...).Complement())...).root
}

// reduce drops, pattern against pattern and without search, what cannot matter:
// matched patterns that are excluded whole or apart from another matched list,
// and excluded patterns apart from a matched list. Product automata of what is
// left stay small where those of all patterns would explode. The result is the
// same set for every assignment of the symbols; false means it is empty.
func (b branch) reduce() (branch, bool) {
	excluded := newAtom(b.excluded)
	out := branch{matched: make([]*atom, len(b.matched))}
	for i, a := range b.matched {
		out.matched[i] = a.filter(func(p Pattern) bool { return !excluded.reads(p, surely) })
	}
	for i, a := range out.matched {
		for j, other := range out.matched {
			if i != j && len(a.starts)*len(other.starts) <= maxPairs {
				a = a.filter(other.meets)
			}
		}
		if out.matched[i] = a; len(a.starts) == 0 {
			return branch{}, false
		}
	}
	out.excluded = slices.DeleteFunc(excluded.patterns(), func(q Pattern) bool {
		return slices.ContainsFunc(out.matched, func(a *atom) bool { return !a.meets(q) })
	})
	return out, true
}

// filter keeps some patterns.
func (a *atom) filter(keep func(Pattern) bool) *atom {
	var kept []Pattern
	for _, p := range a.patterns() {
		if keep(p) {
			kept = append(kept, p)
		}
	}
	if len(kept) == len(a.starts) {
		return a
	}
	return newAtom(kept)
}

// meets is false only if p has no string in common with the atom.
func (a *atom) meets(p Pattern) bool {
	for i := range a.starts {
		if !apart(a.pattern(i).parts, p.parts) {
			return true
		}
	}
	return false
}

// apart is true only if the patterns share no string, seen by comparing their
// fixed beginnings and ends. For globs with `*` that is all there is to see.
func apart(p, q []part) bool {
	for i := 0; ; i++ {
		switch {
		case i == len(p):
			return longer(q[i:])
		case i == len(q):
			return longer(p[i:])
		case !p[i].fixed() || !q[i].fixed():
			return clashAtEnd(p[i:], q[i:])
		case !p[i].meets(q[i]):
			return true
		}
	}
}

// longer tells whether parts match only non-empty strings.
func longer(parts []part) bool { return slices.ContainsFunc(parts, part.fixed) }

func clashAtEnd(p, q []part) bool {
	for i, j := len(p)-1, len(q)-1; i >= 0 && j >= 0; i, j = i-1, j-1 {
		if !p[i].fixed() || !q[j].fixed() {
			return false
		}
		if !p[i].meets(q[j]) {
			return true
		}
	}
	return false
}

// fixed tells whether c is one character, also when symbols are letters.
func (c part) fixed() bool { return c.kind == one && !c.fits }
