package gotemplate

import "github.com/subaud/subaud/internal/text"

// owner is where the thing stands on which the entries of a value depend: what
// holds it is there if the value is.
type owner struct{ start, end int }

// entries marks the entries that stand under a condition which their owner
// does not stand under. A map that is there perhaps is as good as one whose
// entries are, so the mark goes down to scalars and elements, too.
func (m *marker) entries(n *text.Node, o owner, maybe bool) {
	if n == nil || m.seen[n] {
		return
	}
	m.seen[n] = true
	for i := range n.Fields {
		f := &n.Fields[i]
		if !m.own(f.Key.At) {
			continue
		}
		at := f.Key.At.Start
		between, loop := m.between(at, o)
		m.depth[at] = between
		n.Open = n.Open || loop
		f.Maybe = f.Maybe || maybe || between > 0
		if f.Maybe {
			m.entries(f.Value, o, true)
			m.follows(f.Value, at)
		} else {
			m.entries(f.Value, owner{at, at}, false)
		}
	}
	for i := range n.Items {
		item := &n.Items[i]
		if !m.own(item.Value.At) {
			continue
		}
		at := item.Value.At.Start
		between, loop := m.between(at, o)
		n.Open = n.Open || loop
		item.Maybe = item.Maybe || maybe || between > 0
		m.entries(item.Value, owner{at, at}, false)
	}
}

// between counts the branches that hold a place and not its owner, and says
// whether one is a loop. A place outside of a branch that holds its owner
// belongs to lines that the branch does not decide about: such a template
// cannot be read as one value.
func (m *marker) between(at int, o owner) (count int, loop bool) {
	b := m.innermost(at)
	for ; b >= 0 && !m.within(b, o.start, o.end); b = m.branches[b].parent {
		count++
		loop = loop || m.branches[b].loop
	}
	if own := m.innermost(o.start); o.start == o.end && own >= 0 && (at < m.branches[own].start || at >= m.branches[own].end) {
		m.sound = false
	}
	return count, loop
}

// follows checks that what a key holds stands in the branches that the key
// stands in.
func (m *marker) follows(n *text.Node, key int) {
	for i := range n.Fields {
		if m.own(n.Fields[i].Key.At) {
			m.between(n.Fields[i].Key.At.Start, owner{key, key})
		}
	}
	for i := range n.Items {
		if m.own(n.Items[i].Value.At) {
			m.between(n.Items[i].Value.At.Start, owner{key, key})
		}
	}
}

// merge joins the entries that have the same key because they stand in
// different branches: one of them counts, or none.
func (m *marker) merge(n *text.Node) {
	if n == nil || m.seen[n] {
		return
	}
	m.seen[n] = true
	if n.Kind == text.Map && perhaps(n.Fields) {
		n.Fields = m.merged(n.Fields)
	}
	for i := range n.Fields {
		m.merge(n.Fields[i].Value)
	}
	for i := range n.Items {
		m.merge(n.Items[i].Value)
	}
}

func perhaps(fields []text.Field) bool {
	for i := range fields {
		if fields[i].Maybe {
			return true
		}
	}
	return false
}

func (m *marker) merged(fields []text.Field) []text.Field {
	byKey := map[string][]text.Field{}
	for _, f := range fields {
		if k, ok := f.Key.Value(); ok {
			byKey[k] = append(byKey[k], f)
		}
	}
	out := make([]text.Field, 0, len(fields))
	done := map[string]bool{}
	for _, f := range fields {
		k, ok := f.Key.Value()
		switch same := byKey[k]; {
		case !ok || len(same) == 1 || !perhaps(same):
			out = append(out, f)
		case !done[k]:
			done[k] = true
			out = append(out, m.join(same))
		}
	}
	return out
}

// join makes one entry of several with the same key.
func (m *marker) join(same []text.Field) text.Field {
	out := same[0]
	out.Maybe = true
	certain := 0
	for i := range same {
		if !same[i].Maybe {
			out.Maybe = false
			certain = i // readers keep the last
		}
	}
	if out.Maybe && m.exhausted(same) {
		out.Maybe = m.depth[same[0].Key.At.Start] > 1
	}
	if !out.Maybe {
		same = same[certain:]
		out.Key = same[0].Key
	}
	values := make([]*text.Node, len(same))
	for i := range same {
		values[i] = same[i].Value
	}
	out.Value = m.oneOf(values, out.Key.String())
	return out
}

// exhausted reports whether the entries stand in the branches of one block, one
// in each, and the block always takes one.
func (m *marker) exhausted(same []text.Field) bool {
	taken := map[int]bool{}
	first := m.innermost(same[0].Key.At.Start)
	if first < 0 || m.branches[first].count != len(same) {
		return false
	}
	for i := range same {
		at := same[i].Key.At
		if !m.own(at) {
			return false
		}
		b := m.innermost(at.Start)
		if b < 0 || taken[b] || m.branches[b].block != m.branches[first].block || m.depth[at.Start] != m.depth[same[0].Key.At.Start] {
			return false
		}
		taken[b] = true
	}
	return true
}

// oneOf makes the value that is one of several: maps and lists become one that
// holds the entries of all, each perhaps; scalars an unknown with choices.
func (m *marker) oneOf(values []*text.Node, name string) *text.Node {
	if len(values) == 1 {
		return values[0]
	}
	first := values[0]
	kind, alike := first.Kind, true
	for _, v := range values[1:] {
		if v.Kind != kind {
			kind = text.Opaque
		}
		alike = alike && text.Equal(v.Str(), first.Str()) == text.Yes
	}
	out := &text.Node{Kind: kind, At: first.At}
	switch {
	case kind == text.Map || kind == text.List:
		for _, v := range values {
			out.Open = out.Open || v.Open
			for _, f := range v.Fields {
				f.Maybe = true
				out.Fields = append(out.Fields, f)
			}
			for _, item := range v.Items {
				item.Maybe = true
				out.Items = append(out.Items, item)
			}
		}
		return out
	case alike && kind == first.Kind:
		return first
	}
	symbol := m.options.Symbols.Fresh(name)
	texts := make([]text.Text, 0, len(values))
	for _, v := range values {
		if t := v.Str(); !t.Absent() {
			texts = append(texts, t)
		}
	}
	if len(texts) == len(values) {
		symbol.Choices = texts
	}
	out.Text = text.Of(symbol, first.At)
	if kind != text.String {
		out.Kind, out.Choices = text.Opaque, values
	}
	return out
}
