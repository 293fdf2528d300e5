package iam_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

const (
	eks    = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
	gh     = "token.actions.githubusercontent.com"
	hcp    = "app.terraform.io"
	google = "accounts.google.com"
)

// web is a web identity trust policy with one statement.
func web(host, condition string) string {
	return `{"Version":"2012-10-17","Statement":[` + webStatement(host, condition) + `]}`
}

func webStatement(host, condition string) string {
	return strings.ReplaceAll(`{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/`+host+
		`"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":`+condition+`}`, "@", host)
}

func compile(t testing.TB, policy string) (*iam.Policy, *facts.Trust) {
	t.Helper()
	tb := text.NewTable("t")
	doc := symbolic(t, tb, policy)
	if len(doc.Problems) > 0 {
		t.Fatalf("%s: %s", policy, doc.Problems[0].Message)
	}
	tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
	return iam.Compile(tr, iam.Env{}), tr
}

func known(ss ...string) []facts.Text {
	var out []facts.Text
	for _, s := range ss {
		out = append(out, text.Known(s, source.Span{}))
	}
	return out
}

// verdicts prints, in this order: admits nothing, any subject, foreign tenant,
// beyond app:web, any audience; y, n and ? for the truths.
func verdicts(p *iam.Policy, id facts.ID) string {
	var b strings.Builder
	for _, v := range []iam.Verdict{
		p.AdmitsNothing(id), p.AnySubject(id), p.ForeignTenant(id),
		p.Beyond(id, known("system:serviceaccount:app:web", "repo:acme/app:ref:refs/heads/main")), p.AnyAudience(id),
	} {
		b.WriteByte("?ny"[v.Truth])
		if v.Truth == text.Unknown && len(v.Symbols) == 0 {
			b.WriteByte('!')
		}
	}
	return b.String()
}

