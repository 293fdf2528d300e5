package lang

import (
	"encoding/binary"
	"slices"
)

// readable lists characters in the order in which witnesses should use them.
const readable = "abcdefghijklmnopqrstuvwxyz0123456789-/:.ABCDEFGHIJKLMNOPQRSTUVWXYZ_ !\"#$%&'()*+,;<=>?@[\\]^`{|}~éßж中"

// alphabet is one letter for each class of characters that the atoms cannot
// tell apart, readable ones first, and then the symbols of the atoms in named.
func alphabet(atoms, named []*atom) []part {
	literals := map[rune]bool{}
	var classes []part
	cuts := []rune{0}
	for _, a := range atoms {
		for _, c := range a.parts {
			switch {
			case c.kind > many:
			case c.lo == c.hi && c.ext == nil:
				literals[c.lo] = true
			case !slices.ContainsFunc(classes, c.sameClass):
				classes = append(classes, c)
			}
		}
	}
	for r := range literals {
		cuts = append(cuts, r, r+1)
	}
	for _, c := range classes {
		for _, s := range c.spans() {
			cuts = append(cuts, s.lo, s.hi+1)
		}
	}
	slices.Sort(cuts)
	var letters []part
	seen := map[string]bool{}
	for _, r := range append([]rune(readable), slices.Compact(cuts)...) {
		if r >= 0xd800 && r <= 0xdfff { // no character; the next one behind is like it
			r = 0xe000
		}
		l := part{lo: r, hi: r}
		if sign := signature(l, literals[r], classes); r <= maxChar && !seen[sign] {
			seen[sign] = true
			letters = append(letters, l)
		}
	}
	return append(letters, symbolLetters(named)...)
}

func signature(l part, literal bool, classes []part) string {
	if literal {
		return "=" + string(binary.AppendUvarint(nil, uint64(l.lo)))
	}
	sign := make([]byte, len(classes))
	for i, c := range classes {
		sign[i] = bit(c.covers(l))
	}
	return string(sign)
}

// symbolLetters are the symbols of the atoms, each once.
func symbolLetters(atoms []*atom) []part {
	var letters []part
	seen := map[string]bool{}
	for _, a := range atoms {
		for _, c := range a.parts {
			if c.kind == symbol && !seen[c.ext.id] {
				seen[c.ext.id] = true
				letters = append(letters, part{kind: symbol, ext: c.ext})
			}
		}
	}
	return letters
}
