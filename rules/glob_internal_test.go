package rules

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func textOf(s string) text.Text {
	table := text.NewTable("test")
	var parts []text.Part
	for _, r := range s {
		if r == '$' {
			parts = append(parts, text.Part{Sym: table.Symbol("s")})
		} else {
			parts = append(parts, text.Part{Lit: string(r)})
		}
	}
	return text.Join(source.Span{}, parts...)
}

func TestMatchText(t *testing.T) {
	for _, test := range []struct {
		text, pattern string
		want          text.Truth
	}{
		{"abc", "abc", text.Yes},
		{"abc", "a*", text.Yes},
		{"abc", "a?c", text.Yes},
		{"ac", "a?c", text.No},
		{"a*c", "a?c", text.Yes},
		{"abc", "a", text.No},
		{"", "", text.Yes},
		{"", "*", text.Yes},
		{"", "?", text.No},
		{"a$", "a*", text.Yes},
		{"a$c", "a*c", text.Yes},
		{"a$c", "abc", text.Unknown},
		{"a$c", "b*", text.No},
		{"$", "*", text.Yes},
		{"$", "?*", text.Unknown},
		{"$b", "*a", text.No},
		{"a$b$c", "a*b*c", text.Yes},
		{"a$b$c", "a*x*c", text.Unknown},
	} {
		if got := matchText(textOf(test.text), test.pattern); got != test.want {
			t.Errorf("matchText(%q, %q) = %s, want %s", test.text, test.pattern, got, test.want)
		}
	}
}

// TestMatchTextAgreesWithItsValues: an answer about a text with a symbol holds
// for every value that the symbol may take, by an independent matcher.
func TestMatchTextAgreesWithItsValues(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(alphabet string, n int) string {
		b := make([]byte, r.IntN(n))
		for i := range b {
			b[i] = alphabet[r.IntN(len(alphabet))]
		}
		return string(b)
	}
	answers := map[text.Truth]int{}
	for range 20_000 {
		s, pattern := draw("ab$", 5), draw("ab*?", 5)
		got := matchText(textOf(s), pattern)
		answers[got]++
		re := regexp.MustCompile("^" + strings.NewReplacer("*", ".*", "?", ".").Replace(pattern) + "$")
		for _, v := range []string{"", "a", "b", "ab", "ba", "aab", "bbb", draw("abc", 6)} {
			matches := re.MatchString(strings.ReplaceAll(s, "$", v))
			if got == text.Yes && !matches || got == text.No && matches {
				t.Fatalf("matchText(%q, %q) = %s, but with %q the regular expression says %t", s, pattern, got, v, matches)
			}
		}
	}
	for _, a := range []text.Truth{text.Yes, text.No, text.Unknown} {
		if answers[a] < 500 {
			t.Errorf("only %d answers were %s", answers[a], a)
		}
	}
}
