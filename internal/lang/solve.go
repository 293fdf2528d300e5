package lang

import (
	"slices"
	"strings"
)

// maxGuesses bounds how many filled-in patterns are tried before searching, and
// maxTexts and maxMixed of how many patterns of a list, with one text and with
// two.
const (
	maxGuesses = 300
	maxTexts   = 12
	maxMixed   = 3
)

// plainFill is what to put for wildcards where any member will do.
func plainFill() []string { return []string{"", "x", "zq"} }

// guess fills in the wildcards of the matched patterns and returns the first
// word that surely is in n. Short lists of patterns come first: what a policy
// says reads better than what a grammar says.
func guess(n *node, list []branch, fill []string) (Pattern, bool) {
	g := guesser{n: n, left: maxGuesses}
	for _, text := range fill {
		g.fill = append(g.fill, Text(text).parts)
	}
	for _, b := range list {
		matched := slices.Clone(b.matched)
		slices.SortStableFunc(matched, func(x, y *atom) int { return len(x.starts) - len(y.starts) })
		for _, a := range matched {
			if word, ok := g.atom(a); ok || g.left <= 0 {
				return word, ok
			}
		}
	}
	return Pattern{}, false
}

// guesser tries words until it has tried enough.
type guesser struct {
	n    *node
	fill [][]part
	left int
}

// try fills in a pattern and tells whether the result is a member.
func (g *guesser) try(p Pattern, first, rest []part) (Pattern, bool) {
	if g.left--; g.left < 0 {
		return Pattern{}, false
	}
	word := p.fillIn(first, rest)
	return word, g.n.holds(word, surely)
}

// atom tries one text for all wildcards of a pattern, then two of them where
// there are several wildcards.
func (g *guesser) atom(a *atom) (Pattern, bool) {
	for i := range min(len(a.starts), maxTexts) {
		for _, f := range g.fill {
			if word, ok := g.try(a.pattern(i), f, f); ok {
				return word, true
			}
		}
	}
	for i := range min(len(a.starts), maxMixed) {
		p := a.pattern(i)
		if p.wildcards() < 2 {
			continue
		}
		for n := range len(g.fill) * len(g.fill) {
			first, rest := g.fill[n/len(g.fill)], g.fill[n%len(g.fill)]
			if word, ok := g.try(p, first, rest); ok {
				return word, true
			}
			if g.left <= 0 {
				return Pattern{}, false
			}
		}
	}
	return Pattern{}, false
}

// wildcards counts the runs of p.
func (p Pattern) wildcards() int {
	n := 0
	for _, c := range p.parts {
		if c.kind == many {
			n++
		}
	}
	return n
}

// fillIn puts text for each run that can take it, one for the first and another
// for the rest, and one readable character for each class.
func (p Pattern) fillIn(first, rest []part) Pattern {
	chars := first
	word := make([]part, 0, len(p.parts)+len(first)+len(rest))
	for _, c := range p.parts {
		switch {
		case c.letter():
			word = append(word, c)
		case c.kind == symbol: // in any case, so also in its own
			word = append(word, part{kind: symbol, ext: c.ext})
		case c.kind == one:
			word = append(word, c.sample())
		default:
			if c.coversAll(chars) {
				word = append(word, chars...)
			}
			chars = rest
		}
	}
	return Pattern{word}
}

func (c part) coversAll(chars []part) bool {
	for _, l := range chars {
		if !c.covers(l) {
			return false
		}
	}
	return true
}

// sample is a readable character of a class.
func (c part) sample() part {
	for _, r := range "x" + readable {
		if l := (part{lo: r, hi: r}); c.covers(l) {
			return l
		}
	}
	return part{lo: c.lo, hi: c.lo}
}

// solveWhole searches a formula that is too branched to be taken apart.
func (n *node) solveWhole() (Pattern, Verdict) {
	word, v := find(n, certain, &work{splitBudget})
	if v == No && n.symbolic() {
		_, v = find(n, conceivable, &work{splitBudget})
		if v == Yes {
			v = Unknown
		}
	}
	return word, v
}

func (n *node) symbolic() bool {
	for _, a := range n.atoms(nil) {
		if a.symbolic {
			return true
		}
	}
	return false
}

