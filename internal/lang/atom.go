package lang

import "slices"

// atom is a union of patterns, run as one nondeterministic automaton whose
// states are positions in parts. It is never changed once built.
type atom struct {
	parts    []part  // all patterns, each closed by an end part
	home     []int32 // for each position, where its pattern starts
	starts   []int32 // where the patterns start
	loose    []int32 // where the patterns start that are more than plain text
	keys     map[string]bool
	symbolic bool
}

func newAtom(patterns []Pattern) *atom {
	size := 0
	for _, p := range patterns {
		size += len(p.parts) + 1
	}
	a := &atom{
		parts: make([]part, 0, size),
		home:  make([]int32, 0, size),
		keys:  make(map[string]bool, len(patterns)),
	}
	for _, p := range patterns {
		a.add(p)
	}
	return a
}

func (a *atom) add(p Pattern) {
	key := p.key()
	if a.keys[key] {
		return
	}
	a.keys[key] = true
	start := int32(len(a.parts))
	a.starts = append(a.starts, start)
	if key[0] != '=' {
		a.loose = append(a.loose, start)
	}
	for _, c := range p.parts {
		a.symbolic = a.symbolic || c.kind == symbol
	}
	a.parts = append(append(a.parts, p.parts...), part{kind: end})
	for range len(p.parts) + 1 {
		a.home = append(a.home, start)
	}
}

// pattern returns the i-th pattern.
func (a *atom) pattern(i int) Pattern {
	stop := len(a.parts)
	if i+1 < len(a.starts) {
		stop = int(a.starts[i+1])
	}
	return Pattern{a.parts[a.starts[i] : stop-1 : stop-1]}
}

func (a *atom) patterns() []Pattern {
	out := make([]Pattern, len(a.starts))
	for i := range out {
		out[i] = a.pattern(i)
	}
	return out
}

func (a *atom) isAll() bool { return a.keys[anything.key()] }

// reading says what it takes for an atom to read a word in which symbols stand
// as letters.
type reading uint8

const (
	// surely: the word is matched whatever the symbols in it and in the atom are.
	surely reading = iota
	// possibly: not excluded that the word is matched for some such strings.
	possibly
	// literally: symbols read themselves only. Replacing the symbols in all words
	// so read gives exactly what the atom matches, for every assignment.
	literally
)

type move uint8

const (
	halt move = iota
	stay
	pass
)

// reads tells what position c does on letter l. When surely is asked, l may also
// be a whole class or a run of one, read only if all its strings are.
func (c part) reads(l part, how reading) move {
	onMatch := pass
	if c.kind == many {
		onMatch = stay
	}
	switch {
	case c.kind == end:
		return halt
	case c.kind == symbol:
		return c.symbolReads(l, how)
	case l.kind == symbol:
		if how == surely && (c.fits || c.kind == many && c.isAny()) {
			return onMatch
		}
		return halt
	case l.kind == many && c.kind == one, !c.covers(l):
		return halt
	}
	return onMatch
}

func (c part) symbolReads(l part, how reading) move {
	same := l.kind == symbol && l.ext.id == c.ext.id
	switch {
	case how == possibly:
		return stay
	case how == surely && same && (c.fold || !l.fold):
		return pass
	case how == literally && same:
		return pass
	case how == literally && c.fold && l.kind != symbol:
		return stay // some case variant of the symbol, spelled out
	}
	return halt
}

// skippable tells whether c matches the empty string.
func (c part) skippable(how reading) bool {
	return c.kind == many || c.kind == symbol && (how == possibly || how == literally && c.fold)
}

// absorbing tells whether a position never lets go: it reads every letter. What
// stands earlier in the same pattern then adds nothing, which keeps the
// automata of globs small.
func (c part) absorbing(how reading) bool {
	switch {
	case how == literally:
		return false // does not read symbols
	case c.kind == symbol:
		return how == possibly
	}
	return c.kind == many && c.isAny()
}

// begin is the set of positions before the first letter.
func (a *atom) begin(starts []int32, how reading) []int32 {
	out := make([]int32, 0, 2*len(starts))
	for _, s := range starts {
		out, _ = a.reach(out, s-1, s, how, false)
	}
	return out
}

// step puts into dst the positions reached from src by letter l. Both are
// sorted: each position leads to a run of positions that begins at itself or
// just behind, so that runs come in order.
func (a *atom) step(dst, src []int32, l part, how reading) []int32 {
	dst = dst[:0]
	last := int32(-1)
	for _, i := range src {
		if how == possibly && l.kind == symbol {
			// The symbol may be any string, so every later position can be reached.
			dst, last = a.reach(dst, last, i, how, true)
			continue
		}
		switch a.parts[i].reads(l, how) {
		case stay:
			dst, last = a.reach(dst, last, i, how, false)
		case pass:
			dst, last = a.reach(dst, last, i+1, how, false)
		}
	}
	return dst
}

// reach adds position x and those behind it that are reached without a letter,
// or all behind it. last is the last position added, even if since dropped.
func (a *atom) reach(dst []int32, last, x int32, how reading, all bool) ([]int32, int32) {
	if x <= last {
		return dst, last
	}
	for ; ; x++ {
		c := a.parts[x]
		if c.absorbing(how) {
			for len(dst) > 0 && dst[len(dst)-1] >= a.home[x] {
				dst = dst[:len(dst)-1]
			}
		}
		dst, last = append(dst, x), x
		if c.kind == end || !all && !c.skippable(how) {
			return dst, last
		}
	}
}

// accepts tells whether a set of positions matches here.
func (a *atom) accepts(set []int32) bool {
	return slices.ContainsFunc(set, func(x int32) bool { return a.parts[x].kind == end })
}

// universal tells whether a set of positions matches here and whatever follows.
func (a *atom) universal(set []int32, how reading) bool {
	return slices.ContainsFunc(set, func(x int32) bool {
		return a.parts[x].absorbing(how) && a.parts[x+1].kind == end
	})
}

// reads tells whether the atom reads the whole word. Asked surely, the word may
// be any pattern, and a true answer means that all it matches is matched.
func (a *atom) reads(word Pattern, how reading) bool {
	starts := a.starts
	if text, ok := word.Text(); ok {
		if a.keys[textKey(text)] {
			return true
		}
		starts = a.loose
	} else if how == surely && a.keys[word.key()] {
		return true
	}
	src := a.begin(starts, how)
	var dst []int32
	for _, l := range word.parts {
		if len(src) == 0 {
			return false
		}
		dst, src = src, a.step(dst, src, l, how)
	}
	return a.accepts(src)
}
