package iam_test

import (
	"testing"

	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// TestForms: what a symbol certainly is says more than its name.
func TestForms(t *testing.T) {
	tb := text.NewTable("t")
	formed := func(name string, f text.Form) text.Part {
		s := tb.Fresh(name)
		s.Form = f
		return text.Part{Sym: s}
	}
	lit := func(s string) text.Part { return text.Part{Lit: s} }
	for _, c := range []struct {
		name  string
		parts []text.Part
		want  text.Truth
	}{
		{"an ARN", []text.Part{formed("x", text.FormARN)}, text.No},
		{"something", []text.Part{formed("x", "")}, text.Unknown},
		{"an account in its place", []text.Part{lit("arn:aws:iam::"), formed("x", text.FormAccount), lit(":role/r")}, text.No},
		{"a region where none belongs", []text.Part{lit("arn:aws:iam:"), formed("x", text.FormRegion), lit(":"), formed("y", text.FormAccount), lit(":role/r")}, text.Yes},
		{"too few fields around a name", []text.Part{lit("arn:aws:s3::"), formed("x", text.FormName), lit("/*")}, text.Yes},
		{"too few fields around an ARN", []text.Part{lit("arn:aws:s3::"), formed("x", text.FormARN), lit("/*")}, text.Unknown},
	} {
		if _, got := iam.CheckResource(text.Join(source.Span{}, c.parts...)); got != c.want {
			t.Errorf("%s: malformed %v, want %v", c.name, got, c.want)
		}
	}
}