// solve finds a shortest member of the union of some branches of n, or shows
// that there is none.
func solve(n *node, list []branch) (Pattern, Verdict) {
	var best Pattern
	found := No
	var hard []branch
	first := &work{workBudget}
	for _, b := range list {
		word, v := b.solve(certain, first)
		switch {
		case v == Yes && (found != Yes || len(word.parts) < len(best.parts)):
			best, found = word, Yes
		case v == Unknown:
			hard = append(hard, b)
		}
	}
	if found == Yes {
		return best, Yes
	}
	if len(hard) > 0 {
		if word, ok := guess(n, hard, plainFill()); ok {
			return word, Yes
		}
	}
	second := &work{splitBudget}
	for _, b := range hard {
		word, v := b.solveSplit(second)
		if v == Yes {
			return word, Yes
		}
		if v == Unknown {
			found = Unknown
		}
	}
	if found == Unknown || !n.symbolic() {
		return Pattern{}, found
	}
	third := &work{splitBudget}
	for _, b := range list {
		if !b.refuted(third) {
			return Pattern{}, Unknown
		}
	}
	return Pattern{}, No
}

// solve decides one branch, by trying all members of a finite list if it has one
// and else by search.
func (b branch) solve(m mode, w *work) (Pattern, Verdict) {
	n := b.node()
	for _, a := range b.matched {
		if len(a.loose) == 0 {
			return a.shortestIn(n)
		}
	}
	return find(n, m, w)
}

// shortestIn tries the words of an atom that is a list of plain texts. Unknown
// means that it depends on the symbols of n.
func (a *atom) shortestIn(n *node) (best Pattern, found Verdict) {
	found = No
	for _, word := range a.patterns() {
		switch {
		case found == Yes && len(word.parts) >= len(best.parts):
		case n.holds(word, surely):
			best, found = word, Yes
		case found == No && n.holds(word, possibly):
			found = Unknown
		}
	}
	return best, found
}

// solveSplit searches for one matched pattern at a time: the automaton of many
// patterns with several wildcards each is the product of theirs.
func (b branch) solveSplit(w *work) (Pattern, Verdict) {
	pieces := b.split()
	found := No
	for i, piece := range pieces {
		share := &work{w.left / (len(pieces) - i)}
		given := share.left
		word, v := piece.solveLazily(certain, share)
		w.spend(given - share.left)
		if v == Yes {
			return word, Yes
		}
		if v == Unknown {
			found = Unknown
		}
	}
	return Pattern{}, found
}

// solveLazily decides a branch by search, with no more of the excluded patterns
// than turn out to matter: those that hold a word found without them. The
// automata of many patterns, of which few decide, are so never multiplied.
func (b branch) solveLazily(m mode, w *work) (Pattern, Verdict) {
	idle := newAtom(b.excluded)
	now := branch{matched: b.matched}
	for {
		word, v := now.solve(m, w)
		if v != Yes {
			return Pattern{}, v // if empty, then so is what excludes more
		}
		hit := idle.filter(func(q Pattern) bool { return newAtom([]Pattern{q}).reads(word, m.excluded) })
		if len(hit.starts) == 0 {
			return word, Yes
		}
		now.excluded = append(now.excluded, hit.pattern(0))
		idle = idle.filter(func(q Pattern) bool { return q.key() != hit.pattern(0).key() })
	}
}

// split takes a branch apart by the patterns of its longest matched list.
func (b branch) split() []branch {
	at := -1
	for i, a := range b.matched {
		if at < 0 || len(a.starts) > len(b.matched[at].starts) {
			at = i
		}
	}
	if at < 0 {
		return []branch{b}
	}
	var out []branch
	for _, p := range b.matched[at].patterns() {
		piece := branch{append([]*atom(nil), b.matched...), b.excluded}
		piece.matched[at] = newAtom([]Pattern{p})
		if piece, ok := piece.reduce(); ok {
			out = append(out, piece)
		}
	}
	return out
}

// refuted tells whether a branch is certainly empty for every assignment of the
// symbols. Symbols in what is matched are first taken for any string and then,
// one matched list at a time, for themselves: the former shows that "${x}" & "a"
// & "b" is empty, the latter that "${x}:a" lies inside "${x}:*".
func (b branch) refuted(w *work) bool {
	if _, v := b.solve(conceivable, w); v == No {
		return true
	}
	n := b.node()
	for _, a := range b.matched {
		if !a.symbolic {
			continue
		}
		m := conceivable
		m.generator = a
		if _, v := find(n, m, w); v == No {
			return true
		}
	}
	return false
}

// intact makes sure that a word with bytes that are not UTF-8 is still the same
// word once it is a string.
func intact(word Pattern, v Verdict) (Pattern, Verdict) {
	for _, c := range word.parts {
		if c.kind == one && c.lo >= rawByte && v == Yes {
			var b strings.Builder
			for _, d := range word.parts {
				if d.kind == one {
					encode(&b, d.lo)
				}
			}
			if len(decode(b.String()))+len(word.Symbols()) != len(word.parts) {
				return Pattern{}, Unknown
			}
		}
	}
	return word, v
}