func TestWebVerdicts(t *testing.T) {
	for _, c := range []struct{ name, policy, want string }{
		{"exact", web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web","@:aud":"sts.amazonaws.com"}}`), "nnnnn"},
		{"no conditions", web(eks, `{}`), "nynyy"},
		{"aud only", web(eks, `{"StringEquals":{"@:aud":"sts.amazonaws.com"}}`), "nynyn"},
		{"star", web(eks, `{"StringLike":{"@:sub":"*"}}`), "nynyy"},
		{"all service accounts", web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:*:*"}}`), "nynyy"},
		{"namespace wildcard", web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:app:*"}}`), "nnnyy"},
		{"name in all namespaces", web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:*:web"}}`), "nnnyy"},
		{"colon straddle", web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:app*:web"}}`), "nnnyy"},
		{"star in equals", web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:*"}}`), "ynnnn"},
		{"contradiction", web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web"},"StringLike":{"@:sub":"system:serviceaccount:ops:*"}}`), "ynnnn"},
		{"key that does not exist", web(eks, `{"StringEquals":{"@:subject":"system:serviceaccount:app:web"}}`), "ynnnn"},
		{"optional key that does not exist", web(eks, `{"StringEqualsIfExists":{"@:subject":"x"}}`), "nynyy"},
		{"key of another issuer, negated", web(eks, `{"StringNotEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/OTHER:sub":"x"}}`), "nynyy"},
		{"key of another issuer", web(eks, `{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/OTHER:sub":"x"}}`), "ynnnn"},
		{"all but one namespace", web(eks, `{"StringNotLike":{"@:sub":"system:serviceaccount:kube-system:*"}}`), "nnnyy"},
		{"for all values", web(eks, `{"ForAllValues:StringEquals":{"@:sub":["system:serviceaccount:app:web"]}}`), "nnnny"},
		{"null", web(eks, `{"Null":{"@:sub":"true"}}`), "ynnnn"},
		{"not null", web(eks, `{"Null":{"@:sub":"false"}}`), "nynyy"},
		{"policy variable", web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:${aws:PrincipalTag/ns}:web"}}`), "?nn??"},
		{"ignore case", web(eks, `{"StringEqualsIgnoreCase":{"@:sub":"SYSTEM:serviceaccount:app:WEB"}}`), "nnnny"},
		{"external id", web(eks, `{"StringEquals":{"sts:ExternalId":"x","@:sub":"system:serviceaccount:app:web"}}`), "ynnnn"},
		{"key in another case", web(eks, `{"StringEquals":{"`+strings.ToUpper(eks)+`:SUB":"system:serviceaccount:app:web"}}`), "nnnny"},
		{"a key that is not modelled", web(eks, `{"StringEquals":{"aws:SourceVpc":"vpc-1"}}`), "??n??"},
		{"symbolic namespace", web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:«var.ns»:web"}}`), "nnn?y"},
		{"symbolic namespace, any account", web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:«var.ns»:*"}}`), "n?nyy"},
		{"deny pins it", `{"Statement":[` + webStatement(eks, `{}`) + `,{"Effect":"Deny","Principal":"*","Action":"*","Condition":{"StringNotEquals":{"` + eks + `:sub":"system:serviceaccount:app:web"}}}]}`, "nnnny"},
		{"deny everything", `{"Statement":[` + webStatement(eks, `{}`) + `,{"Effect":"Deny","Principal":"*","Action":"sts:*"}]}`, "ynnnn"},
		{"deny another role", `{"Statement":[` + webStatement(eks, `{}`) + `,{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::1:root"},"Action":"sts:*"}]}`, "nynyy"},
		{"deny other audiences", `{"Statement":[` + webStatement(eks, `{}`) + `,{"Effect":"Deny","Principal":{"Federated":"*"},"Action":"sts:*","Condition":{"StringNotEquals":{"` + eks + `:aud":"sts.amazonaws.com"}}}]}`, "nynyn"},

		{"github repository", web(gh, `{"StringLike":{"@:sub":"repo:acme/app:*"},"StringEquals":{"@:aud":"sts.amazonaws.com"}}`), "nnnyn"},
		{"github organisation", web(gh, `{"StringLike":{"@:sub":"repo:acme/*"}}`), "nnnyy"},
		{"github prefix", web(gh, `{"StringLike":{"@:sub":"repo:acme*"}}`), "nnyyy"},
		{"github repository prefix", web(gh, `{"StringLike":{"@:sub":"repo:acme/app*"}}`), "nnnyy"},
		{"github all", web(gh, `{"StringLike":{"@:sub":"repo:*"}}`), "nnyyy"},
		{"github one of two", web(gh, `{"StringLike":{"@:sub":["repo:acme/app:*","repo:*/app:*"]}}`), "nnyyy"},
		{"github audience only", web(gh, `{"StringEquals":{"@:aud":"sts.amazonaws.com"}}`), "nyyyn"},
		{"github by repository id", web(gh, `{"StringEquals":{"@:aud":"sts.amazonaws.com","@:repository_id":"123"}}`), "nnnyn"},
		{"github by repository, open", web(gh, `{"StringLike":{"@:repository":"*/app"}}`), "nnyyy"},
		{"github closed by a second condition", web(gh, `{"StringLike":{"@:sub":"repo:*"},"StringEquals":{"@:repository":"acme/app"}}`), "nnnyy"},
		{"github star in equals", web(gh, `{"StringEquals":{"@:sub":"repo:acme/app:*"}}`), "ynnnn"},
		{"github symbolic owner", web(gh, `{"StringLike":{"@:sub":"repo:«var.owner»/app:*"}}`), "nn?yy"},
		{"github symbolic repository", web(gh, `{"StringLike":{"@:sub":"repo:«var.repository»:*"}}`), "nn?yy"},
		{"github exact symbolic owner", web(gh, `{"StringEquals":{"@:sub":"repo:«var.owner»/app:ref:refs/heads/main"}}`), "nnn?y"},
		{"github everybody but", web(gh, `{"StringNotLike":{"@:sub":"repo:evil/*"}}`), "nnyyy"},
		{"hcp prefix", web(hcp, `{"StringLike":{"@:sub":"organization:acme*:workspace:*"}}`), "nnyyy"},
		{"hcp", web(hcp, `{"StringLike":{"@:sub":"organization:acme:project:x:workspace:y:run_phase:*"}}`), "nnnyy"},
		{"google audience", web(google, `{"StringEquals":{"@:aud":"123.apps.googleusercontent.com"}}`), "nnnyn"},
		{"cognito role", web("cognito-identity.amazonaws.com", `{"ForAnyValue:StringLike":{"@:amr":"authenticated"}}`), "nyyyy"},
		{"cognito pool", web("cognito-identity.amazonaws.com", `{"StringEquals":{"@:aud":"us-east-1:5a"},"ForAnyValue:StringLike":{"@:amr":"authenticated"}}`), "nnnyn"},
		{"unknown issuer", web("idp.example.com", `{}`), "nynyy"},
	} {
		p, tr := compile(t, c.policy)
		if got := verdicts(p, tr.Ways[0].ID); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestSymbolicIssuers: the issuer is told by the keys, by the linked provider or
// by symbols, and names that differ are taken for one with a note.
func TestSymbolicIssuers(t *testing.T) {
	policy := func(principal, key string) string {
		return `{"Statement":[{"Effect":"Allow","Principal":{"Federated":"` + principal + `"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"` + key + `:sub":"repo:acme*"}}}]}`
	}
	for _, c := range []struct{ principal, key, class, want, assumption string }{
		{"«module.eks.oidc_provider_arn»", "«module.eks.oidc_provider»", "unknown", "nn?yy", "${module.eks.oidc_provider} is the issuer of ${module.eks.oidc_provider_arn}"},
		{"«aws_iam_openid_connect_provider.gh.arn»", gh, "shared", "nnyyy", gh + " is the issuer of ${aws_iam_openid_connect_provider.gh.arn}"},
		{"arn:aws:iam::«account»:oidc-provider/" + gh, gh, "shared", "nnyyy", ""},
		{"arn:aws:iam::«account»:oidc-provider/" + gh, "«var.issuer»", "shared", "nnyyy", "${var.issuer} is the issuer of arn:aws:iam::${account}:oidc-provider/" + gh},
		{"arn:aws:iam::«account»:oidc-provider/«aws_eks_cluster.c.identity[0].oidc[0].issuer»", "«aws_eks_cluster.c.identity[0].oidc[0].issuer»", "private", "ynnnn", ""},
		{"arn:aws:iam::«account»:oidc-provider/" + eks, gh, "private", "ynnnn", ""},
		{"«a»", eks, "private", "ynnnn", eks + " is the issuer of ${a}"},
	} {
		p, tr := compile(t, policy(c.principal, c.key))
		id := tr.Ways[0].ID
		if got := p.Profile(id).Class; got != c.class {
			t.Errorf("%s: class %s, want %s", c.principal, got, c.class)
		}
		if got := verdicts(p, id); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.principal, c.key, got, c.want)
		}
		if v := p.Beyond(id, nil); v.Truth == text.Yes {
			if got := strings.Join(v.Witness.Assumptions, ";"); got != c.assumption {
				t.Errorf("%s: assumptions %q, want %q", c.principal, got, c.assumption)
			}
		}
	}
}

func TestLinkedProvider(t *testing.T) {
	tb := text.NewTable("t")
	doc := symbolic(t, tb, `{"Statement":[{"Effect":"Allow","Principal":{"Federated":"«provider.arn»"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`)
	tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
	for n, want := range map[int]text.Truth{1: text.No, 2: text.Yes} {
		ids := facts.List{Present: true, Closed: true, Items: known("sts.amazonaws.com", "vault.example")[:n]}
		p := iam.Compile(tr, iam.Env{Issuer: func(*facts.Way) *facts.Issuer {
			return &facts.Issuer{URL: known("https://" + eks)[0], Audiences: ids}
		}})
		v := p.AnyAudience(tr.Ways[0].ID)
		if v.Truth != want {
			t.Errorf("%d client ids: any audience %v, want %v", n, v.Truth, want)
		}
		if v.Truth == text.Yes && v.Witness.Claims["aud"] != "sts.amazonaws.com" && v.Witness.Claims["aud"] != "vault.example" {
			t.Errorf("audience %q is none of the provider's", v.Witness.Claims["aud"])
		}
		if got := p.IssuerClass(tr.Ways[0].ID, iam.ClassPrivate).Truth; got != text.Yes {
			t.Errorf("class private: %v", got)
		}
	}
}

func TestAnyPrincipal(t *testing.T) {
	for _, c := range []struct{ principal, condition, want string }{
		{`"*"`, `{}`, "yn"},
		{`{"AWS":"*"}`, `{}`, "yn"},
		{`{"AWS":["arn:aws:iam::111122223333:root","*"]}`, `{}`, "yn"},
		{`{"AWS":"arn:aws:iam::111122223333:root"}`, `{}`, "nn"},
		{`{"Service":"ec2.amazonaws.com"}`, `{}`, "nn"},
		{`{"AWS":"«var.principal»"}`, `{}`, "?n"},
		{`{"AWS":"«aws_iam_role.ci.arn»"}`, `{}`, "nn"},
		{`{"AWS":"«data.aws_caller_identity.me.arn»"}`, `{}`, "nn"},
		{`{"AWS":"«data.aws_ssm_parameter.principal.value»"}`, `{}`, "?n"},
		{`"*"`, `{"StringEquals":{"aws:PrincipalOrgID":"o-9k2hx4qz1m"}}`, "nn"},
		{`"*"`, `{"StringLike":{"aws:PrincipalOrgID":"o-*"}}`, "yn"},
		{`"*"`, `{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-9k2hx4qz1m"}}`, "yn"},
		{`"*"`, `{"StringEquals":{"aws:PrincipalOrgID":"«var.org»"}}`, "nn"},
		{`"*"`, `{"StringNotEquals":{"aws:PrincipalOrgID":"o-9k2hx4qz1m"}}`, "yn"},
		{`"*"`, `{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-9k2hx4qz1m/r-ab12/*"}}`, "nn"},
		{`"*"`, `{"StringEquals":{"aws:PrincipalAccount":["111122223333"]}}`, "nn"},
		{`"*"`, `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}`, "nn"},
		{`"*"`, `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/deploy"}}`, "yn"},
		{`"*"`, `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::«data.aws_caller_identity.me.account_id»:role/deploy-*"}}`, "nn"},
		{`"*"`, `{"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::«aws.account_id»:role/*","arn:aws:iam::«var.account»:role/*"]}}`, "?n"},
		{`"*"`, `{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::«aws.account_id»:role/*"}}`, "?n"},
		{`"*"`, `{"StringLike":{"aws:PrincipalAccount":"«aws.account_id»"}}`, "nn"},
		{`"*"`, `{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/deploy-*"}}`, "yn"},
		{`"*"`, `{"StringEquals":{"aws:SourceVpce":"vpce-1a2b3c"}}`, "nn"},
		{`"*"`, `{"StringEquals":{"aws:SourceAccount":"111122223333"}}`, "nn"},
		{`"*"`, `{"StringEquals":{"sts:ExternalId":"x"}}`, "yy"},
		{`"*"`, `{"StringLike":{"sts:ExternalId":"*"}}`, "yn"},
		{`"*"`, `{"StringEqualsIfExists":{"sts:ExternalId":"x"}}`, "yn"},
		{`"*"`, `{"StringEquals":{"sts:ExternalId":"«var.id»"}}`, "yy"},
		{`{"AWS":"arn:aws:iam::444455556666:root"}`, `{"StringEquals":{"sts:ExternalId":"x"}}`, "ny"},
		{`"*"`, `{"Bool":{"aws:SecureTransport":"true"}}`, "yn"},
		{`"*"`, `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`, "yn"},
		{`"*"`, `{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}`, "?n"},
		{`"*"`, `{"StringEquals":{"aws:PrincipalTag/team":"x"}}`, "yn"},
		{`"*"`, `{"StringEquals":{"foo:bar":"x"}}`, "?n"},
	} {
		p, tr := compile(t, `{"Statement":[{"Effect":"Allow","Principal":`+c.principal+`,"Action":"sts:AssumeRole","Condition":`+c.condition+`}]}`)
		id := tr.Ways[len(tr.Ways)-1].ID
		v := p.AnyPrincipal(id)
		got := string("?ny"[v.Truth]) + string("?ny"[p.RequiresExternalID(id).Truth])
		if got != c.want {
			t.Errorf("%s %s: %s, want %s", c.principal, c.condition, got, c.want)
		}
		if v.Truth == text.Yes && v.Witness.Principal == "" {
			t.Errorf("%s %s: a witness without a principal: %+v", c.principal, c.condition, v.Witness)
		}
	}
}

func TestDenyAgainstStrangers(t *testing.T) {
	star := `{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}`
	for deny, want := range map[string]text.Truth{
		`{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-9k2hx4qz1m"}}}`: text.No,
		`{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`:                  text.Yes,
		`{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:*"}`:                               text.No,
		`{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:*"}`:                                  text.Yes,
		`{"Effect":"Deny","Principal":"*","NotAction":"sts:AssumeRole"}`:                                                           text.Yes,
		`{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRoleWithSAML"}`:                                                      text.Yes,
		`{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}`:               text.Unknown,
	} {
		p, tr := compile(t, `{"Statement":[`+star+`,`+deny+`]}`)
		if got := p.AnyPrincipal(tr.Ways[0].ID).Truth; got != want {
			t.Errorf("%s: %v, want %v", deny, got, want)
		}
	}
}

// TestUnread: a statement that may be there can deny, so no proof is left; but
// it cannot widen what this statement lets in.
func TestUnread(t *testing.T) {
	doc := document(t, web(gh, `{"StringLike":{"@:sub":"repo:*"}}`))
	doc.Open, doc.Reading = true, iam.ReadingPart
	tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
	p := iam.Compile(tr, iam.Env{})
	if got := verdicts(p, tr.Ways[0].ID); got != "?n???" {
		t.Errorf("part of the document: %s", got)
	}
	doc = document(t, web(gh, `{"StringLike":{"@:sub":"repo:*"}}`))
	doc.Statements[0].Maybe = true
	tr = iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
	if got := verdicts(iam.Compile(tr, iam.Env{}), tr.Ways[0].ID); got != "?n???" {
		t.Errorf("a statement that may be there: %s", got)
	}
}

func TestWitnessReads(t *testing.T) {
	for _, c := range []struct{ policy, want string }{
		{web(gh, `{"StringLike":{"@:sub":"repo:acme*"}}`), "repo:acme-attacker/any-repo:ref:refs/heads/main"},
		{web(gh, `{"StringLike":{"@:sub":"repo:*/app:*"}}`), "repo:attacker/app:ref:refs/heads/main"},
		{web(hcp, `{"StringLike":{"@:sub":"organization:acme*"}}`), "organization:acme-attacker:project:any:workspace:any:run_phase:apply"},
		{web(gh, `{}`), "repo:attacker/any-repo:ref:refs/heads/main"},
	} {
		p, tr := compile(t, c.policy)
		v := p.ForeignTenant(tr.Ways[0].ID)
		if v.Truth != text.Yes {
			t.Errorf("%s: %v", c.policy, v.Truth)
			continue
		}
		t.Log(v.Witness.Claims)
		if got := v.Witness.Claims["sub"]; c.want != "" && got != c.want {
			t.Errorf("%s: witness %s, want %s", c.policy, got, c.want)
		}
	}
}

func TestBlame(t *testing.T) {
	policy := web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web","@:aud":"sts.amazonaws.com"},"StringLike":{"@:sub":"system:serviceaccount:ops:*"}}`)
	p, tr := compile(t, policy)
	v := p.AdmitsNothing(tr.Ways[0].ID)
	var got []string
	for _, s := range v.Because {
		got = append(got, s.Text())
	}
	want := []string{`"` + eks + `:sub":"system:serviceaccount:app:web"`, `"` + eks + `:sub":"system:serviceaccount:ops:*"`}
	if !slices.Equal(got, want) {
		t.Errorf("blamed %q, want %q", got, want)
	}
}

func TestAdmitsNothing(t *testing.T) {
	for _, c := range []struct {
		statement string
		want      text.Truth
	}{
		{`"Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"`, text.No},
		{`"Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:TagSession"`, text.No},
		{`"Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/x.example"},"Action":"sts:AssumeRole"`, text.Yes},
		{`"Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/x"},"Action":"sts:AssumeRoleWithSAML","Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}`, text.Unknown},
		{`"Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"}}`, text.No},
		{`"Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"},"StringNotEquals":{"sts:ExternalId":"x"}}`, text.Yes},
	} {
		p, tr := compile(t, `{"Statement":[{"Effect":"Allow",`+c.statement+`}]}`)
		if got := p.AdmitsNothing(tr.Ways[0].ID).Truth; got != c.want {
			t.Errorf("%s: %v, want %v", c.statement, got, c.want)
		}
	}
}

// TestRelaxed: that the subjects are not known says nothing about the audience,
// unless a Deny looks at subjects, too.
func TestRelaxed(t *testing.T) {
	allow := webStatement(eks, `{"StringEquals":{"@:sub":«var.subjects»}}`)
	deny := `{"Effect":"Deny","Principal":"*","Action":"*","Condition":{"StringEquals":{"` + eks + `:sub":"system:serviceaccount:app:web"}}}`
	for _, c := range []struct {
		statements string
		audience   text.Truth
	}{
		{allow, text.Yes},
		{allow + `,` + deny, text.Unknown},
		{webStatement(eks, `{"StringEquals":{"@:sub":«var.subjects»,"@:aud":"sts.amazonaws.com"}}`), text.No},
		{webStatement(eks, `{"StringEquals":{"@:sub":«var.subjects»,"@:aud":«var.audiences»}}`), text.Unknown},
	} {
		p, tr := compile(t, `{"Statement":[`+c.statements+`]}`)
		v := p.AnyAudience(tr.Ways[0].ID)
		if v.Truth != c.audience || v.Truth == text.Yes && len(v.Witness.Assumptions) != 1 {
			t.Errorf("%s: any audience %v (%+v), want %v", c.statements, v.Truth, v.Witness, c.audience)
		}
		if got := p.AnySubject(tr.Ways[0].ID).Truth; got == text.Yes {
			t.Errorf("%s: any subject %v", c.statements, got)
		}
	}
}

// TestOpenQuestionsNameWhatDecides: not what any account calls itself, but the
// list that is not known.
func TestOpenQuestionsNameWhatDecides(t *testing.T) {
	tb := text.NewTable("t")
	doc := symbolic(t, tb, `{"Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:«aws.partition»:iam::«aws.account_id»:oidc-provider/`+gh+`"},
		"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"`+gh+`:sub":[]}}}]}`)
	doc.Statements[0].Conditions[0].Values.Closed = false
	tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
	v := iam.Compile(tr, iam.Env{}).AnySubject(tr.Ways[0].ID)
	if len(v.Symbols) != 1 || v.Symbols[0].Name != "the values of the condition on "+gh+":sub" {
		t.Errorf("%v depends on %v", v.Truth, v.Symbols)
	}
}
