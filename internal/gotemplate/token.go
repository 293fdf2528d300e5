package gotemplate

import (
	"strings"
)

// token writes the token of one unknown string for the actions from first to
// last: a pipeline, or a block that is part of a scalar.
func (b *builder) token(first, last int) {
	a, z := &b.actions[first], &b.actions[last]
	var name string
	var choices []string
	fresh := b.fresh(first, last)
	if first == last {
		name, choices = a.pipe.name, a.pipe.choices
		if a.pipe.quoted && !b.alone(first) {
			name, choices = name+" | quote", nil
		}
	} else {
		name, choices = b.spelled(first, last), b.choices(first)
		if b.holdsStructure(first, last) {
			b.v.broken = append(b.v.broken, b.out.Len())
		}
	}
	b.joined(b.join.item())
	b.out.Replace(b.o.Symbols.Token(b.o.choice(name, fresh, choices)), a.start, z.end)
}

// alone reports whether an action is all of a scalar.
func (b *builder) alone(i int) bool {
	before, after := b.segment(i), b.segment(i+1)
	end := strings.TrimRight(before, " \t")
	begins := len(end) < len(before) || end == "" || strings.HasSuffix(end, "[") || strings.HasSuffix(end, ",")
	return begins && (after == "" || strings.ContainsRune(" \t\r\n,]}", rune(after[0])))
}

// holdsStructure reports whether a block of several lines that begins within a
// scalar holds entries of a map or elements of a list: it is more than part of
// a scalar then.
func (b *builder) holdsStructure(first, last int) bool {
	breaks, forms := false, false
	for i := first + 1; i <= last; i++ {
		for j, l := range strings.Split(b.segment(i), "\n") {
			breaks = breaks || j > 0
			forms = forms || j > 0 && structure.MatchString(l)
		}
	}
	return breaks && forms
}

// fresh reports whether the same text as from first to last need not give the
// same string elsewhere.
func (b *builder) fresh(first, last int) bool {
	for i := first; i <= last; i++ {
		if p := b.actions[i].pipe; p != nil && p.fresh || b.actions[i].word == "block" {
			return true
		}
	}
	return false
}

// spelled writes the text of a block in one form.
func (b *builder) spelled(first, last int) string {
	var out []string
	for i := first; i <= last; i++ {
		a := &b.actions[i]
		if i > first {
			if seg := strings.Join(strings.Fields(b.segment(i)), " "); seg != "" {
				out = append(out, quoted(seg))
			}
		}
		if a.word != "" && a.word != "template" && (a.word != "end" || i < last) {
			out = append(out, a.word)
		}
		if a.pipe != nil {
			out = append(out, a.pipe.name)
		}
	}
	return strings.Join(out, " ")
}

// choices lists the strings that a block of constant branches is one of; nil
// where a branch is not constant.
func (b *builder) choices(first int) []string {
	bl := b.blocks[first]
	if bl.word != "if" && bl.word != "with" {
		return nil
	}
	var out []string
	for n := 0; n+1 < len(bl.marks); n++ {
		from, to := bl.marks[n], bl.marks[n+1]
		s := b.segment(to)
		if to != from+1 {
			return nil
		}
		if b.actions[from].right {
			s = strings.TrimLeft(s, " \t\r\n")
		}
		if b.actions[to].left {
			s = strings.TrimRight(s, " \t\r\n")
		}
		if strings.ContainsAny(s, "\r\n\"'") {
			return nil
		}
		out = append(out, s)
	}
	if !b.exhaustive(first) {
		out = append(out, "")
	}
	return out
}

// exhaustive reports whether a block always takes one of its branches: it ends
// with an else that asks nothing.
func (b *builder) exhaustive(first int) bool {
	marks := b.blocks[first].marks
	last := &b.actions[marks[len(marks)-2]]
	return len(marks) > 2 && last.pipe == nil && b.blocks[first].word != "range"
}
