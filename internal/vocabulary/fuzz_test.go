package vocabulary_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/vocabulary"
)

// FuzzAction: whatever is written, nothing panics, and what the table has, in
// whatever case, is no mistake.
func FuzzAction(f *testing.F) {
	for _, s := range []string{"s3:GetObject", "S3:get*", "s3.GetObject", "iam:", ":", "*", "secretmanager:Get?", "ec2:${x}", "a:b:c", "\xff:\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fault, truth := vocabulary.Action(known(s))
		if truth == text.Yes && fault.Why == "" {
			t.Errorf("%q is a mistake for no reason", s)
		}
		prefix, name, _ := strings.Cut(s, ":")
		if service := awsdata.ServiceOf(prefix); service != nil {
			if _, ok := service.Action(name); ok && truth != text.No && strings.ToLower(name) == name {
				t.Errorf("%q exists and is said to be a mistake: %s", s, fault.Why)
			}
		}
	})
}

// FuzzCondition: nothing panics, and each mistake has a reason.
func FuzzCondition(f *testing.F) {
	for _, s := range [][3]string{
		{"StringEquals", "aws:PrincipalOrgID", "o-x"}, {"ForAnyValue:StringLike", "aws:TagKeys", "*"}, {"NullIfExists", "x", "y"},
		{"IpAddress", "aws:SourceIp", "10.0.0.0/8"}, {"Date", "aws:CurrentTime", "2026"}, {":IfExists", ":", ""}, {"Bool", "aws:PrincipalTag/", "true"},
	} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, operator, key, value string) {
		c := &facts.Condition{Operator: known(operator), Key: known(key), Values: facts.List{Present: true, Closed: true, Items: []facts.Text{known(value)}}}
		if fault, truth := vocabulary.Condition(c); truth == text.Yes && fault.Why == "" {
			t.Errorf("%q %q %q is a mistake for no reason", operator, key, value)
		}
	})
}
