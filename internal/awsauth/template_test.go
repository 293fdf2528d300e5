package awsauth_test

import (
	"testing"

	"github.com/subaud/subaud/internal/awsauth"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func TestMayBecome(t *testing.T) {
	at := source.NewFile("f", []byte("x")).Whole()
	for _, c := range []struct {
		template, name string
		want           text.Truth
	}{
		{"mara", "mara", text.Yes},
		{"mara", "Mara", text.No},
		{"{{SessionName}}", "cluster-admin", text.Yes},
		{"{{SessionName}}", "mara@example.com", text.No}, // the at sign becomes a dash
		{"{{SessionNameRaw}}", "mara@example.com", text.Yes},
		{"{{SessionName}}", "system:admin", text.No}, // no colon in a session's name
		{"system:{{SessionName}}", "system:admin", text.Yes},
		{"{{SessionName}}", "x", text.No}, // STS wants two characters
		{"dev:{{SessionName}}", "ops:mara", text.No},
		{"system:node:{{EC2PrivateDNSName}}", "system:node:ip-10-0-0-1.ec2.internal", text.Yes},
		{"a.{{AccountID}}", "a.111122223333", text.Yes},
		{"a.{{AccountID}}", "ab111122223333", text.No},
		{"{{ SessionName }}", "mara", text.No}, // no placeholder
	} {
		if got := awsauth.MayBecome(text.Known(c.template, at), c.name); got != c.want {
			t.Errorf("%s may become %s: %s, want %s", c.template, c.name, got, c.want)
		}
	}
	if got := awsauth.MayBecome(text.Of(text.NewTable("t").Symbol("x"), at), "mara"); got != text.Unknown {
		t.Errorf("a symbol may become mara: %s", got)
	}
	if got := awsauth.MayBecome(text.Text{}, "mara"); got != text.No {
		t.Errorf("nothing may become mara: %s", got)
	}
	for template, want := range map[string]string{"{{SessionName}}": "", "dev:{{SessionNameRaw}}": "dev:"} {
		if got, ok := awsauth.Chosen(text.Known(template, at)); !ok || got != want {
			t.Errorf("%s: %q, %v", template, got, ok)
		}
	}
	if _, ok := awsauth.Chosen(text.Known("dev", at)); ok {
		t.Error("a fixed name is chosen")
	}
}
