package lang

import (
	"encoding/binary"
	"slices"
)

// work counts down the automaton positions and edges that a search may visit.
type work struct{ left int }

func (w *work) spend(n int) { w.left -= n }

const (
	stateDead      = 0 // nothing matches any more
	stateUniversal = 1 // everything matches from here on
)

// automaton is the deterministic automaton of an atom for one reading, built as
// far as it is visited.
type automaton struct {
	atom    *atom
	how     reading
	letters []part
	work    *work
	ids     map[string]int32
	sets    [][]int32
	accept  []bool
	next    []int32 // state*len(letters)+letter -> state, -1 if not yet known
	buf     []int32
	key     []byte
}

func newAutomaton(a *atom, how reading, letters []part, w *work) *automaton {
	d := &automaton{atom: a, how: how, letters: letters, work: w, ids: map[string]int32{}}
	d.state(nil, false) // stateDead
	d.create(nil, true) // stateUniversal
	return d
}

func (d *automaton) start() int32 {
	return d.intern(d.atom.begin(d.atom.starts, d.how))
}

// intern returns the state for a set of positions.
func (d *automaton) intern(set []int32) int32 {
	if d.atom.universal(set, d.how) {
		return stateUniversal
	}
	return d.state(set, d.atom.accepts(set))
}

func (d *automaton) state(set []int32, accept bool) int32 {
	d.key = d.key[:0]
	for _, x := range set {
		d.key = binary.LittleEndian.AppendUint32(d.key, uint32(x))
	}
	if id, ok := d.ids[string(d.key)]; ok {
		return id
	}
	id := d.create(slices.Clone(set), accept)
	d.ids[string(d.key)] = id
	return id
}

func (d *automaton) create(set []int32, accept bool) int32 {
	id := int32(len(d.sets))
	d.sets = append(d.sets, set)
	d.accept = append(d.accept, accept)
	for range d.letters {
		d.next = append(d.next, -1)
	}
	return id
}

// step follows one letter, given by its index.
func (d *automaton) step(state int32, letter int) int32 {
	if state <= stateUniversal {
		return state
	}
	at := int(state)*len(d.letters) + letter
	if d.next[at] < 0 {
		src := d.sets[state]
		d.work.spend(len(src))
		d.buf = d.atom.step(d.buf, src, d.letters[letter], d.how)
		d.next[at] = d.intern(d.buf)
	}
	return d.next[at]
}
