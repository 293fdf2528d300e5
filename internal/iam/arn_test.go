package iam_test

import (
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// holes makes a text in which each {name} is a symbol.
func holes(tb *text.Table, s string) facts.Text {
	var parts []text.Part
	for s != "" {
		i, j := indexByte(s, '{'), indexByte(s, '}')
		if i < 0 || j < i {
			parts = append(parts, text.Part{Lit: s})
			break
		}
		parts = append(parts, text.Part{Lit: s[:i]}, text.Part{Sym: tb.Symbol(s[i+1 : j])})
		s = s[j+1:]
	}
	return text.Join(source.Span{}, parts...)
}

func indexByte(s string, c byte) int {
	for i := range len(s) {
		if s[i] == c {
			return i
		}
	}
	return -1
}

func TestCheckARN(t *testing.T) {
	for _, c := range []struct {
		arn  string
		want text.Truth
		fix  string
	}{
		{"*", text.No, ""},
		{"arn:aws:s3:::bucket", text.No, ""},
		{"arn:aws:s3:::bucket/a:b/*", text.No, ""},
		{"arn:aws:s3::bucket/*", text.Yes, "arn:aws:s3:::bucket/*"},
		{"arn:aws:s3:bucket", text.Yes, ""},
		{"arn:aws:s3::::bucket", text.Yes, "arn:aws:s3:::bucket"},
		{"arn:aws:s3:us-east-1::bucket", text.Yes, "arn:aws:s3:::bucket"},
		{"arn:aws:s3::111122223333:bucket", text.Yes, "arn:aws:s3:::bucket"},
		{"arn:aws:s3:us-east-1:111122223333:accesspoint/x", text.No, ""},
		{"arn:aws:iam::111122223333:role/x", text.No, ""},
		{"arn:aws:iam::aws:policy/AdministratorAccess", text.No, ""},
		{"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1", text.No, ""},
		{"arn:aws:iam::*:role/*", text.No, ""},
		{"arn:aws:iam:us-east-1:111122223333:role/x", text.Yes, "arn:aws:iam::111122223333:role/x"},
		{"arn:aws:iam:111122223333:role/x", text.Yes, "arn:aws:iam::111122223333:role/x"},
		{"arn:aws:iam::1111222233:role/x", text.Yes, ""},
		{"arn:aws:iam:::role/x", text.Yes, ""},
		{"arn:aws:I am::111122223333:role/x", text.Yes, "arn:aws:iam::111122223333:role/x"},
		{"arn:aws:I am::XXXXXXXXXXXX:role/x", text.Yes, ""},
		{"arn:awss:iam::111122223333:role/x", text.Yes, "arn:aws:iam::111122223333:role/x"},
		{"arn:aws-us-gov:iam::111122223333:role/x", text.No, ""},
		{"arn:aws-eusc:eks:eusc-de-east-1:111122223333:cluster/x", text.No, ""},
		{"arn:aws:eks::111122223333:cluster/x", text.Yes, ""},
		{"arn:aws:eks:*:111122223333:cluster/x", text.No, ""},
		{"arn:aws:ssm:us-east-1::parameter/aws/service/x", text.No, ""},
		{"arn:aws:ec2:us-east-1::image/ami-1", text.No, ""},
		{"arn:aws:iam::111122223333:role/x ", text.Yes, "arn:aws:iam::111122223333:role/x"},
		{"arn:aws:iam::${AWS_ACCOUNT}:role/x", text.Unknown, ""},
		{"arn:aws:s3:::b/${aws:username}", text.No, ""},
		{"arn:aws:iam::${aws:PrincipalAccount}:role/x", text.Unknown, ""},
		{"arn:aws:s3::b/${aws:username}", text.Yes, ""},
		{"arn:aws:iam::{{ .Values.account }}:role/x", text.Unknown, ""},
		{"iam::111122223333:role/x", text.Yes, ""},
		{"bucket/*", text.Yes, ""},
		{"arn:aws:*", text.Unknown, ""},
		{"111122223333", text.No, ""},
		{"ec2.amazonaws.com", text.No, ""},
		{"AIDAJQABLZS4A3QDU576Q", text.No, ""},
		{"arn:aws:kafka:us-east-1:111122223333:topic/*/*/x", text.No, ""},
	} {
		f, got := iam.CheckARN(text.Known(c.arn, source.Span{}))
		if got != c.want || f.Fix != c.fix || (got == text.Yes) != (f.Why != "") {
			t.Errorf("CheckARN(%q) = %+v, %v; want %v, fix %q", c.arn, f, got, c.want, c.fix)
		}
	}
}

func TestCheckARNWithSymbols(t *testing.T) {
	tb := text.NewTable("t")
	for arn, want := range map[string]text.Truth{
		"arn:{partition}:iam::{account_id}:role/x":         text.Unknown,
		"arn:{partition}:iam:us-east-1:{account_id}:role/": text.Yes,
		"arn:{partition}:I am::{account_id}:role/x":        text.Yes,
		"arn:awz:iam::{account_id}:role/x":                 text.Yes,
		"arn:aws:s3::{bucket}":                             text.Unknown,
		"{bucket.arn}/*":                                   text.Unknown,
		"arn:{x}:I am::{account_id}:role/x":                text.Unknown,
	} {
		if f, got := iam.CheckARN(holes(tb, arn)); got != want {
			t.Errorf("CheckARN(%q) = %+v, %v; want %v", arn, f, got, want)
		}
	}
}

func TestCheckRoleARN(t *testing.T) {
	tb := text.NewTable("t")
	for _, c := range []struct {
		arn  string
		want text.Truth
		fix  string
	}{
		{"arn:aws:iam::111122223333:role/app", text.No, ""},
		{"arn:aws:iam::111122223333:role/team/app", text.No, ""},
		{"arn:aws:iam::{account_id}:role/app", text.Unknown, ""},
		{"arn:aws:iam::{account_id}:instance-profile/app", text.Yes, ""},
		{"arn:aws:sts::{account_id}:assumed-role/app/x", text.Yes, "arn:aws:iam::${account_id}:role/app"},
		{"{role.arn}", text.Unknown, ""},
		{"app", text.Yes, ""},
		{"role/app", text.Yes, ""},
		{"", text.Yes, ""},
		{"arn:aws:I am::XXXXXXXXXXXX:role/app", text.Yes, ""},
		{"arn:aws:iam::XXXXXXXXXXXX:role/app", text.Yes, ""},
		{"arn:aws:iam::<ACCOUNT_ID>:role/app", text.Yes, ""},
		{"arn:aws:iam::111122223333:instance-profile/app", text.Yes, ""},
		{"arn:aws:iam::111122223333:policy/app", text.Yes, ""},
		{"arn:aws:iam::111122223333:role:app", text.Yes, "arn:aws:iam::111122223333:role/app"},
		{"arn:aws:iam::111122223333:role/", text.Yes, ""},
		{"arn:aws:iam::111122223333:role/a b", text.Yes, ""},
		{"arn:aws:iam::111122223333:role/*", text.Yes, ""},
		{"arn:aws:iam::111122223333:root", text.Yes, ""},
		{"arn:aws:sts::111122223333:assumed-role/app/s", text.Yes, "arn:aws:iam::111122223333:role/app"},
		{" arn:aws:iam::111122223333:role/app", text.Yes, "arn:aws:iam::111122223333:role/app"},
		{"arn:aws:s3:::bucket", text.Yes, ""},
		{"arn:aws:iam::${ACCOUNT}:role/app", text.Unknown, ""},
		{"arn:aws:iam::$ACCOUNT:role/app", text.Unknown, ""},
	} {
		x := text.Known(c.arn, source.Span{})
		if indexByte(c.arn, '{') >= 0 && indexByte(c.arn, '$') < 0 {
			x = holes(tb, c.arn)
		}
		f, got := iam.CheckRoleARN(x)
		if got != c.want || f.Fix != c.fix || (got == text.Yes) != (f.Why != "") {
			t.Errorf("CheckRoleARN(%q) = %+v, %v; want %v, fix %q", c.arn, f, got, c.want, c.fix)
		}
	}
}
