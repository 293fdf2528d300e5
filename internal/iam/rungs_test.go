package iam_test

import (
	"fmt"
	"testing"

	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// TestRung: what a pattern of each build service leaves open.
func TestRung(t *testing.T) {
	const circle, bitbucket = "oidc.circleci.com/org/5f1f5c0a", "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
	for _, test := range []struct{ host, subject, want string }{
		{"agent.buildkite.com", "organization:acme:pipeline:*", "pipeline"},
		{"agent.buildkite.com", "organization:acme:*", "pipeline"},
		{"agent.buildkite.com", "organization:acme:pipeline:app-*:ref:refs/heads/main:commit:*", "pipeline"},
		{"agent.buildkite.com", "organization:acme:pipeline:app:*", "branch"},
		{"agent.buildkite.com", "organization:acme:pipeline:app:ref:*", "branch"},
		{"agent.buildkite.com", "organization:acme:pipeline:app:ref:refs/heads/*:commit:*", "branch"},
		{"agent.buildkite.com", "organization:acme:pipeline:app:ref:refs/heads/main:commit:*:step:*", ""},
		{"agent.buildkite.com", "organization:acme*", ""}, // trust/tenant-prefix-wildcard
		{circle, "org/5f1f5c0a/project/*", "project"},
		{circle, "org/5f1f5c0a/*", "project"},
		{circle, "org/5f1f5c0a/project/0b0e/user/*", ""},
		{circle, "org/5f1f5c0a/project/0b0e/*", ""},
		{circle, "org/*/project/0b0e/user/*", ""},
		{"oidc.vercel.com", "owner:acme:project:*", "project"},
		{"oidc.vercel.com", "owner:acme:project:shop:*", "environment"},
		{"oidc.vercel.com", "owner:acme:project:shop:environment:*", "environment"},
		{"oidc.vercel.com", "owner:acme:project:shop:environment:production", ""},
		{bitbucket, "{*}:{*}", "repository"},
		{bitbucket, "{8f2a6c1e}:*", ""},
		{bitbucket, "{8f2a6c1e}*", ""},
		{"gitlab.com", "project_path:acme/*", ""}, // trust/organization-wide
	} {
		p, tr := compile(t, web(test.host, fmt.Sprintf(`{"StringLike":{"@:sub":%q}}`, test.subject)))
		c := &tr.Statements[0].Conditions[0]
		v, word := p.Rung(tr.Ways[0].ID, c, c.Values.Items[0])
		if got := map[bool]string{true: word}[v.Truth == text.Yes]; got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.host, test.subject, got, test.want)
		}
	}
}

// TestCheckIssuerURLOfEKS: the id is left to AWS, whatever it is.
func TestCheckIssuerURLOfEKS(t *testing.T) {
	id := text.NewTable("t").Symbol("id")
	for _, c := range []struct {
		prefix string
		form   text.Form
		want   text.Truth
	}{
		{"https://oidc.eks.eu-west-1.amazonaws.com/id/", text.FormName, text.No},
		{"https://oidc.eks.eu-west-1.amazonaws.com/id/", "", text.Unknown},
		{"http://oidc.eks.eu-west-1.amazonaws.com/id/", text.FormName, text.Yes},
		{"https://login.example.com/", text.FormName, text.Unknown},
	} {
		id.Form = c.form
		url := text.Join(source.Span{}, text.Part{Lit: c.prefix}, text.Part{Sym: id})
		if _, got := iam.CheckIssuerURL(url); got != c.want {
			t.Errorf("%s: %s, want %s", url, got, c.want)
		}
	}
}

// TestCheckIssuerURL: what can be the issuer of tokens.
func TestCheckIssuerURL(t *testing.T) {
	for url, want := range map[string]text.Truth{
		"https://token.actions.githubusercontent.com":                                      text.No,
		"https://token.actions.githubusercontent.com/":                                     text.Yes,
		"https://sts.windows.net/0a1b/":                                                    text.No,
		"https://idp.example.com/auth/":                                                    text.No,
		"http://idp.example.com":                                                           text.Yes,
		"idp.example.com":                                                                  text.Yes,
		"https://idp.example.com:8443":                                                     text.Yes,
		"https://idp.example.com?x=1":                                                      text.Yes,
		"https://gitlab.com/.well-known/openid-configuration":                              text.Yes,
		"https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E":     text.No,
		"https://oidc-eks.eu-west-1.api.aws/id/9A1B2C3D4E5F60718293A4B5C6D7E8F9":           text.No,
		"https://oidc.eks.cn-north-1.amazonaws.com.cn/id/9A1B2C3D4E5F60718293A4B5C6D7E8F9": text.No,
		"https://oidc.eks.eu-west-1.amazonaws.com/id/9A1B":                                 text.Yes,
	} {
		if fault, got := iam.CheckIssuerURL(known(url)[0]); got != want || (fault.Why != "") != (want == text.Yes) {
			t.Errorf("%s: got %v (%s), want %v", url, got, fault.Why, want)
		}
	}
}
