package gotemplate

import (
	"slices"
	"sort"
	"strings"
)

// enter begins the branch that action i opens, of the block of action first.
func (b *builder) enter(first, i int) {
	bl := b.blocks[first]
	br := branch{start: b.out.Len(), parent: b.current, block: first, loop: bl.word == "range" && i == first}
	if b.exhaustive(first) {
		br.count = len(bl.marks) - 1
	}
	br.condition = b.condition(first, i)
	b.current = len(b.v.branches)
	b.v.branches = append(b.v.branches, br)
	b.v.edges = append(b.v.edges, edge{b.out.Len(), b.current})
}

// leave ends the innermost branch.
func (b *builder) leave() {
	b.cut()
	if b.current < 0 {
		return
	}
	br := &b.v.branches[b.current]
	br.end = b.out.Len()
	b.current = br.parent
	b.v.edges = append(b.v.edges, edge{b.out.Len(), b.current})
}

// divide ends a branch and begins the next of the same block. Where both stand
// on one line, a line break is put between them.
func (b *builder) divide(i int) {
	if b.current < 0 {
		return
	}
	first := b.v.branches[b.current].block
	b.leave()
	b.join.divide()
	a := &b.actions[i]
	switch l := b.lines[i]; {
	case b.splits(first, i):
		b.out.Replace("\n---\n", a.start, a.end)
	case l.before == written && l.after:
		start := strings.LastIndexAny(b.src[:a.start], "\r\n") + 1
		text := b.src[start:a.start]
		b.out.Replace("\n"+text[:len(text)-len(strings.TrimLeft(text, " \t"))], a.start, a.end)
	}
	b.enter(first, i)
}

// splits reports whether the branches of a block that an else divides are
// documents of their own: the block is all of the document that it stands in,
// and each branch says its kind.
func (b *builder) splits(first, i int) bool {
	marks := b.blocks[first].marks
	for n := 0; n+1 < len(marks); n++ {
		var text strings.Builder
		for s := marks[n] + 1; s <= marks[n+1]; s++ {
			text.WriteString(b.segment(s))
		}
		own := strings.HasPrefix(strings.TrimSpace(text.String()), "---")
		if !kindAtMargin(text.String()) || own && marks[n] == i {
			return false
		}
	}
	return i > first && b.nothing(first, -1) && b.nothing(marks[len(marks)-1]+1, 1)
}

// nothing reports whether the document that a segment belongs to holds nothing
// but actions from there to its begin (step -1) or its end (step 1).
func (b *builder) nothing(seg, step int) bool {
	for ; seg >= 0 && seg <= len(b.actions); seg += step {
		lines := strings.Split(b.segment(seg), "\n")
		if step < 0 {
			slices.Reverse(lines)
		}
		for _, l := range lines {
			if strings.HasPrefix(l, "---") {
				return true
			}
			if t := strings.TrimSpace(l); t != "" && t[0] != '#' {
				return false
			}
		}
	}
	return true
}

func kindAtMargin(s string) bool {
	return strings.HasPrefix(s, "kind:") || strings.Contains(s, "\nkind:")
}

// condition names what decides whether a branch is taken; empty where that
// may be decided otherwise elsewhere.
func (b *builder) condition(first, i int) string {
	var out []string
	for _, m := range b.blocks[first].marks {
		a := &b.actions[m]
		if a.pipe != nil {
			if a.pipe.fresh || a.word == "range" || len(a.pipe.name) > maxName {
				return ""
			}
			out = append(out, a.pipe.name)
		}
		if m == i {
			if a.pipe == nil || len(out) > 1 {
				out = append(out, "else")
			}
			break
		}
	}
	return strings.Join(out, "; ")
}

// innermost returns the branch that holds a byte of the view; -1 if none does.
func (v *View) innermost(at int) int {
	i := sort.Search(len(v.edges), func(i int) bool { return v.edges[i].at > at }) - 1
	if i < 0 {
		return -1
	}
	return v.edges[i].branch
}

// within reports whether a branch holds a range; -1 holds everything.
func (v *View) within(branch, start, end int) bool {
	return branch < 0 || v.branches[branch].start <= start && end <= v.branches[branch].end
}

// joiner follows the lines that the template will write, and finds where they
// differ from those of the view: a trimmed line break joins two lines.
type joiner struct {
	state state
	stack []fork
}

// state is what is known of the text since the last thing that is not space.
type state struct {
	item    bool // there was one
	newline bool // a line break was written since
	gap     bool // in the view there is a line break since
	cut     bool // a branch began or ended since
}

// fork is a block: the state before it, and after its branches.
type fork struct {
	before state
	ends   []state
	other  bool // the block has an else
}

// text passes over text, as it stands in the view and as it is written. It
// reports whether lines are joined that the view keeps apart, or the reverse.
func (j *joiner) text(seen, written string) bool {
	body := strings.TrimSpace(written)
	if body == "" {
		j.state.newline = j.state.newline || strings.Contains(written, "\n")
		j.state.gap = j.state.gap || strings.Contains(seen, "\n")
		return false
	}
	lead := func(s string) string { return s[:strings.Index(s, body)] }
	j.state.newline = j.state.newline || strings.Contains(lead(written), "\n")
	j.state.gap = j.state.gap || strings.Contains(lead(seen), "\n")
	broken := j.item()
	tail := func(s string) string { return s[len(lead(s))+len(body):] }
	j.state.newline, j.state.gap = strings.Contains(tail(written), "\n"), strings.Contains(tail(seen), "\n")
	return broken
}

// item passes over something that is not space.
func (j *joiner) item() bool {
	s := j.state
	j.state = state{item: true}
	return s.item && (s.gap && !s.newline || !s.gap && s.cut)
}

// lines passes over text that begins with a line break.
func (j *joiner) lines() { j.state = state{item: true} }

func (j *joiner) enter() {
	j.state.cut = true
	j.stack = append(j.stack, fork{before: j.state})
}

func (j *joiner) divide() {
	if n := len(j.stack); n > 0 {
		f := &j.stack[n-1]
		f.ends = append(f.ends, j.state)
		f.other = true
		j.state = f.before
		j.state.newline, j.state.gap = true, true
	}
}

func (j *joiner) leave() {
	n := len(j.stack)
	if n == 0 {
		return
	}
	f := j.stack[n-1]
	j.stack = j.stack[:n-1]
	ends := append(f.ends, j.state)
	if !f.other {
		ends = append(ends, f.before)
	}
	j.state = ends[0]
	for _, s := range ends[1:] {
		j.state.item = j.state.item || s.item
		j.state.newline = j.state.newline && s.newline
		j.state.gap = j.state.gap || s.gap
	}
	j.state.cut = true
}
