package iam_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func TestAdmits(t *testing.T) {
	const other = "oidc.eks.eu-west-1.amazonaws.com/id/7C1F0E5A9B3D4826A1E4D90F6B2C8357"
	exact := web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web","@:aud":"sts.amazonaws.com"}}`)
	for _, c := range []struct {
		name, policy, issuer, sub, aud string
		want                           text.Truth
		explains                       string
	}{
		{"admitted", exact, eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.Yes, ""},
		{"scheme", exact, "https://" + eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.Yes, ""},
		{"namespace", exact, eks, "system:serviceaccount:apps:web", "sts.amazonaws.com", text.No,
			`the condition on sub allows system:serviceaccount:app:web, this service account is system:serviceaccount:apps:web (namespace "apps" instead of "app")`},
		{"name", exact, eks, "system:serviceaccount:app:wep", "sts.amazonaws.com", text.No, `(name "wep" instead of "web")`},
		{"audience", exact, eks, "system:serviceaccount:app:web", "vault", text.No, "the condition on aud allows sts.amazonaws.com, this token's audience is vault"},
		{"issuer", exact, other, "system:serviceaccount:app:web", "sts.amazonaws.com", text.No, "the role trusts the issuer " + eks + ", this token is issued by " + other},
		{"issuer unknown", exact, "", "system:serviceaccount:app:web", "sts.amazonaws.com", text.Unknown, ""},
		{"issuer unknown, but namespace differs", exact, "", "system:serviceaccount:apps:web", "sts.amazonaws.com", text.No, `namespace "apps"`},
		{"operator", web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:*"}}`), eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.No,
			"compares system:serviceaccount:app:* with StringEquals, for which a wildcard is an ordinary character"},
		{"like", web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:app:*"}}`), eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.Yes, ""},
		{"several", web(eks, `{"StringEquals":{"@:sub":["system:serviceaccount:ops:x","system:serviceaccount:app:web"]}}`), eks, "system:serviceaccount:app:weba", "sts.amazonaws.com", text.No,
			"the nearest that the condition on sub allows is system:serviceaccount:app:web"},
		{"negated", web(eks, `{"StringNotLike":{"@:sub":"system:serviceaccount:app:*"}}`), eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.No, "the condition on sub excludes system:serviceaccount:app:*"},
		{"wrong key", web(eks, `{"StringEquals":{"`+other+`:sub":"system:serviceaccount:app:web"}}`), eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.No, "never holds"},
		{"deny", `{"Statement":[` + webStatement(eks, `{}`) + `,{"Effect":"Deny","Principal":"*","Action":"*"}]}`, eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.No, "a Deny statement refuses it"},
		{"no web identity", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`, eks, "x", "y", text.No, "no statement that admits tokens"},
		{"everybody", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:*"}]}`, eks, "x", "y", text.Unknown, ""},
		{"all but", `{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"x"},"Action":"sts:*"}]}`, eks, "x", "y", text.Unknown, ""},
		{"unknown principals", `{"Statement":[{"Effect":"Allow","Principal":«p»,"Action":"sts:AssumeRoleWithWebIdentity"}]}`, eks, "x", "y", text.Unknown, ""},
		{"nearest of two statements", `{"Statement":[` + webStatement(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:zzzzzz:yyyyyyy"}}`) + `,` + webStatement(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:wep"}}`) + `]}`,
			eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.No, `(name "web" instead of "wep")`},
		{"symbol that may be it", web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:«ns»:web"}}`), eks, "system:serviceaccount:app:web", "sts.amazonaws.com", text.Unknown, ""},
		{"symbol that cannot be it", web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:«ns»:web"}}`), eks, "system:serviceaccount:app:api", "sts.amazonaws.com", text.No, `name "api" instead of "web"`},
	} {
		p, _ := compile(t, c.policy)
		tok := iam.Token{Subject: text.Known(c.sub, source.Span{}), Audience: text.Known(c.aud, source.Span{})}
		if c.issuer != "" {
			tok.Issuer = text.Known(c.issuer, source.Span{})
		}
		a := p.Admits(tok)
		if a.Truth != c.want || !strings.Contains(a.Explains, c.explains) || (a.Truth == text.No) != (a.Explains != "") {
			t.Errorf("%s: %v %q, want %v %q", c.name, a.Truth, a.Explains, c.want, c.explains)
		}
	}
}

// TestAdmitsSomewhere: where nothing is known of the cluster, a role refuses a
// workload only if it does so in every cluster.
func TestAdmitsSomewhere(t *testing.T) {
	p, _ := compile(t, web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web"}}`))
	for sub, want := range map[string]text.Truth{"system:serviceaccount:app:web": text.Yes, "system:serviceaccount:app:api": text.No} {
		tok := iam.Token{Subject: known(sub)[0], Audience: known("sts.amazonaws.com")[0], AnyIssuer: true}
		if a := p.Admits(tok); a.Truth != want {
			t.Errorf("%s: %v, want %v (%s)", sub, a.Truth, want, a.Explains)
		}
	}
}

// TestAdmitsSameSymbol: a service account whose namespace is the same unknown as
// in the condition is admitted whatever it is.
func TestAdmitsSameSymbol(t *testing.T) {
	tb := text.NewTable("t")
	doc := symbolic(t, tb, web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:«ns»:web"}}`))
	p := iam.Compile(iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc), iam.Env{})
	for sub, want := range map[string]text.Truth{
		"system:serviceaccount:{ns}:web":    text.Yes,
		"system:serviceaccount:{other}:web": text.Unknown,
		"system:serviceaccount:{ns}:api":    text.No,
	} {
		a := p.Admits(iam.Token{Issuer: known(eks)[0], Subject: holes(tb, sub), Audience: known("sts.amazonaws.com")[0]})
		if a.Truth != want {
			t.Errorf("%s: %v, want %v (%s)", sub, a.Truth, want, a.Explains)
		}
	}
	if v := p.Beyond("trust:t/way[0]", []facts.Text{holes(tb, "system:serviceaccount:{ns}:web")}); v.Truth != text.No {
		t.Errorf("beyond itself: %v", v.Truth)
	}
}
