package lang_test

import (
	"testing"

	"github.com/subaud/subaud/internal/lang"
)

func TestMatchGlob(t *testing.T) {
	for _, test := range []struct {
		pattern, s string
		want       bool
	}{{"*", "", true}, {"a*c", "abbc", true}, {"a*c", "abb", false}, {"a?c", "abc", true}, {"a?", "a", false}, {"**", "x", true}, {"", "", true}} {
		if got := lang.MatchGlob(test.pattern, test.s); got != test.want {
			t.Errorf("%q on %q: %v", test.pattern, test.s, got)
		}
	}
}
