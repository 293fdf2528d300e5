package gotemplate

import (
	"slices"
	"sort"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// maxInserts bounds the places of one document where text is put in.
const maxInserts = 1000

// Existence says what has to hold for a document to exist at all.
type Existence struct {
	// Maybe says that the document stands under a condition or in a loop.
	Maybe bool
	// Conditions name what has to hold: documents with the same conditions
	// exist together. Nil where Maybe is false, or they cannot be named.
	Conditions []string
}

// Apply marks in a document's value what the template leaves open: entries
// that are there perhaps, maps and lists that may hold more, scalars that the
// template writes parts of. The value must have been parsed from the view,
// from the bytes between start and end. It is false where the template's lines
// are not those of the view, so that the value says nothing.
func (v *View) Apply(root *text.Node, start, end int) (Existence, bool) {
	m := &marker{View: v, sound: true, seen: map[*text.Node]bool{}, depth: map[int]int{}, harmless: map[int]bool{}}
	m.scalars(root)
	for i := sort.SearchInts(v.broken, start); i < len(v.broken) && v.broken[i] <= end; i++ {
		m.sound = m.sound && m.harmless[v.broken[i]]
	}
	from := sort.Search(len(v.inserts), func(i int) bool { return v.inserts[i].at >= start })
	to := sort.Search(len(v.inserts), func(i int) bool { return v.inserts[i].at > end })
	if to-from > maxInserts {
		return Existence{}, false
	}
	for _, in := range v.inserts[from:to] {
		m.insert(root, in)
	}
	clear(m.seen)
	m.entries(root, owner{root.At.Start, root.At.End}, false)
	if !m.sound {
		return Existence{}, false
	}
	clear(m.seen)
	m.merge(root)
	return v.existence(root), true
}

// existence lists the branches that hold the whole document.
func (v *View) existence(root *text.Node) Existence {
	var out Existence
	for b := v.innermost(root.At.Start); b >= 0; b = v.branches[b].parent {
		if !v.within(b, root.At.Start, root.At.End) {
			continue
		}
		out.Maybe = true
		c := v.branches[b].condition
		if c == "" {
			return Existence{Maybe: true}
		}
		out.Conditions = append(out.Conditions, v.options.Scope+": "+c)
	}
	slices.Sort(out.Conditions)
	return out
}

// marker is one call of Apply.
type marker struct {
	*View
	sound bool
	seen  map[*text.Node]bool
	depth map[int]int // by the place of a key: the branches between it and what is certain
	// harmless are the broken places inside scalars, which are unknown then.
	harmless map[int]bool
}

// own reports whether a span stands in the view.
func (m *marker) own(s source.Span) bool { return s.File == m.File }

// cutWithin reports whether something was taken out inside a range.
func (m *marker) cutWithin(start, end int) bool {
	i := sort.SearchInts(m.cuts, start+1)
	return i < len(m.cuts) && m.cuts[i] < end
}

// brokenWithin notes the broken places inside a scalar, and reports whether
// there are any.
func (m *marker) brokenWithin(start, end int) bool {
	i := sort.SearchInts(m.broken, start+1)
	found := i < len(m.broken) && m.broken[i] < end
	for ; i < len(m.broken) && m.broken[i] < end; i++ {
		m.harmless[m.broken[i]] = true
	}
	return found
}

// scalars makes unknown what the template writes parts of by lines, and opens
// flow lists of which an element may be several.
func (m *marker) scalars(n *text.Node) {
	if n == nil || m.seen[n] {
		return
	}
	m.seen[n] = true
	switch n.Kind {
	case text.Map:
		for i := range n.Fields {
			m.scalars(n.Fields[i].Value)
		}
	case text.List:
		flow := m.flow(n)
		for i := range n.Items {
			m.scalars(n.Items[i].Value)
			n.Open = n.Open || flow && n.Items[i].Value.Is(text.Opaque)
		}
	default:
		if m.own(n.At) && (m.brokenWithin(n.At.Start, n.At.End) || m.cutWithin(n.At.Start, n.At.End)) {
			m.unknown(n, "the template's text", true)
		}
	}
}

// unknown makes a value unknown. What is written of it can still be looked at.
func (m *marker) unknown(n *text.Node, name string, fresh bool) {
	*n = text.Node{
		Kind: text.Opaque, Text: text.Of(m.options.symbol(name, fresh), n.At), At: n.At, View: n.View, Symbols: n.Symbols,
	}
}

// flow reports whether a collection is written in brackets.
func (m *marker) flow(n *text.Node) bool {
	if !m.own(n.At) || n.At.Start >= len(m.File.Data) {
		return false
	}
	c := m.File.Data[n.At.Start]
	return c == '[' || c == '{'
}

// column returns how many bytes stand before a place on its line.
func (m *marker) column(at int) int {
	start := at
	for start > 0 && m.File.Data[start-1] != '\n' && m.File.Data[start-1] != '\r' {
		start--
	}
	return at - start
}

// insert finds the values that the text which is put in at a place may add
// to: maps and lists of its depth that are not closed by what stands before,
// and a value that is still empty. Where the depth is not known, all of them.
func (m *marker) insert(root *text.Node, in insert) {
	p := m.path(root, in.at)
	placed := p.flow
	for _, c := range p.chain {
		if in.indent < 0 || m.column(c.At.Start) == in.indent {
			c.Open, placed = true, true
		}
	}
	if p.last != nil && (in.indent < 0 || in.indent >= p.column) && m.continues(p.last, in.indent > p.column) {
		m.unknown(p.last, in.name, in.fresh)
		placed = true
	}
	switch n := len(p.chain); {
	case placed:
	case p.first && n > 1:
		p.chain[n-1].Open = true // the same value, as another branch writes it
	default:
		for _, c := range p.chain {
			c.Open = true
		}
	}
}

// path is what leads to a place of a document.
type path struct {
	chain  []*text.Node // the maps and lists that lines may still be added to
	first  bool         // the place is before the first entry of the last of them
	last   *text.Node   // the scalar before the place
	column int          // how deep the scalar's entry is
	flow   bool         // the place is inside brackets
}

func (m *marker) path(n *text.Node, at int) path {
	p := path{column: -1}
	for n.Is(text.Map) || n.Is(text.List) {
		if m.flow(n) {
			p.flow = at < n.At.End
			n.Open = n.Open || p.flow
			return p
		}
		p.chain = append(p.chain, n)
		value, start := m.before(n, at)
		if value == nil {
			p.first = true
			return p
		}
		if value.Kind != text.Map && value.Kind != text.List {
			p.last, p.column = value, m.column(start)
		}
		n = value
	}
	return p
}

// before returns the value of the last entry that begins before a place, and
// where the entry begins; nil if there is none.
func (m *marker) before(n *text.Node, at int) (*text.Node, int) {
	for i := len(n.Fields) - 1; i >= 0; i-- {
		if k := n.Fields[i].Key.At; m.own(k) && k.Start < at {
			return n.Fields[i].Value, k.Start
		}
	}
	for i := len(n.Items) - 1; i >= 0; i-- {
		if s := n.Items[i].Value.At; m.own(s) && s.Start < at {
			return n.Items[i].Value, n.At.Start
		}
	}
	return nil, 0
}

// continues reports whether lines that follow may belong to a scalar: it is
// empty, or a block of text, or the lines are deeper than its key.
func (m *marker) continues(n *text.Node, deeper bool) bool {
	if !m.own(n.At) {
		return false
	}
	if n.At.Start == n.At.End {
		return n.Kind == text.Null
	}
	c := m.File.Data[n.At.Start]
	return c == '|' || c == '>' || deeper && n.Kind != text.Opaque
}
