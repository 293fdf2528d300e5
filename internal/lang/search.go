package lang

import (
	"encoding/binary"
	"slices"
)

// mode is how a search reads the atoms. Negation swaps the readings.
type mode struct {
	matched, excluded reading
	generator         *atom // if not nil, the matched atom to read literally
}

var (
	// certain finds words that are members whatever the symbols are.
	certain = mode{matched: surely, excluded: possibly}
	// conceivable misses no member for any assignment of the symbols.
	conceivable = mode{matched: possibly, excluded: surely}
)

func (r reading) flip() reading {
	if r == surely {
		return possibly
	}
	return surely
}

// holds tells whether a word is surely, or possibly, a member.
func (n *node) holds(word Pattern, how reading) bool {
	switch n.op {
	case opAtom:
		return n.atom.reads(word, how)
	case opNot:
		return !n.kids[0].holds(word, how.flip())
	}
	for _, k := range n.kids {
		if k.holds(word, how) == (n.op == opOr) {
			return n.op == opOr
		}
	}
	return n.op == opAnd
}

// formula is a node with negations pushed down to the atoms, which are numbered.
type formula struct {
	op   op // opAtom, opAnd or opOr
	neg  bool
	slot int
	kids []*formula
}

// search looks breadth-first for the shortest word on which a formula holds, in
// the product of the automata of its atoms.
type search struct {
	autos   []*automaton
	letters []part
	work    *work
	formula *formula
	states  []int32 // len(autos) for each point
	from    []int32 // point before each point
	by      []int32 // letter that led to it
	seen    map[string]bool
	key     []byte
}

// find returns the shortest word that n holds on, read in mode m: Yes with the
// word, No if there is none, Unknown if the work was used up.
func find(n *node, m mode, w *work) (Pattern, Verdict) {
	atoms := n.atoms(nil)
	var named []*atom
	switch {
	case m.generator != nil:
		named = []*atom{m.generator}
	case m.matched == surely:
		named = atoms
	}
	s := &search{work: w, letters: alphabet(atoms, named), seen: map[string]bool{}}
	s.formula = s.compile(n, m, false)
	start := make([]int32, len(s.autos))
	for i, d := range s.autos {
		start[i] = d.start()
	}
	s.visit(start, -1, -1)
	for at := 0; at < len(s.from); at++ {
		if w.left <= 0 {
			return Pattern{}, Unknown
		}
		if _, now := s.eval(s.formula, s.at(at)); now {
			return s.word(at), Yes
		}
		s.expand(at)
	}
	return Pattern{}, No
}

func (s *search) compile(n *node, m mode, neg bool) *formula {
	switch {
	case n.op == opNot:
		return s.compile(n.kids[0], m, !neg)
	case n.op == opAtom:
		how := m.matched
		if neg {
			how = m.excluded
		} else if n.atom == m.generator {
			how = literally
		}
		return &formula{neg: neg, slot: s.slot(n.atom, how)}
	}
	f := &formula{op: opAnd}
	if (n.op == opOr) != neg {
		f.op = opOr
	}
	for _, k := range n.kids {
		f.kids = append(f.kids, s.compile(k, m, neg))
	}
	return f
}

func (s *search) slot(a *atom, how reading) int {
	if !a.symbolic && len(s.letters) > 0 && s.letters[len(s.letters)-1].kind != symbol {
		how = surely // all readings agree, so that both signs can share
	}
	for i, d := range s.autos {
		if d.atom == a && d.how == how {
			return i
		}
	}
	s.autos = append(s.autos, newAutomaton(a, how, s.letters, s.work))
	return len(s.autos) - 1
}

func (s *search) at(point int) []int32 {
	k := len(s.autos)
	return s.states[point*k : (point+1)*k : (point+1)*k]
}

// expand visits what one more letter leads to.
func (s *search) expand(point int) {
	tuple := make([]int32, len(s.autos))
	for l := range s.letters {
		s.work.spend(1 + len(tuple))
		from := s.at(point)
		for i, d := range s.autos {
			tuple[i] = d.step(from[i], l)
		}
		if future, _ := s.eval(s.formula, tuple); future >= 0 {
			s.visit(tuple, point, l)
		}
	}
}

// visit records a point unless it is known.
func (s *search) visit(tuple []int32, from, by int) {
	s.key = s.key[:0]
	for _, x := range tuple {
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(x))
	}
	if s.seen[string(s.key)] {
		return
	}
	s.seen[string(s.key)] = true
	s.states = append(s.states, tuple...)
	s.from = append(s.from, int32(from))
	s.by = append(s.by, int32(by))
}

func (s *search) word(point int) Pattern {
	var parts []part
	for at := int32(point); s.from[at] >= 0; at = s.from[at] {
		parts = append(parts, s.letters[s.by[at]])
	}
	slices.Reverse(parts)
	return Pattern{parts}
}

// eval evaluates the formula in a tuple of states. now is its value here; future
// is +1 if it is true here and whatever follows, -1 if false likewise, else 0.
func (s *search) eval(f *formula, tuple []int32) (future int, now bool) {
	if f.op == opAtom {
		state := tuple[f.slot]
		now = s.autos[f.slot].accept[state]
		switch state {
		case stateDead:
			future = -1
		case stateUniversal:
			future = 1
		}
		if f.neg {
			return -future, !now
		}
		return future, now
	}
	future, now = 1, true
	if f.op == opOr {
		future, now = -1, false
	}
	for _, k := range f.kids {
		kf, kn := s.eval(k, tuple)
		if f.op == opAnd {
			future, now = min(future, kf), now && kn
		} else {
			future, now = max(future, kf), now || kn
		}
	}
	return future, now
}
