package text

import (
	"strings"

	"github.com/subaud/subaud/internal/lang"
)

// Truth is the answer to a question about texts: yes, no, or unknown. It is
// the verdict of internal/lang, so that answers about strings and about sets
// of strings are of one type.
type Truth = lang.Verdict

// The three answers. The zero Truth is Unknown, so that a forgotten answer is
// never taken for a proof.
const (
	Unknown = lang.Unknown
	No      = lang.No
	Yes     = lang.Yes
)

// TruthOf converts a bool.
func TruthOf(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// And is Kleene conjunction: no if any is no, yes if all are yes.
func And(ts ...Truth) Truth {
	out := Yes
	for _, t := range ts {
		if t == No {
			return No
		}
		if t == Unknown {
			out = Unknown
		}
	}
	return out
}

// Or is Kleene disjunction: yes if any is yes, no if all are no.
func Or(ts ...Truth) Truth {
	out := No
	for _, t := range ts {
		if t == Yes {
			return Yes
		}
		if t == Unknown {
			out = Unknown
		}
	}
	return out
}

// Equal decides whether two texts are the same string. Absent texts equal
// nothing.
func Equal(a, b Text) Truth {
	if a.Absent() || b.Absent() {
		return No
	}
	if x, ok := a.Value(); ok {
		if y, ok := b.Value(); ok {
			return TruthOf(x == y) // by far the most frequent case
		}
	}
	as, bs := a.Alternatives(), b.Alternatives()
	if len(as) == 1 && len(bs) == 1 {
		return equalParts(as[0].parts, bs[0].parts)
	}
	if sameParts(a.parts, b.parts) {
		return Yes // one symbol on both sides takes the same choice
	}
	return overPairs(as, bs)
}

// overPairs is Yes if all pairs are equal, No if none can be.
func overPairs(as, bs []Text) Truth {
	all, none := true, true
	for _, a := range as {
		for _, b := range bs {
			switch equalParts(a.parts, b.parts) {
			case Yes:
				none = false
			case No:
				all = false
			case Unknown:
				all, none = false, false
			}
		}
	}
	switch {
	case all:
		return Yes
	case none:
		return No
	}
	return Unknown
}

func sameParts(a, b []Part) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if (a[i].Sym == nil) != (b[i].Sym == nil) || a[i].Lit != b[i].Lit {
			return false
		}
		if a[i].Sym != nil && !a[i].Sym.same(b[i].Sym) {
			return false
		}
	}
	return true
}

// equalParts strips what is the same at both ends and looks at the rest: two
// different literals, or a literal against nothing, can never be equal.
func equalParts(a, b []Part) Truth {
	if sameParts(a, b) {
		return Yes
	}
	a, b = trimCommon(a, b)
	if len(a) == 0 && len(b) == 0 {
		return Yes
	}
	if clash(a, b, strings.HasPrefix, first) || clash(a, b, strings.HasSuffix, last) {
		return No
	}
	if minLength(a) > maxLength(b) || minLength(b) > maxLength(a) {
		return No
	}
	return Unknown
}

func first(p []Part) Part { return p[0] }
func last(p []Part) Part  { return p[len(p)-1] }

// clash reports whether both sides begin (or end) with literals of which
// neither continues the other.
func clash(a, b []Part, fits func(s, t string) bool, end func([]Part) Part) bool {
	if len(a) == 0 || len(b) == 0 || end(a).Sym != nil || end(b).Sym != nil {
		return false
	}
	x, y := end(a).Lit, end(b).Lit
	return !fits(x, y) && !fits(y, x)
}

// trimCommon drops equal symbols and equal literal runs from both ends.
func trimCommon(a, b []Part) (x, y []Part) {
	for len(a) > 0 && len(b) > 0 && samePart(a[0], b[0]) {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && samePart(last(a), last(b)) {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

func samePart(p, q Part) bool {
	if p.Sym != nil && q.Sym != nil {
		return p.Sym.same(q.Sym)
	}
	return p.Sym == nil && q.Sym == nil && p.Lit == q.Lit
}

func minLength(parts []Part) int {
	n := 0
	for _, p := range parts {
		n += len(p.Lit)
	}
	return n
}

const unbounded = int(^uint(0) >> 1)

func maxLength(parts []Part) int {
	n := 0
	for _, p := range parts {
		if p.Sym != nil {
			return unbounded
		}
		n += len(p.Lit)
	}
	return n
}
