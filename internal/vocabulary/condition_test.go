package vocabulary_test

import (
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/vocabulary"
)

func TestIsClaimKey(t *testing.T) {
	symbol := text.Part{Sym: text.NewTable("t").Symbol("var.issuer")}
	lit := func(s string) text.Part { return text.Part{Lit: s} }
	for _, c := range []struct {
		key  facts.Text
		want bool
	}{
		{text.Join(source.Span{}, symbol, lit(":sub")), true},
		{text.Join(source.Span{}, symbol, lit("/id/A:aud")), false}, // the issuer's path is written out: other rules know it
		{text.Join(source.Span{}, symbol), false},
		{text.Join(source.Span{}, symbol, lit(":")), false},
		{text.Join(source.Span{}, lit("oidc.eks.eu-west-1.amazonaws.com/id/"), symbol, lit(":sub")), true},
		{text.Join(source.Span{}, lit("s3"), symbol, lit(":sub")), false},
		{text.Join(source.Span{}, lit("aws:RequestTag/"), symbol), false},
		{text.Known("aws:PrincipalTag/team", source.Span{}), false},
		{text.Known("token.actions.githubusercontent.com:sub", source.Span{}), false},
	} {
		if got := vocabulary.IsClaimKey(c.key); got != c.want {
			t.Errorf("IsClaimKey(%s) = %v, want %v", c.key, got, c.want)
		}
	}
}
