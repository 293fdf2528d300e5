package iam_test

import (
	"strings"
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
		{"arn:aws:iam::${AWS_ACCOUNT}:role/x", text.No, ""},
		{"arn:aws:iam::$AWS_ACCOUNT:role/x", text.No, ""},
		{"arn:aws:I am::${AWS_ACCOUNT}:role/x", text.Yes, ""},
		{"arn:aws:sqs:${QUEUE}", text.Unknown, ""},
		{"arn:aws:sqs:eu-west-1:<%= id %>:q", text.No, ""},
		{"${BUCKET_ARN}/*", text.Unknown, ""},
		{"$(BUCKET)", text.Unknown, ""},
		{"arn:aws:s3:::b/${aws:username}", text.No, ""},
		{"arn:aws:iam::${aws:PrincipalAccount}:role/x", text.Yes, ""},
		{"arn:aws:logs:*:*:log-group:${aws:username}:log-stream:*", text.No, ""},
		{"arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", text.No, ""},
		{"arn:aws:dynamodb::111122223333:global-table/x", text.No, ""},
		{"arn:aws:s3::111122223333:accesspoint/x.mrap", text.No, ""},
		{"arn:aws:s3::b/${aws:username}", text.Yes, ""},
		{"arn:aws:iam::{{ .Values.account }}:role/x", text.No, ""},
		{"iam::111122223333:role/x", text.Yes, ""},
		{"bucket/*", text.Yes, ""},
		{"arn:aws:*", text.No, ""},
		{"arn:aws:iam::*", text.No, ""},
		{"arn:aws:sqs", text.Yes, ""},
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
	for _, c := range []struct {
		arn  string
		want text.Truth
		open string
	}{
		{"arn:{data.aws_partition.p.partition}:iam::{data.aws_caller_identity.c.account_id}:role/x", text.No, ""},
		{"arn:aws:iam::{var.account}:role/{var.name}", text.No, ""},
		{"arn:aws:iam::{var.x}:role/x", text.No, ""},
		{"arn:{partition}:iam:us-east-1:{account_id}:role/", text.Yes, ""},
		{"arn:aws:iam:{data.aws_region.here.name}:{account_id}:role/x", text.Yes, ""},
		{"arn:aws:iam:{var.x}:{account_id}:role/x", text.No, ""},
		{"arn:{partition}:I am::{account_id}:role/x", text.Yes, ""},
		{"arn:awz:iam::{account_id}:role/x", text.Yes, ""},
		{"arn:aws:s3:::{var.bucket}/*", text.No, ""},
		{"arn:aws:s3::{var.bucket}/*", text.Unknown, "var.bucket"},
		{"arn:aws:s3::{aws_s3_bucket.b.id}/*", text.Yes, ""},
		{"arn:aws:s3::{module.x.aws_s3_bucket.b[0].bucket}/*", text.Yes, ""},
		{"arn:aws:sqs:{data.aws_region.r.name}:{var.queue}", text.Unknown, "data.aws_region.r.name,var.queue"},
		{"{aws_s3_bucket.b.arn}/*", text.No, ""},
		{"{module.m.data.aws_iam_role.r[0].arn}", text.No, ""},
		{"{aws_lb.x.access_logs[0].bucket}", text.Unknown, "aws_lb.x.access_logs[0].bucket"},
		{"{aws_s3_bucket.b.bucket}", text.Yes, ""},
		{"{module.bucket.s3_bucket_arn}", text.Unknown, "module.bucket.s3_bucket_arn"},
		{"{var.bucket_arn}/*", text.Unknown, "var.bucket_arn"},
		{"arn:{x}:I am::{account_id}:role/x", text.Unknown, "x,account_id"},
		{"{var.bucket}-{var.env}", text.Unknown, "var.bucket,var.env"},
		{"bucket-{var.env}", text.Yes, ""},
	} {
		f, got := iam.CheckResource(holes(tb, c.arn))
		if got != c.want || strings.Join(f.Open, ",") != c.open || (got == text.Yes) != (f.Why != "") {
			t.Errorf("CheckResource(%q) = %+v, %v; want %v open %q", c.arn, f, got, c.want, c.open)
		}
	}
}

