package iam_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// TestServiceAccounts asks each value of each condition for its reach.
func TestServiceAccounts(t *testing.T) {
	sub := func(value string) string { return web(eks, `{"StringLike":{"@:sub":"`+value+`"}}`) }
	for _, c := range []struct{ name, policy, want string }{
		{"literal", sub("system:serviceaccount:app:web"), ""},
		{"all", sub("system:serviceaccount:*:*"), "all"},
		{"all, one star", sub("system:serviceaccount:*"), "all"},
		{"prefix", sub("system:serviceaccount*"), "all"},
		{"name anywhere", sub("system:serviceaccount:*:web"), "all"},
		{"some", sub("system:serviceaccount:pr-*:web"), "some"},
		{"some, no colon", sub("system:serviceaccount:pr-*"), "some"},
		{"one character", sub("system:serviceaccount:pr?:web"), "some"},
		{"one", sub("system:serviceaccount:app:*"), "one"},
		{"one, part of a name", sub("system:serviceaccount:app:web-*"), "one"},
		{"one, unknown which", sub("system:serviceaccount:«ns»:*"), "one ?system"},
		{"system", sub("system:serviceaccount:default:*"), "one system"},
		{"unknown name", sub("system:serviceaccount:app:«name»"), "?one"},
		{"all unknown", sub("«subject»"), "?all ?some ?one ?system"},
		{"not of that form", sub("repo:acme/*"), ""},
		{"no service account can be called so", sub("system:serviceaccount:app:web:*"), ""},
		{"closed", web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:app:*"},"StringEquals":{"@:sub":"system:serviceaccount:app:web"}}`), ""},
		{"equals", web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:*"}}`), ""},
		{"negated", web(eks, `{"StringNotLike":{"@:sub":"system:serviceaccount:app:*"}}`), ""},
		{"another claim", web(eks, `{"StringLike":{"@:aud":"system:serviceaccount:app:*"}}`), ""},
		{"shared issuer", web(gh, `{"StringLike":{"@:sub":"system:serviceaccount:app:*"}}`), ""},
		{"an issuer of which nothing is known", web("k8s.example.com", `{"StringLike":{"@:sub":"system:serviceaccount:app:*"}}`), "one"},
	} {
		p, tr := compile(t, c.policy)
		var got []string
		for i := range tr.Statements[0].Conditions {
			cond := &tr.Statements[0].Conditions[i]
			for _, reach := range []string{iam.ReachAll, iam.ReachSome, iam.ReachOne, iam.ReachSystem} {
				v := p.ServiceAccounts(tr.Ways[0].ID, cond, cond.Values.Items[0], reach)
				switch {
				case v.Truth == text.Yes && v.Witness == nil:
					t.Errorf("%s: no witness", c.name)
				case v.Truth == text.Yes:
					got = append(got, reach)
				case v.Truth == text.Unknown:
					got = append(got, "?"+reach)
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestGuards prints for each condition of a statement: around, without claim,
// skippable in vain.
func TestGuards(t *testing.T) {
	federated := func(host, c string) string { return web(host, c) }
	anyone := func(c string) string {
		return `{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":` + c + `}}`
	}
	for _, c := range []struct{ name, policy, want string }{
		{"plain", federated(gh, `{"StringEquals":{"@:sub":"repo:a/b:pull_request"}}`), "nnn"},
		{"sub for all values", federated(gh, `{"ForAllValues:StringEquals":{"@:sub":"repo:a/b:pull_request"}}`), "nny"},
		{"sub if it exists", federated(eks, `{"StringEqualsIfExists":{"@:sub":"system:serviceaccount:a:b"}}`), "nny"},
		{"aud for all values", federated(gh, `{"ForAllValues:StringEquals":{"@:aud":"sts.amazonaws.com"}}`), "nny"},
		{"aud of another issuer", federated(gh, `{"ForAllValues:StringEquals":{"gitlab.com:aud":"sts.amazonaws.com"}}`), "nnn"},
		{"no such key", federated(gh, `{"ForAllValues:StringEquals":{"@:repository_owner":"a"}}`), "ynn"},
		{"no such key, asked for plainly", federated(gh, `{"StringEquals":{"@:repository_owner":"a"}}`), "nnn"},
		{"no such key beside a guard", federated(gh, `{"ForAllValues:StringEquals":{"@:repository_owner":"a"},"StringLike":{"@:sub":"repo:a/*"}}`), "nnn nnn"},
		{"no such key beside a pattern of everything", federated(gh, `{"ForAllValues:StringEquals":{"@:repository_owner":"a"},"StringLike":{"@:sub":"*"}}`), "ynn nnn"},
		{"negated", federated(gh, `{"StringNotEquals":{"@:sub":"repo:a/b:pull_request"}}`), "ynn"},
		{"negated beside a guard", federated(gh, `{"StringNotEquals":{"@:sub":"repo:a/b:pull_request"},"StringEquals":{"@:repository":"a/b"}}`), "nnn nnn"},
		{"negated in a cluster", federated(eks, `{"StringNotLike":{"@:sub":"system:serviceaccount:kube-system:*"}}`), "ynn"},
		{"repository if it exists, as it always does", federated(gh, `{"StringEqualsIfExists":{"@:repository":"a/b"}}`), "nnn"},
		{"environment if it exists", federated(gh, `{"StringEqualsIfExists":{"@:environment":"prod"},"StringLike":{"@:sub":"repo:a/b:*"}}`), "nyn nnn"},
		{"environment", federated(gh, `{"StringEquals":{"@:environment":"prod"},"StringLike":{"@:sub":"repo:a/b:*"}}`), "nnn nnn"},
		{"no value", federated(gh, `{"Null":{"@:repository_owner":"true"}}`), "ynn"},
		{"unknown operator", federated(gh, `{"«op»":{"@:sub":"repo:a/b:pull_request"}}`), "?n?"},
		{"a key that is taken for the issuer's", federated(gh, `{"ForAllValues:StringEquals":{"«issuer»:sub":"repo:a/b:pull_request"}}`), "nny"},
		{"whoever belongs to an organisation, or to none", anyone(`{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}`), "ynn"},
		{"whoever belongs to the organisation", anyone(`{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/x"}}`), "nnn nnn"},
		{"a second factor says not whose", anyone(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`), "nnn"},
	} {
		p, tr := compile(t, c.policy)
		id := tr.Ways[0].ID
		var got []string
		for i := range tr.Statements[0].Conditions {
			cond := &tr.Statements[0].Conditions[i]
			vain, _ := p.SkippableInVain(id, cond)
			word := ""
			for _, v := range []iam.Verdict{p.Around(id, cond), p.Without(id, cond), vain} {
				word += string("?ny"[v.Truth])
			}
			got = append(got, word)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestGuardedByDeny: what a Deny spares may be meant.
func TestGuardedByDeny(t *testing.T) {
	deny := func(host, sub string) string {
		allow := webStatement(host, `{"StringNotLike":{"@:sub":"`+sub+`x"}}`)
		return `{"Statement":[` + allow + `,` + strings.Replace(webStatement(host, `{"StringNotLike":{"@:sub":"`+sub+`*"}}`), "Allow", "Deny", 1) + `]}`
	}
	for _, policy := range []string{deny(eks, "system:serviceaccount:app:"), deny(gh, "repo:acme/")} {
		p, tr := compile(t, policy)
		if v := p.Around(tr.Ways[0].ID, &tr.Statements[0].Conditions[0]); v.Truth != text.No {
			t.Errorf("%s: %v", policy, v.Truth)
		}
	}
}

func TestLiteralWildcard(t *testing.T) {
	for _, c := range []struct{ condition, want string }{
		{`{"StringEquals":{"@:sub":"repo:a/*"}}`, "y"},
		{`{"stringequalsignorecase":{"@:SUB":"repo:?"}}`, "y"},
		{`{"ForAnyValue:StringNotEquals":{"@:sub":"repo:a/*"}}`, "y"},
		{`{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/x"}}`, "y"},
		{`{"StringEquals":{"@:sub":"repo:«org»/*"}}`, "y"},
		{`{"StringEquals":{"@:sub":"repo:«org»/app"}}`, "n"},
		{`{"«op»":{"@:sub":"repo:a/*"}}`, "?"},
		{`{"StringLike":{"@:sub":"repo:a/*"}}`, "n"},
		{`{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/x"}}`, "n"},
		{`{"StringEquals":{"@:sub":"repo:a/b"}}`, "n"},
		{`{"StringEquals":{"@:sub":"repo:a/${*}"}}`, "n"},
		{`{"StringEquals":{"@:workflow":"nightly *"}}`, "n"},
		{`{"StringEquals":{"aws:PrincipalTag/x":"*"}}`, "n"},
	} {
		_, tr := compile(t, web(gh, c.condition))
		cond := &tr.Statements[0].Conditions[0]
		if got := string("?ny"[iam.LiteralWildcard(cond, cond.Values.Items[0])]); got != c.want {
			t.Errorf("%s: %s, want %s", c.condition, got, c.want)
		}
	}
}

func TestNoEntrance(t *testing.T) {
	const oidc, saml = `"Federated":"arn:aws:iam::111122223333:oidc-provider/x.example"`, `"Federated":"arn:aws:iam::111122223333:saml-provider/x"`
	for _, c := range []struct{ principal, actions, want string }{
		{oidc, `"sts:AssumeRoleWithWebIdentity"`, "n"},
		{oidc, `"sts:AssumeRole"`, "y"},
		{oidc, `["sts:AssumeRole","sts:AssumeRoleWithWebIdentity"]`, "n"},
		{oidc, `"sts:*"`, "n"},
		{oidc, `"sts:TagSession"`, "n"},
		{oidc, `"sts:AssumeRoleWithSAML"`, "y"},
		{saml, `"sts:AssumeRoleWithSAML"`, "n"},
		{saml, `"sts:AssumeRoleWithWebIdentity"`, "y"},
		{`"Federated":"cognito-identity.amazonaws.com"`, `"sts:AssumeRoleWithWebIdentity"`, "n"},
		{`"Federated":"«arn»"`, `"sts:AssumeRole"`, "y"},
		{`"Federated":"«arn»"`, `"sts:AssumeRoleWithWebIdentity"`, "?"},
		{`"Federated":"«module.eks.oidc_provider_arn»"`, `"sts:AssumeRoleWithWebIdentity"`, "n"},
		{`"Federated":"«module.eks.oidc_provider_arn»"`, `"sts:AssumeRoleWithSAML"`, "?"},
		{`"Service":"ec2.amazonaws.com"`, `"sts:AssumeRole"`, "n"},
		{`"Service":"ec2.amazonaws.com"`, `"sts:AssumeRoleWithWebIdentity"`, "y"},
		{`"Service":"ec2.amazonaws.com"`, `"«action»"`, "?"},
		{`"AWS":"*"`, `"sts:AssumeRole"`, "n"},
		{`"AWS":"111122223333"`, `"sts:AssumeRoleWithSAML"`, "y"},
		{`"CanonicalUser":"x"`, `"sts:AssumeRoleWithSAML"`, "n"},
	} {
		p, tr := compile(t, `{"Statement":{"Effect":"Allow","Principal":{`+c.principal+`},"Action":`+c.actions+`}}`)
		v, why := p.NoEntrance(tr.Ways[0].ID)
		if got := string("?ny"[v.Truth]); got != c.want || v.Truth == text.Yes && why == "" {
			t.Errorf("%s %s: %s (%s), want %s", c.principal, c.actions, got, why, c.want)
		}
	}
}

func TestAllowsEverything(t *testing.T) {
	for _, c := range []struct{ statement, want string }{
		{`"Effect":"Allow","Action":"*","Resource":"*"`, "y"},
		{`"Effect":"Allow","Action":["s3:*","*:*"],"Resource":["*"]`, "y"},
		{`"Effect":"Allow","Action":"**","Resource":"*"`, "y"},
		{`"Effect":"Deny","Action":"*","Resource":"*"`, "n"},
		{`"Effect":"Allow","Action":"iam:*","Resource":"*"`, "n"},
		{`"Effect":"Allow","NotAction":"iam:*","Resource":"*"`, "n"},
		{`"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::x"`, "n"},
		{`"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}`, "n"},
		{`"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLikeIfExists":{"aws:RequestedRegion":"*"}}`, "y"},
		{`"Effect":"Allow","Action":"«action»","Resource":"*"`, "?"},
		{`"Effect":"«effect»","Action":"*","Resource":"*"`, "?"},
		{`"Effect":"Allow","Action":"s3:«action»","Resource":"*"`, "n"},
		{`"Effect":"Allow","Action":"*","Resource":"*","Condition":{"«op»":{"aws:RequestedRegion":"eu-west-1"}}`, "?"},
	} {
		doc := symbolic(t, text.NewTable("t"), `{"Statement":{`+c.statement+`}}`)
		if got := string("?ny"[iam.AllowsEverything(&doc.Statements[0])]); got != c.want {
			t.Errorf("%s: %s, want %s", c.statement, got, c.want)
		}
	}
}

// TestUnparsed: each part that cannot be read is a statement with a fault at its
// place, and of the rest nothing is lost.
func TestUnparsed(t *testing.T) {
	o := iam.Options{Position: "identity", Base: facts.Base{ID: "policy:p", Address: "p"}}
	for _, c := range []struct{ policy, want string }{
		{`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`, ""},
		{`{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"},"x","y"]}`, `"x" "y"`},
		{`{"Statement":[{"Effect" "Allow"}]}`, `"`},
		{``, ""},
		{`{"Statement":[«all»]}`, ""},
	} {
		doc := symbolic(t, text.NewTable("t"), c.policy)
		var got []string
		ids := map[facts.ID]bool{}
		for _, s := range doc.Statements {
			ids[s.ID] = true
		}
		for _, s := range iam.Unparsed(doc, o) {
			got = append(got, s.At.Text())
			if len(s.Faults) != 1 || s.Faults[0].Code != "unparseable" || s.Faults[0].At != s.At || s.Position != "identity" || ids[s.ID] {
				t.Errorf("%s: %+v", c.policy, s)
			}
			ids[s.ID] = true
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.policy, got, c.want)
		}
	}
}

// TestDuplicateKeys: the last one counts, whatever is said of the first.
func TestDuplicateKeys(t *testing.T) {
	for _, c := range []struct{ statement, faults, conditions string }{
		{`"Condition":{"StringEquals":{"a:b":"1"},"StringEquals":{"a:c":"2"}}`, "duplicate-key:StringEquals", "a:c"},
		{`"Condition":{"StringEquals":{"a:b":"1","a:b":"2"}}`, "duplicate-key:StringEquals.a:b", "a:b"},
		{`"Condition":{"StringEquals":{"a:b":"1","A:b":"2"}}`, "duplicate-key:StringEquals.A:b", "a:b A:b"},
		{`"Condition":{"StringEquals":{"«i»:sub":"1","«i»:sub":"2"}}`, "duplicate-key:StringEquals.${i}:sub", "${i}:sub"},
		{`"Condition":{"StringEquals":{"«i»:sub":"1","«j»:sub":"2"}}`, "", "${i}:sub ${j}:sub"},
		{`"Condition":{"StringEquals":{"a:b":"1"},"StringLike":{"a:b":"2"}}`, "", "a:b a:b"},
		{`"Principal":{"AWS":"1","AWS":"2"}`, "duplicate-key:Principal", ""},
	} {
		doc := symbolic(t, text.NewTable("t"), `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole",`+c.statement+`}}`)
		s := doc.Statements[0]
		var keys []string
		for _, cond := range s.Conditions {
			keys = append(keys, cond.Key.String())
		}
		if codes(s) != c.faults || strings.Join(keys, " ") != c.conditions || len(s.Principals) > 1 {
			t.Errorf("%s: %s, %q, %v", c.statement, codes(s), keys, s.Principals)
		}
	}
}
