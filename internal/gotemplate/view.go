package gotemplate

import (
	"regexp"
	"strings"

	"github.com/subaud/subaud/internal/source"
)

// View is a template without its actions: the text between them, with tokens
// for the strings that they write within scalars.
type View struct {
	// File is the view. Its bytes lead back to where they were written.
	File *source.File
	// Defined are the bodies of named templates, which are in no document
	// until something includes them.
	Defined []source.Span

	options  Options
	cuts     []int    // where actions were taken out, ascending
	branches []branch // in the order in which they begin
	edges    []edge   // where branches begin and end, ascending
	inserts  []insert // ascending
	broken   []int    // where the template writes lines other than the view's, ascending
}

// branch is a part of the view that a condition or a loop governs.
type branch struct {
	start, end int
	parent     int // index of the branch around it, -1 for none
	block      int // the action that opens its block
	count      int // how many branches the block has, 0 if it may take none
	loop       bool
	condition  string // the same condition in the same scope has the same outcome; empty if that is not known
}

// edge says which branch is innermost from an offset on.
type edge struct{ at, branch int }

// insert is a place where the template puts in text that may be structure.
type insert struct {
	at     int
	indent int // -1 if it is not known
	name   string
	fresh  bool
}

// View makes the view.
func (t *Template) View(o Options) *View {
	b := &builder{Template: t, o: o, out: source.NewView(t.file), v: &View{options: o}, current: -1}
	i, pos := 0, 0
	for i < len(t.actions) {
		b.text(pos, i)
		i = b.unit(i)
		pos = t.actions[i-1].end
	}
	b.text(pos, i)
	b.v.File = b.out.File()
	return b.v
}

// builder makes a view.
type builder struct {
	*Template
	o       Options
	out     *source.ViewBuilder
	v       *View
	join    joiner
	current int // the innermost open branch
}

// text copies the text from pos to action i, without the blanks of lines that
// hold nothing else, and without those that tokens trim away.
func (b *builder) text(pos, i int) {
	end := len(b.src)
	if i < len(b.actions) {
		end = b.actions[i].start
	}
	rendered := b.src[pos:end]
	if i > 0 && pos > 0 && b.actions[i-1].right {
		rendered = strings.TrimLeft(rendered, " \t\r\n")
	}
	if i < len(b.actions) && b.actions[i].left {
		rendered = strings.TrimRight(rendered, " \t\r\n")
	}
	if b.join.text(b.src[pos:end], rendered) {
		b.v.broken = append(b.v.broken, b.out.Len())
	}
	if i > 0 && pos > 0 && b.actions[i-1].right && b.lines[i-1].before == written && b.lines[i-1].after {
		for pos < end && (b.src[pos] == ' ' || b.src[pos] == '\t') {
			pos++
		}
	}
	b.out.Copy(pos, b.trimmed(pos, end, i))
}

// trimmed returns where the text before action i ends in the view.
func (b *builder) trimmed(pos, end, i int) int {
	if i == len(b.actions) {
		return end
	}
	cut := end
	for cut > pos && (b.src[cut-1] == ' ' || b.src[cut-1] == '\t') {
		cut--
	}
	switch l := b.lines[i]; {
	case l.before == blank && !l.after:
		return cut
	case l.before == written && b.actions[i].left && cut > pos && !strings.ContainsRune(":-,[{\r\n", rune(b.src[cut-1])):
		return cut
	}
	return end
}

// unit writes action i, or the whole block that it opens, and returns the
// first action behind it.
func (b *builder) unit(i int) int {
	switch a := &b.actions[i]; a.word {
	case "define":
		return b.define(i)
	case "if", "with", "range", "block":
		return b.open(i)
	case "else":
		b.divide(i)
	case "end":
		b.leave()
		b.join.leave()
	case "/*", "break", "continue":
		b.cut()
	default:
		b.pipeline(i)
	}
	return i + 1
}

// cut notes that something was taken out here.
func (b *builder) cut() { b.v.cuts = append(b.v.cuts, b.out.Len()) }

func (b *builder) define(i int) int {
	marks := b.blocks[i].marks
	last := marks[len(marks)-1]
	b.cut()
	b.v.Defined = append(b.v.Defined, b.file.Span(b.actions[i].end, b.actions[last].start))
	return last + 1
}