// TestCheckResource: of an ARN that ends early the rest is taken for stars.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
func TestCheckResource(t *testing.T) {
	for arn, want := range map[string]text.Truth{
		"arn:aws:sqs":                             text.No,
		"arn:aws:sqs:eu-west-1":                   text.No,
		"arn:aws:s3::bucket/*":                    text.Yes,
		"arn:aws:iam:111122223333:role/x":         text.Yes,
		"execute-api:/prod/GET/pets":              text.No,
		"arn:aws:execute-api:eu-west-1:1:/prod/*": text.Yes,
	} {
		if f, got := iam.CheckResource(text.Known(arn, source.Span{})); got != want {
			t.Errorf("CheckResource(%q) = %+v, %v; want %v", arn, f, got, want)
		}
	}
}

func TestCheckCompared(t *testing.T) {
	for _, c := range []struct {
		operator, key, value string
		want                 text.Truth
		fix                  string
	}{
		{"StringLike", "aws:PrincipalArn", "aws:arn:iam::*:role/ci", text.Yes, "arn:aws:iam::*:role/ci"},
		{"ArnEquals", "aws:sourceARN", "blue", text.Yes, ""},
		{"StringLike", "aws:PrincipalArn", "*:role/ci", text.No, ""},
		{"StringEquals", "aws:PrincipalArn", "${aws:PrincipalArn}", text.No, ""},
		{"Null", "aws:PrincipalArn", "true", text.No, ""},
		{"StringEquals", "aws:PrincipalTag/team", "blue", text.No, ""},
		{"StringEquals", "aws:PrincipalTag/role", "arn:aws:iam::x", text.Yes, ""},
		{"ForAnyValue:StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ci", text.No, ""},
	} {
		condition := &facts.Condition{Operator: known(c.operator)[0], Key: known(c.key)[0]}
		f, got := iam.CheckCompared(condition, known(c.value)[0])
		if got != c.want || f.Fix != c.fix || (got == text.Yes) != (f.Why != "") {
			t.Errorf("%s %s %s: %+v, %v; want %v, fix %q", c.operator, c.key, c.value, f, got, c.want, c.fix)
		}
	}
}

// TestChoices: where each of several ARNs is one, so is what is chosen.
func TestChoices(t *testing.T) {
	choice := func(a, b string) facts.Text {
		return text.Of(&text.Symbol{Name: "choice", Choices: []facts.Text{text.Known(a, source.Span{}), text.Known(b, source.Span{})}}, source.Span{})
	}
	good, bad := "arn:aws:s3:::a", "arn:aws:s3::a"
	for _, c := range []struct {
		a, b string
		want text.Truth
	}{{good, "*", text.No}, {good, bad, text.Unknown}, {bad, good, text.Unknown}, {bad, bad, text.Yes}} {
		if f, got := iam.CheckResource(choice(c.a, c.b)); got != c.want {
			t.Errorf("%s or %s: %+v, %v; want %v", c.a, c.b, f, got, c.want)
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
		{"arn:aws:iam::{account_id}:role/app", text.No, ""},
		{"arn:aws:iam::{var.account}:role/{var.name}", text.No, ""},
		{"arn:aws:iam::{account_id}:{var.role}", text.Unknown, ""},
		{"arn:aws:iam::{account_id}:{var.kind}/app", text.Unknown, ""},
		{"arn:aws:iam::{account_id}:app", text.Yes, ""},
		{"{aws_iam_role.app.arn}", text.No, ""},
		{"{aws_iam_role.app.name}", text.Yes, ""},
		{"{aws_iam_instance_profile.app.arn}", text.Yes, ""},
		{"arn:aws:iam::{account_id}:instance-profile/app", text.Yes, ""},
		{"arn:aws:sts::{account_id}:assumed-role/app/x", text.Yes, "arn:aws:iam::${account_id}:role/app"},
		{"{role.arn}", text.Unknown, ""},
		{"app", text.Yes, ""},
		{"role/app", text.Yes, ""},
		{"<ROLE_ARN>", text.Yes, ""},
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
		{"arn:aws:iam::${ACCOUNT}:role/app", text.No, ""},
		{"arn:aws:iam::$ACCOUNT:role/app", text.No, ""},
		{"${ROLE_ARN}", text.Unknown, ""},
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
