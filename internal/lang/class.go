package lang

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bytes that are not UTF-8 are characters of their own above Unicode, so that
// two different broken strings are never taken for one.
const (
	rawByte = utf8.MaxRune + 1 // the character for byte 0x80
	maxChar = rawByte + 0x7f
)

// lastCased is the last rune with a case variant (ADLAM SMALL LETTER SHA).
const lastCased = 0x1e943

// span is a range of characters, both ends included.
type span struct{ lo, hi rune }

// Class is a set of characters, the building block for grammars of claims.
type Class struct {
	spans []span // sorted, neither overlapping nor adjacent
	fits  bool
}

// Runes is the class of the characters in spec, where "a-z" is a range and a
// first or last "-" is itself: Runes("a-z0-9-").
func Runes(spec string) Class {
	chars := decode(spec)
	var spans []span
	for i := 0; i < len(chars); i++ {
		lo, hi := chars[i], chars[i]
		if i+2 < len(chars) && chars[i+1] == '-' {
			hi = chars[i+2]
			i += 2
		}
		spans = append(spans, span{min(lo, hi), max(lo, hi)})
	}
	return Class{spans: normalize(spans)}
}

// AnyRune is the class of all characters.
func AnyRune() Class { return Class{spans: []span{{0, maxChar}}} }

// OrSymbol is the class c that also takes a whole symbol for well-formed text,
// however long. It is an assumption for grammars of issuers, where an unknown
// namespace is a valid namespace; do not use it for what a policy accepts.
func (c Class) OrSymbol() Class { return Class{c.spans, true} }

// One matches exactly one character of the class.
func (c Class) One() Pattern { return c.Times(1) }

// Many matches any number of characters of the class, also none.
func (c Class) Many() Pattern { return Pattern{[]part{classPart(many, c.spans, c.fits)}} }

// Some matches one or more characters of the class.
func (c Class) Some() Pattern { return Concat(c.One(), c.Many()) }

// Times matches exactly n characters of the class.
func (c Class) Times(n int) Pattern {
	return Pattern{slices.Repeat([]part{classPart(one, c.spans, c.fits)}, max(n, 0))}
}

// normalize sorts spans and joins those that touch.
func normalize(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return int(a.lo) - int(b.lo) })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, s.hi)
			continue
		}
		out = append(out, s)
	}
	return out
}

// foldSpans adds all case variants (Unicode simple folding) of the characters.
func foldSpans(spans []span) []span {
	out := slices.Clone(spans)
	for _, s := range spans {
		for r := s.lo; r <= min(s.hi, lastCased); r++ {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				out = append(out, span{f, f})
			}
		}
	}
	return normalize(out)
}

// decode splits a string into characters.
func decode(s string) []rune {
	out := make([]rune, 0, len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			r = rawByte + rune(s[i]) - 0x80
		}
		out = append(out, r)
		i += n
	}
	return out
}

// encode appends a character to b, undoing decode.
func encode(b *strings.Builder, r rune) {
	if r >= rawByte {
		b.WriteByte(byte(r - rawByte + 0x80))
		return
	}
	b.WriteRune(r)
}
