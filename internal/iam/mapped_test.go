package iam_test

import (
	"testing"

	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func TestCheckMappedARN(t *testing.T) {
	at := source.NewFile("f", []byte("x")).Whole()
	tab := text.NewTable("scope")
	hole := func(before, name, after string) text.Text {
		return text.Join(at, text.Part{Lit: before}, text.Part{Sym: tab.Symbol(name)}, text.Part{Lit: after})
	}
	known := func(s string) text.Text { return text.Known(s, at) }
	for _, c := range []struct {
		arn  text.Text
		want text.Truth
		fix  string
	}{
		{known("arn:aws:iam::222233334444:role/node"), text.No, ""},
		{known("ARN:aws:IAM::222233334444:Role/Node"), text.No, ""},
		{known("arn:aws:iam::222233334444:role/team/node"), text.Yes, "arn:aws:iam::222233334444:role/node"},
		{
			known("arn:aws:iam::222233334444:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"),
			text.Yes, "arn:aws:iam::222233334444:role/AWSReservedSSO_Admin_0123456789abcdef",
		},
		{known("arn:aws:sts::222233334444:assumed-role/node/i-1"), text.Yes, "arn:aws:iam::222233334444:role/node"},
		{known("arn:aws:sts::222233334444:federated-user/bob"), text.No, ""},
		{known("arn:aws:iam::222233334444:user/team/bob"), text.No, ""},
		{known("arn:aws:iam::222233334444:root"), text.No, ""},
		{known("arn:aws:iam::222233334444:instance-profile/node"), text.Yes, ""},
		{known("arn:aws:iam::222233334444:group/devs"), text.Yes, ""},
		{known("arn:aws:eks:eu-west-1:222233334444:fargateprofile/c/p/1"), text.Yes, ""},
		{known("arn:aws:iam::22223333:role/node"), text.Yes, ""},
		{known("arn:aws:iam::222233334444"), text.Yes, ""},
		{known("node"), text.Yes, ""},
		{known("arn:aws:iam::222233334444:role/*"), text.No, ""},
		{known(" arn:aws:iam::222233334444:role/node"), text.Yes, "arn:aws:iam::222233334444:role/node"},
		{known(""), text.No, ""},
		{text.Text{}, text.No, ""},
		{hole("", "module.node.arn", ""), text.Unknown, ""},
		{hole("arn:aws:iam::", "account", ":role/node"), text.No, ""},
		{hole("arn:aws:iam::", "account", ":role/team/node"), text.Yes, ""},
		{hole("arn:aws:iam::222233334444:role/", "name", ""), text.Unknown, ""},
		{hole("arn:aws:iam::222233334444:role/team/", "name", ""), text.Yes, ""},
		{hole("arn:aws:iam::222233334444:", "resource", ""), text.Unknown, ""},
		{hole("arn:aws:", "service", "::222233334444:role/x"), text.Unknown, ""},
	} {
		f, got := iam.CheckMappedARN(c.arn, "mapRoles")
		if got != c.want || f.Fix != c.fix || got == text.Yes && f.Why == "" {
			t.Errorf("%s: %s %+v, want %s %q", c.arn, got, f, c.want, c.fix)
		}
	}
	if _, got := iam.CheckMappedARN(known("arn:aws:iam::222233334444:user/*"), "mapUsers"); got != text.Yes {
		t.Errorf("a wildcard among the users: %s", got)
	}
	for _, c := range []struct {
		arn  text.Text
		want text.Truth
	}{
		{known("arn:aws:iam::222233334444:user/bob"), text.Yes},
		{known("arn:aws:iam::222233334444:role/user/bob"), text.No},
		{known("bob"), text.No},
		{hole("arn:aws:iam::222233334444:user/", "name", ""), text.Yes},
		{hole("arn:aws:iam::", "account", ":user/bob"), text.Yes},
		{hole("", "arn", ""), text.Unknown},
		{text.Text{}, text.No},
	} {
		if got := iam.IsUserARN(c.arn); got != c.want {
			t.Errorf("IsUserARN(%s) = %s, want %s", c.arn, got, c.want)
		}
	}
}
