package shell

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// piece is a run of a value: characters, or one symbol.
type piece struct {
	lit string
	sym *text.Symbol
	// at is where the run takes effect: the characters themselves, or the
	// expansion that gives them.
	at source.Span
	// origin is where the characters were written.
	origin source.Span
}

// value is what a word comes to.
type value struct {
	at     source.Span
	pieces []piece
	// many says that it may be several words, or none: an expansion that is not
	// quoted and not known.
	many bool
}

// text is the value as a text.
func (v value) text() facts.Text {
	parts := make([]text.Part, 0, len(v.pieces))
	for _, p := range v.pieces {
		parts = append(parts, text.Part{Lit: p.lit, Sym: p.sym})
	}
	if len(parts) == 0 {
		return text.Known("", v.at)
	}
	return text.Join(v.at, parts...)
}

// known returns the characters of a value that is wholly known.
func (v value) known() (string, bool) {
	var b strings.Builder
	for _, p := range v.pieces {
		if p.sym != nil {
			return "", false
		}
		b.WriteString(p.lit)
	}
	return b.String(), true
}

// is reports whether the value is known to be one of the words.
func (v value) is(words ...string) bool {
	s, ok := v.known()
	for _, w := range words {
		if ok && s == w {
			return true
		}
	}
	return false
}

// unknown stands in for a symbol where characters are looked for: none of
// theirs.
const unknown = "\x00"

// characters are those that are known, with one that nothing is made of for
// each symbol.
func (v value) characters() string {
	var b strings.Builder
	for _, p := range v.pieces {
		if p.sym != nil {
			b.WriteString(unknown)
		} else {
			b.WriteString(p.lit)
		}
	}
	return b.String()
}

// slice is the part of a value from one of its characters to another.
func (v value) slice(start, end int) value {
	out := value{at: v.at, many: v.many}
	at := 0
	for _, p := range v.pieces {
		size := len(p.lit)
		if p.sym != nil {
			size = len(unknown)
		}
		from, to := max(start-at, 0), min(end-at, size)
		at += size
		if from >= to {
			continue
		}
		if p.sym == nil && (from > 0 || to < size) {
			p.at, p.origin = part(p.at, p.lit, from, to), part(p.origin, p.lit, from, to)
			p.lit = p.lit[from:to]
		}
		out.pieces = append(out.pieces, p)
	}
	if len(out.pieces) > 0 {
		out.at = out.pieces[0].at.Cover(out.pieces[len(out.pieces)-1].at)
	}
	return out
}

// part is the place of a part of a run, where the run stands as it is.
func part(at source.Span, lit string, from, to int) source.Span {
	if at.Text() == lit {
		return at.Sub(from, to)
	}
	return at
}

// cut splits a value at the first of a separator's characters.
func (v value) cut(sep string) (before, after value, found bool) {
	s := v.characters()
	i := strings.Index(s, sep)
	if i < 0 {
		return v, value{}, false
	}
	before, after = v.slice(0, i), v.slice(i+len(sep), len(s))
	if i+len(sep) == len(s) {
		after.at = v.at
	}
	return before, after, true
}

// from is where the characters of a value were written; where several places
// did, that of the value.
func (v value) from() source.Span {
	if len(v.pieces) == 0 {
		return v.at
	}
	at := v.pieces[0].origin
	for _, p := range v.pieces[1:] {
		if p.origin.File != at.File || p.origin.Start < at.End && p.origin != at || p.origin.Start > at.End+2 {
			return v.at
		}
		at = at.Cover(p.origin)
	}
	return at
}

// node is the value as a string that may hold a document.
func (r *reader) node(v value) *text.Node {
	return &text.Node{
		Kind: text.String, Text: v.text(), At: v.at, Symbols: r.symbols,
		View: func() *source.File { return r.view(v) },
	}
}

// view is the value as a document of its own.
func (r *reader) view(v value) *source.File {
	b := source.NewView(r.file)
	for _, p := range v.pieces {
		switch {
		case p.sym != nil:
			b.Replace(r.symbols.Token(p.sym), p.at.Start, p.at.End)
		case p.at.Text() == p.lit:
			b.Copy(p.at.Start, p.at.End)
		default:
			b.Replace(p.lit, p.at.Start, p.at.End)
		}
	}
	return b.File()
}