// open writes a block: as one token where it is part of a scalar, else its
// branches one after the other.
func (b *builder) open(i int) int {
	marks := b.blocks[i].marks
	last := marks[len(marks)-1]
	role := b.role(i, last)
	if b.blocks[i].word == "block" && role == structural {
		role = unclear // a template of this name may stand elsewhere
	}
	switch role {
	case scalar:
		b.token(i, last)
		return last + 1
	case unclear:
		b.insert(insert{indent: -1, name: b.spelled(i, last), fresh: b.fresh(i, last)}, false)
		return last + 1
	}
	b.cut()
	b.join.enter()
	b.enter(i, i)
	return i + 1
}

// The roles of a block.
const (
	structural = iota // it governs lines
	scalar            // it is part of a scalar
	unclear           // it writes a line of which the form is not known
)

// structure matches what begins an entry of a map or an element of a list.
var structure = regexp.MustCompile(`^\s*(?:-(?:\s|$)|["']?[\w./-]+["']?:(?:\s|$))`)

// role decides what a block from one action to another is part of.
func (b *builder) role(first, last int) int {
	inside, breaks, forms := b.content(first, last)
	before, after := b.lines[first].before, b.lines[last].after
	switch {
	case before == comment:
		return structural
	case breaks && before == written && (b.actions[first].right || b.follows(first)):
		return scalar
	case breaks:
		return structural
	case !inside && !after && (before == blank || b.writesStructure(first, last)):
		return structural
	case before == written || after:
		return scalar
	case forms:
		return structural
	}
	return unclear
}

// content looks at the text of a block: has it several lines, and if not: is
// there any, and does each part of it begin like an entry of a map or an
// element of a list?
func (b *builder) content(first, last int) (inside, breaks, forms bool) {
	forms = true
	for i := first + 1; i <= last; i++ {
		seg := b.segment(i)
		if strings.ContainsAny(seg, "\r\n") {
			return true, true, false
		}
		if strings.TrimSpace(seg) != "" {
			inside = true
			forms = forms && structure.MatchString(seg)
		}
	}
	return inside, false, forms
}

// follows reports whether text stands behind an action on its line.
func (b *builder) follows(i int) bool {
	text, _, _ := strings.Cut(b.segment(i+1), "\n")
	return strings.TrimSpace(text) != "" || i+1 < len(b.actions) && !strings.Contains(b.segment(i+1), "\n")
}

func (b *builder) writesStructure(first, last int) bool {
	for i := first + 1; i < last; i++ {
		if p := b.actions[i].pipe; p != nil && p.indent >= 0 {
			return true
		}
	}
	return false
}

// pipeline writes an action that stands for a string.
func (b *builder) pipeline(i int) {
	a := &b.actions[i]
	l := b.lines[i]
	raw := b.src[a.start:a.end]
	switch p := a.pipe; {
	case b.o.Verbatim != nil && b.o.Verbatim(raw):
		b.out.Copy(a.start, a.end)
		b.joined(b.join.item())
	case p == nil || p.silent:
		b.cut()
	case p.known && !strings.ContainsAny(p.literal, "\r\n"):
		b.out.Replace(p.literal, a.start, a.end)
		b.joined(b.join.item())
	case l.before == comment && !p.structure:
		b.cut()
	case l.before != written && !l.after, p.indent >= 0 && !l.after && b.afterKey(i):
		b.insert(insert{indent: b.indent(i), name: p.name, fresh: p.fresh}, p.lines)
	default:
		b.token(i, i)
	}
}

// afterKey reports whether a key and its colon stand before an action.
func (b *builder) afterKey(i int) bool {
	return strings.HasSuffix(strings.TrimRight(b.segment(i), " \t"), ":")
}

// indent is how deep the lines are that an action puts in.
func (b *builder) indent(i int) int {
	p := b.actions[i].pipe
	if p.indent < 0 || p.lines {
		return p.indent
	}
	// The first line is as deep as the action and what indent adds; the others
	// have what indent adds. People write such actions at the margin.
	start := strings.LastIndexAny(b.src[:b.actions[i].start], "\r\n") + 1
	if b.actions[i].start != start {
		return -1
	}
	return p.indent
}

// insert notes that text is put in here.
func (b *builder) insert(in insert, lines bool) {
	b.cut()
	in.at = b.out.Len()
	b.v.inserts = append(b.v.inserts, in)
	if lines {
		b.join.lines()
	}
}

func (b *builder) joined(broken bool) {
	if broken {
		b.v.broken = append(b.v.broken, b.out.Len())
	}
}
