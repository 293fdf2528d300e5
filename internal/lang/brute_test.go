package lang_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/lang"
)

const longest = 6

// The last character stands for all that the patterns do not name.
var allWords = wordsUpTo("abcd", longest)

func firstMember(e expr, assign map[string]string) ([]rune, bool) {
	for _, w := range allWords {
		if e.holds(w, assign) {
			return w, true
		}
	}
	return nil, false
}

func TestRandomFormulasAgreeWithBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	empty, long := 0, 0
	for i := range 3000 {
		e := randomExpr(r, 3)
		s := e.set()
		shortest, exists := firstMember(e, nil)
		word, v := s.Witness(lang.Preferences{})
		text, plain := word.Text()
		switch {
		case v == lang.Unknown:
			t.Fatalf("%d: %v: gave up", i, s)
		case v == lang.Yes && (!plain || !e.holds([]rune(text), nil)):
			t.Fatalf("%d: %v: witness %q is no member", i, s, text)
		case exists && v != lang.Yes:
			t.Fatalf("%d: %v: said empty, has %q", i, s, string(shortest))
		case exists && len([]rune(text)) != len(shortest):
			t.Fatalf("%d: %v: witness %q, shortest is %q", i, s, text, string(shortest))
		case !exists && v == lang.Yes && len([]rune(text)) <= longest && strings.Trim(text, "abcd") == "":
			t.Fatalf("%d: %v: %q was overlooked by brute force", i, s, text)
		}
		if got := s.Empty(); got != v.Not() {
			t.Fatalf("%d: %v: Empty is %v, Witness says %v", i, s, got, v)
		}
		if v == lang.No {
			empty++
		} else if !exists {
			long++
		}
		for range 20 {
			w := allWords[r.IntN(len(allWords))]
			if got := s.Contains(string(w)); (got == lang.Yes) != e.holds(w, nil) || got == lang.Unknown {
				t.Fatalf("%d: %v: Contains(%q) is %v", i, s, string(w), got)
			}
		}
	}
	if empty < 100 {
		t.Errorf("only %d empty formulas: the test does not test", empty)
	}
	t.Logf("%d empty, %d with only longer members", empty, long)
}

func TestRandomInclusionsAgreeWithBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	yes := 0
	for i := range 3000 {
		e, f := randomExpr(r, 1), randomExpr(r, 1)
		counter, exists := firstMember(expr{op: '&', kids: []expr{e, {op: '!', kids: []expr{f}}}}, nil)
		got := e.set().SubsetOf(f.set())
		if exists && got != lang.No || got == lang.Unknown {
			t.Fatalf("%d: %v in %v is %v, but for %q", i, e.set(), f.set(), got, string(counter))
		}
		if !exists && got == lang.No {
			word, _ := e.set().Minus(f.set()).Witness(lang.Preferences{})
			text, _ := word.Text()
			if !e.holds([]rune(text), nil) || f.holds([]rune(text), nil) {
				t.Fatalf("%d: %v in %v: false witness %q", i, e.set(), f.set(), text)
			}
		}
		if got == lang.Yes {
			yes++
			if both := e.set().Equal(f.set()); (both == lang.Yes) != (f.set().SubsetOf(e.set()) == lang.Yes) {
				t.Fatalf("%d: Equal is %v", i, both)
			}
		}
	}
	if yes < 200 {
		t.Errorf("only %d inclusions: the test does not test", yes)
	}
}

func TestSymbolVerdictsHoldForEveryAssignment(t *testing.T) {
	x, y := token{symbol: "X"}, token{symbol: "Y"}
	t.Run("any", func(t *testing.T) {
		testSymbols(t, assignments("", "a", "b", "ab", "A", "c", "bcA"), x, x, y)
	})
	t.Run("any case", func(t *testing.T) {
		testSymbols(t, assignments("", "a", "b", "ab", "A", "c", "bcA"), x, token{symbol: "X", fold: true}, y)
	})
	t.Run("well-formed", func(t *testing.T) {
		fits := token{class: "ab", many: true, fits: true}
		testSymbols(t, assignments("", "a", "b", "ba", "aab"), x, x, y, fits, fits)
	})
}

