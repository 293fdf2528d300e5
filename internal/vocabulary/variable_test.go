package vocabulary_test

import (
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/vocabulary"
)

func TestVariable(t *testing.T) {
	for in, want := range map[string]string{
		"arn:aws:s3:::homes/${aws:username}/*":       "${aws:username}",
		"${AWS:PrincipalTag/cost center, 'x'}":       "${AWS:PrincipalTag/cost center, 'x'}",
		"${s3:prefix}":                               "${s3:prefix}",
		"${graph.facebook.com:id}":                   "${graph.facebook.com:id}",
		"${}/${ACCOUNT}/${aws:SourceIp}":             "${aws:SourceIp}",
		"arn:aws:s3:::homes":                         "",
		"${ACCOUNT}":                                 "",
		"${ACCOUNT:-111122223333}":                   "",
		"${*}":                                       "",
		"${aws:username":                             "",
		"{aws:username}":                             "",
		"arn:aws:iam::111122223333:role/$aws:user":   "",
		"arn:aws:iam::111122223333:role/${quark:up}": "",
	} {
		if got := vocabulary.Variable(known(in)); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestBrokenVariable(t *testing.T) {
	symbol := text.Of(text.NewTable("test").Symbol("var.x"), source.Span{})
	for _, test := range []struct {
		in   facts.Text
		want text.Truth
	}{
		{known("${aws:username}"), text.No},
		{known("${aws:PrincipalTag/team, 'all'}"), text.No},
		{known("${aws:PrincipalTag/team, ''}"), text.No},
		{known("${ACCOUNT, x"), text.No},
		{known("arn:aws:s3:::homes/${aws:username"), text.Yes},
		{known("${aws:PrincipalTag/team, all}"), text.Yes},
		{known("${aws:PrincipalTag/team, 'all}"), text.Yes},
		{text.Concat(known("${aws:username"), symbol), text.Unknown},
		{text.Concat(known("${aws:username}"), symbol), text.No},
		{symbol, text.No},
	} {
		if why, got := vocabulary.BrokenVariable(test.in); got != test.want || got != text.No && why == "" {
			t.Errorf("%s: got %v (%s), want %v", test.in, got, why, test.want)
		}
	}
}

func TestReplaces(t *testing.T) {
	for in, want := range map[string]text.Truth{
		"StringLike": text.Yes, "ForAnyValue:StringEqualsIfExists": text.Yes, "ArnLike": text.Yes,
		"NumericLessThan": text.No, "DateGreaterThan": text.No, "Bool": text.No, "NotIpAddress": text.No, "BinaryEquals": text.No, "null": text.No,
	} {
		if got := vocabulary.Replaces(known(in)); got != want {
			t.Errorf("%s: got %v, want %v", in, got, want)
		}
	}
}
