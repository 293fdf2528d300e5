package text_test

import (
	"testing"

	"github.com/subaud/subaud/internal/text"
)

func TestRegexp(t *testing.T) {
	letters := text.Regexp(`^[a-z]+$`)
	if !letters().MatchString("abc") || letters().MatchString("a1") {
		t.Error("the expression matches something else")
	}
	if letters() != letters() {
		t.Error("the expression is compiled twice")
	}
}
