package apiserver_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube/apiserver"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func known(s string) facts.Text { return text.Known(s, source.Span{}) }

// TestRead: all the ways in which people write a flag, one word or several.
func TestRead(t *testing.T) {
	const spaced = " spaced"
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"--token-auth-file=a.csv"}, "token-auth-file=a.csv"},
		{[]string{"--token-auth-file", "a.csv"}, "token-auth-file=a.csv"},
		{[]string{"--token-auth-file", "=", "a.csv"}, "token-auth-file=a.csv" + spaced},
		{[]string{"--token-auth-file", "=a.csv"}, "token-auth-file=a.csv" + spaced},
		{[]string{"--token-auth-file = a.csv"}, "token-auth-file=a.csv" + spaced},
		{[]string{"--token-auth-file= a.csv"}, "token-auth-file=a.csv" + spaced},
		{[]string{"--token-auth-file a.csv"}, "token-auth-file=a.csv" + spaced},
		{[]string{"--token-auth-file="}, "token-auth-file="},
		{[]string{"--profiling", "--v=2"}, "profiling=true; v=2"},
		{[]string{"--profiling"}, "profiling=true"},
		{[]string{"kube-apiserver", "-v", "2", "--", "x"}, ""},
		{[]string{"--service-account-issuer=https://a=b"}, "service-account-issuer=https://a=b"},
		{[]string{"--oidc-group-claim=groups"}, "oidc-group-claim=groups unknown-flag"},
		{[]string{"--oidc_groups_claim=groups"}, "oidc_groups_claim=groups"},
		{[]string{"--basic-auth-file=x"}, "basic-auth-file=x"},
		{[]string{"--quite-another-thing=x"}, "quite-another-thing=x"},
		{[]string{"--vv=x"}, "vv=x"},
	} {
		var words []facts.Text
		for _, w := range c.words {
			words = append(words, known(w))
		}
		settings, faults := apiserver.Read(words)
		var out []string
		for _, s := range settings {
			out = append(out, fmt.Sprintf("%s=%s", s.Key, s.Value))
		}
		got := strings.Join(out, "; ")
		for _, f := range faults {
			got += " " + f.Code
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.words, got, c.want)
		}
	}
}

func TestUnknownValue(t *testing.T) {
	symbol := text.Of(text.NewTable("t").Symbol("x"), source.Span{})
	settings, faults := apiserver.Read([]facts.Text{text.Concat(known("--v="), symbol), symbol})
	if len(settings) != 1 || len(faults) > 0 || settings[0].Key.String() != "v" || settings[0].Value.IsKnown() {
		t.Errorf("settings %v, faults %v", settings, faults)
	}
}

// TestFlagsOfTheServer: no flag that there is, is taken for another.
func TestFlagsOfTheServer(t *testing.T) {
	for _, name := range []string{"oidc-groups-prefix", "authorization-mode", "basic-auth-file", "requestheader-client-ca-file", "etcd-cafile", "service-account-signing-key-file"} {
		if _, faults := apiserver.Read([]facts.Text{known("--" + name + "=x")}); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
	}
	if apiserver.Removed("basic-auth-file") != "1.19" || apiserver.Removed("token-auth-file") != "" {
		t.Error("the releases that took flags away are not what they were")
	}
}
