package lang_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/subaud/subaud/internal/lang"
)

// The plain matcher tries everything, so inputs are kept small.
const fuzzLimit = 14

// valid tells whether each text is UTF-8; the plain matcher knows nothing else.
func valid(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(s string) bool { return !utf8.ValidString(s) })
}

func FuzzGlob(f *testing.F) {
	f.Add("repo:*", "repo:a/b")
	f.Add("a*?b*", "a\u212ab")
	f.Add("**?", "")
	f.Add("*\xff", "x\xff")
	f.Fuzz(func(t *testing.T, glob, text string) {
		if len(glob) > fuzzLimit || len(text) > fuzzLimit || !valid(glob, text) {
			// Broken text: nothing to compare with, but a literal is still itself.
			if lang.Lit(text).Contains(text) != lang.Yes || lang.Lit(text).Contains(text+"\xff") != lang.No {
				t.Errorf("a literal is not itself: %q", text)
			}
			return
		}
		want := globTokens(glob).matches([]rune(text), nil)
		s := lang.Glob(glob)
		if got := s.Contains(text); (got == lang.Yes) != want || got == lang.Unknown {
			t.Errorf("%q contains %q: got %v, want %v", glob, text, got, want)
		}
		if got := lang.Lit(text).SubsetOf(s); (got == lang.Yes) != want || got == lang.Unknown {
			t.Errorf("%q in %q: got %v, want %v", text, glob, got, want)
		}
		if got := s.Complement().Contains(text); (got == lang.Yes) == want {
			t.Errorf("%q outside %q: got %v", text, glob, got)
		}
	})
}

func FuzzWitness(f *testing.F) {
	f.Add("repo:*", "repo:a*", "*b", "x")
	f.Add("a?*", "*a", "a?", "")
	f.Add("*", "?", "", "main")
	f.Fuzz(func(t *testing.T, a, b, c, fill string) {
		if len(a)+len(b)+len(c) > 2*fuzzLimit || len(fill) > fuzzLimit || !valid(a, b, c, fill) {
			return
		}
		s := lang.Union(lang.Glob(a), lang.Glob(b)).Minus(lang.Glob(c))
		word, v := s.Witness(lang.Preferences{Samples: []string{c}, Fill: []string{fill}})
		text, plain := word.Text()
		if v == lang.Yes {
			r := []rune(text)
			if !plain || globTokens(c).matches(r, nil) || !globTokens(a).matches(r, nil) && !globTokens(b).matches(r, nil) {
				t.Errorf("(%q | %q) - %q: %q is no member", a, b, c, text)
			}
		}
		if s.Empty() != v.Not() {
			t.Errorf("(%q | %q) - %q: witness %v, empty %v", a, b, c, v, s.Empty())
		}
		if v == lang.No {
			for _, g := range []string{a, b} {
				if lang.Glob(g).SubsetOf(lang.Glob(c)) != lang.Yes {
					t.Errorf("(%q | %q) - %q is empty, but %q is not in it", a, b, c, g)
				}
			}
		}
	})
}
