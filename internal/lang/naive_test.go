package lang_test

import (
	"math/rand/v2"
	"strings"

	"github.com/subaud/subaud/internal/lang"
)

// A second implementation of the meaning of sets, as plain as possible and
// sharing nothing with the package: it matches by trying everything.

// token is one element of a pattern: a class of characters, once or many times,
// or a symbol.
type token struct {
	class  string // "" is any character
	many   bool
	fits   bool // the class also takes a symbol, which is then well-formed
	symbol string
	fold   bool // the symbol in any letter case
}

type tokens []token

// matches tells whether the tokens match s under an assignment of the symbols.
func (ts tokens) matches(s []rune, assign map[string]string) bool {
	if len(ts) == 0 {
		return len(s) == 0
	}
	t := ts[0]
	if t.symbol != "" && t.fold {
		for i := range len(s) + 1 {
			if strings.EqualFold(string(s[:i]), assign[t.symbol]) && ts[1:].matches(s[i:], assign) {
				return true
			}
		}
		return false
	}
	if t.symbol != "" {
		rest, ok := strings.CutPrefix(string(s), assign[t.symbol])
		return ok && ts[1:].matches([]rune(rest), assign)
	}
	if t.many && ts[1:].matches(s, assign) {
		return true
	}
	if len(s) == 0 || t.class != "" && !strings.ContainsRune(t.class, s[0]) {
		return false
	}
	if t.many {
		return ts.matches(s[1:], assign)
	}
	return ts[1:].matches(s[1:], assign)
}

func (ts tokens) pattern() lang.Pattern {
	var out []lang.Pattern
	for _, t := range ts {
		class := lang.AnyRune()
		if t.class != "" {
			class = lang.Runes(t.class)
		}
		if t.fits {
			class = class.OrSymbol()
		}
		switch {
		case t.symbol != "" && t.fold:
			out = append(out, lang.Symbol(t.symbol).FoldCase())
		case t.symbol != "":
			out = append(out, lang.Symbol(t.symbol))
		case t.many:
			out = append(out, class.Many())
		default:
			out = append(out, class.One())
		}
	}
	return lang.Concat(out...)
}

// globTokens reads an IAM pattern.
func globTokens(glob string) tokens {
	var out tokens
	for _, r := range glob {
		switch r {
		case '*':
			out = append(out, token{many: true})
		case '?':
			out = append(out, token{})
		default:
			out = append(out, token{class: string(r)})
		}
	}
	return out
}

// expr is a formula over patterns.
type expr struct {
	op       byte // '{' one of the patterns, '!', '&', '|'
	patterns []tokens
	kids     []expr
}

func (e expr) holds(s []rune, assign map[string]string) bool {
	switch e.op {
	case '{':
		for _, p := range e.patterns {
			if p.matches(s, assign) {
				return true
			}
		}
		return false
	case '!':
		return !e.kids[0].holds(s, assign)
	case '&':
		return e.kids[0].holds(s, assign) && e.kids[1].holds(s, assign)
	}
	return e.kids[0].holds(s, assign) || e.kids[1].holds(s, assign)
}

func (e expr) set() lang.Set {
	switch e.op {
	case '{':
		var out []lang.Pattern
		for _, p := range e.patterns {
			out = append(out, p.pattern())
		}
		return lang.Of(out...)
	case '!':
		return e.kids[0].set().Complement()
	case '&':
		return lang.Intersect(e.kids[0].set(), e.kids[1].set())
	}
	return lang.Union(e.kids[0].set(), e.kids[1].set())
}

// randomExpr draws a formula over the characters a and b, a few c, and more.
func randomExpr(r *rand.Rand, depth int, more ...token) expr {
	if depth > 0 && r.IntN(5) > 0 {
		kid := func() expr { return randomExpr(r, depth-1, more...) }
		switch r.IntN(5) {
		case 0:
			return expr{op: '|', kids: []expr{kid(), kid()}}
		case 1, 2:
			return expr{op: '!', kids: []expr{kid()}}
		}
		return expr{op: '&', kids: []expr{kid(), kid()}}
	}
	e := expr{op: '{'}
	for range 1 + r.IntN(3) {
		e.patterns = append(e.patterns, randomTokens(r, more...))
	}
	return e
}

func randomTokens(r *rand.Rand, more ...token) tokens {
	choices := append([]token{
		{class: "a"}, {class: "b"}, {class: "a"}, {class: "b"},
		{many: true}, {many: true}, {}, {class: "ab"}, {class: "ab", many: true}, {class: "ac"},
	}, more...)
	var out tokens
	for range r.IntN(5) {
		out = append(out, choices[r.IntN(len(choices))])
	}
	return out
}

// wordsUpTo lists all strings over an alphabet up to a length, shortest first.
func wordsUpTo(alphabet string, length int) [][]rune {
	out := [][]rune{{}}
	for from := 0; length > 0; length-- {
		to := len(out)
		for _, w := range out[from:to] {
			for _, r := range alphabet {
				out = append(out, append(append([]rune{}, w...), r))
			}
		}
		from = to
	}
	return out
}