// assignments gives X and Y each of the values.
func assignments(values ...string) []map[string]string {
	var out []map[string]string
	for _, x := range values {
		for _, y := range values {
			out = append(out, map[string]string{"X": x, "Y": y})
		}
	}
	return out
}

func testSymbols(t *testing.T, assigns []map[string]string, more ...token) {
	r := rand.New(rand.NewPCG(5, 6))
	short := wordsUpTo("abcA", 4)
	count := map[lang.Verdict]int{}
	for i := range 1500 {
		e := randomExpr(r, 2, more...)
		s := e.set()
		empty := s.Empty()
		witness, found := s.Witness(lang.Preferences{})
		count[empty]++
		must, may := s.Must(), s.May()
		if len(must.Symbols())+len(may.Symbols()) > 0 {
			t.Fatalf("%d: %v: symbols left in %v or %v", i, s, must, may)
		}
		for _, assign := range assigns {
			if found == lang.Yes && !e.holds([]rune(substitute(witness, assign)), assign) {
				t.Fatalf("%d: %v: witness %v is no member for %v", i, s, witness, assign)
			}
			if empty == lang.No && found != lang.Yes {
				t.Fatalf("%d: %v: not empty, but no witness", i, s)
			}
			for range 8 {
				w := short[r.IntN(len(short))]
				in, text := e.holds(w, assign), string(w)
				if got := s.Contains(text); got == lang.Yes && !in || got == lang.No && in {
					t.Fatalf("%d: %v: Contains(%q) is %v, with %v it is %v", i, s, text, got, assign, in)
				}
				if must.Contains(text) == lang.Yes && !in || in && may.Contains(text) != lang.Yes {
					t.Fatalf("%d: %v: %q with %v is outside %v .. %v", i, s, text, assign, must, may)
				}
				if empty == lang.Yes && in {
					t.Fatalf("%d: %v: said empty, with %v it has %q", i, s, assign, text)
				}
			}
		}
	}
	if count[lang.Yes] < 50 || count[lang.No] < 50 || count[lang.Unknown] < 50 {
		t.Errorf("verdicts are too uneven: %v", count)
	}
	t.Log(count)
}

// substitute reads a witness back from its printed form. The witnesses here use
// no character that is printed in a special way.
func substitute(word lang.Pattern, assign map[string]string) string {
	text := word.String()
	for id, value := range assign {
		text = strings.ReplaceAll(text, "${"+id+"}", value)
	}
	return text
}

// Formulas with more branches than are taken apart are searched whole.
func TestManyBranchesAgreeWithBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	count := map[lang.Verdict]int{}
	for i := range 150 {
		e := expr{op: '{', patterns: []tokens{{{class: "ab", many: true}}}}
		for range 8 {
			atom := func() expr { return expr{op: '{', patterns: []tokens{randomTokens(r)}} }
			e = expr{op: '&', kids: []expr{e, {op: '|', kids: []expr{atom(), {op: '!', kids: []expr{atom()}}}}}}
		}
		if i%2 == 0 { // make half of them likely empty
			long := expr{op: '{', patterns: []tokens{{{many: true}, {class: "ab"}, {}, {many: true}}}}
			e = expr{op: '&', kids: []expr{e, {op: '!', kids: []expr{long}}}}
		}
		shortest, exists := firstMember(e, nil)
		word, v := e.set().Witness(lang.Preferences{})
		text, _ := word.Text()
		count[v]++
		if exists && (v != lang.Yes || len(text) != len(shortest)) || v == lang.Unknown || v == lang.Yes && !e.holds([]rune(text), nil) {
			t.Fatalf("%d: %v: got %v %q, brute force %v %q", i, e.set(), v, text, exists, string(shortest))
		}
		if got := e.set().Empty(); got != v.Not() {
			t.Fatalf("%d: %v: Empty is %v, Witness says %v", i, e.set(), got, v)
		}
	}
	if count[lang.No] < 10 || count[lang.Yes] < 10 {
		t.Errorf("verdicts are too uneven: %v", count)
	}
}
