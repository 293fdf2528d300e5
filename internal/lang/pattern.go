package lang

import (
	"encoding/binary"
	"slices"
	"strings"
)

type kind uint8

const (
	one    kind = iota // one character of a class
	many               // any number of characters of a class
	symbol             // one unknown string
	end                // closes a pattern inside an atom
)

// part is one element of a pattern. It is also a letter of a word: a literal
// character or a symbol.
type part struct {
	kind kind
	fits bool // a class that also takes a whole symbol
	fold bool // a symbol in any letter case
	// All characters of a class lie between lo and hi; all of these belong to it
	// unless ext says more.
	lo, hi rune
	ext    *extra
}

type extra struct {
	spans []span
	id    string
}

// Pattern is a sequence of text, character classes and symbols. The zero
// Pattern is the empty string.
type Pattern struct{ parts []part }

// Text matches exactly s.
func Text(s string) Pattern {
	chars := decode(s)
	parts := make([]part, len(chars))
	for i, r := range chars {
		parts[i] = part{lo: r, hi: r}
	}
	return Pattern{parts}
}

// Wild matches as IAM's StringLike does: `*` is any run of characters, also of
// `/` and `:` and also empty, `?` is exactly one character, all else is itself.
// Escapes such as `${*}` are left to the caller, who joins Wild and Text with
// [Concat].
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func Wild(pattern string) Pattern {
	p := Text(pattern)
	for i, c := range p.parts {
		switch c.lo {
		case '*':
			p.parts[i] = part{kind: many, hi: maxChar}
		case '?':
			p.parts[i] = part{hi: maxChar}
		}
	}
	return Concat(p)
}

// Symbol matches one string that is not known but is the same wherever id is.
func Symbol(id string) Pattern {
	return Pattern{[]part{{kind: symbol, ext: &extra{id: id}}}}
}

// Concat matches the patterns one after the other.
func Concat(patterns ...Pattern) Pattern {
	var out []part
	for _, p := range patterns {
		for _, c := range p.parts {
			n := len(out)
			switch {
			case n > 0 && c.kind == many && out[n-1].kind == many && c.sameClass(out[n-1]):
			case n > 0 && c.kind == one && c.isAny() && out[n-1].kind == many && out[n-1].isAny():
				out = append(out[:n-1], c, out[n-1]) // `?*`, so that equal globs look equal
			default:
				out = append(out, c)
			}
		}
	}
	return Pattern{out}
}

// Product is all concatenations that take one pattern of each list, for
// grammars with alternatives.
func Product(lists ...[]Pattern) []Pattern {
	out := []Pattern{{}}
	for _, list := range lists {
		var longer []Pattern
		for _, head := range out {
			for _, tail := range list {
				longer = append(longer, Concat(head, tail))
			}
		}
		out = longer
	}
	return out
}

// FoldCase matches what p matches in any letter case (Unicode simple folding).
func (p Pattern) FoldCase() Pattern {
	out := slices.Clone(p.parts)
	for i, c := range out {
		switch {
		case c.kind == symbol:
			out[i].fold = true
		case !c.isAny():
			out[i] = classPart(c.kind, foldSpans(c.spans()), c.fits)
		}
	}
	return Pattern{out}
}

// Text is the one string that p matches, if p is plain text.
func (p Pattern) Text() (string, bool) {
	var b strings.Builder
	for _, c := range p.parts {
		if !c.literal() {
			return "", false
		}
		encode(&b, c.lo)
	}
	return b.String(), true
}

// Symbols are the ids of the symbols in p, in order, with repetitions.
func (p Pattern) Symbols() []string {
	var ids []string
	for _, c := range p.parts {
		if c.kind == symbol {
			ids = append(ids, c.ext.id)
		}
	}
	return ids
}

// String shows p for people: symbols as ${id}, classes as [a-z], runs with a
// `*` behind, and text that looks like any of these behind a backslash.
func (p Pattern) String() string {
	var b strings.Builder
	for _, c := range p.parts {
		c.print(&b)
	}
	return b.String()
}

func (c part) print(b *strings.Builder) {
	switch {
	case c.kind == symbol:
		b.WriteString("${" + c.ext.id + "}")
	case c.literal():
		if strings.ContainsRune(`*?[\`, c.lo) {
			b.WriteByte('\\')
		}
		encode(b, c.lo)
	case c.isAny():
		b.WriteByte("?*"[c.kind])
	default:
		b.WriteByte('[')
		for _, s := range c.spans() {
			encode(b, s.lo)
			if s.hi > s.lo {
				b.WriteByte('-')
				encode(b, s.hi)
			}
		}
		b.WriteByte(']')
		if c.kind == many {
			b.WriteByte('*')
		}
	}
}

// key is equal for equal patterns only. Plain text has the key textKey(text).
func (p Pattern) key() string {
	if text, ok := p.Text(); ok {
		return textKey(text)
	}
	b := []byte{'~'}
	for _, c := range p.parts {
		b = append(b, byte(c.kind), bit(c.fits)|bit(c.fold)<<1)
		if c.kind == symbol {
			b = binary.AppendUvarint(b, uint64(len(c.ext.id)))
			b = append(b, c.ext.id...)
			continue
		}
		spans := c.spans()
		b = binary.AppendUvarint(b, uint64(len(spans)))
		for _, s := range spans {
			b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(s.lo)), uint64(s.hi))
		}
	}
	return string(b)
}

func textKey(text string) string { return "=" + text }

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func classPart(k kind, spans []span, fits bool) part {
	switch len(spans) {
	case 0:
		return part{kind: k, fits: fits, lo: 1, hi: 0} // nothing lies between
	case 1:
		return part{kind: k, fits: fits, lo: spans[0].lo, hi: spans[0].hi}
	}
	return part{kind: k, fits: fits, lo: spans[0].lo, hi: spans[len(spans)-1].hi, ext: &extra{spans: spans}}
}

func (c part) spans() []span {
	switch {
	case c.ext != nil:
		return c.ext.spans
	case c.lo > c.hi:
		return nil
	}
	return []span{{c.lo, c.hi}}
}

func (c part) isAny() bool {
	return c.kind <= many && c.lo == 0 && c.hi == maxChar && c.ext == nil
}

func (c part) literal() bool {
	return c.kind == one && c.lo == c.hi && c.ext == nil && !c.fits
}

// letter tells whether c is one letter of a word.
func (c part) letter() bool { return c.literal() || c.kind == symbol && !c.fold }

func (c part) sameClass(d part) bool {
	if c.fits != d.fits || c.lo != d.lo || c.hi != d.hi {
		return false
	}
	return c.ext == d.ext || slices.Equal(c.spans(), d.spans())
}

// covers tells whether the class c holds all characters of the class d.
func (c part) covers(d part) bool {
	if d.lo < c.lo || d.hi > c.hi {
		return d.lo > d.hi
	}
	if c.ext == nil {
		return true
	}
	for _, s := range d.spans() {
		if !slices.ContainsFunc(c.ext.spans, func(t span) bool { return t.lo <= s.lo && s.hi <= t.hi }) {
			return false
		}
	}
	return true
}

// meets tells whether the classes c and d share a character.
func (c part) meets(d part) bool {
	if c.ext == nil && d.ext == nil {
		return max(c.lo, d.lo) <= min(c.hi, d.hi)
	}
	for _, s := range c.spans() {
		for _, t := range d.spans() {
			if max(s.lo, t.lo) <= min(s.hi, t.hi) {
				return true
			}
		}
	}
	return false
}
