package iam_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

func TestWrongKey(t *testing.T) {
	const other = "oidc.eks.eu-west-1.amazonaws.com/id/7C1F0E5A9B3D4826A1E4D90F6B2C8357"
	one := func(key string) string { return `{"StringEquals":{"` + key + `":"system:serviceaccount:app:web"}}` }
	for _, c := range []struct{ host, condition, want string }{
		{eks, one("@:sub"), "n"},
		{eks, one("@:subject"), "n"}, // of the issuer, but no claim that STS offers
		{eks, one("aws:PrincipalTag/a:b"), "n"},
		{eks, one(other + ":sub"), "y tokens along this way are issued by " + eks + " (did you mean " + eks + ":sub?)"},
		{eks, one(gh + ":sub"), "y tokens along this way are issued by " + eks + " (did you mean " + eks + ":sub?)"},
		{eks, one("https://@:sub"), "y a key has no https:// (did you mean " + eks + ":sub?)"},
		{eks, one("@/:sub"), "y the provider's URL does not end in a slash (did you mean " + eks + ":sub?)"},
		{eks + "/", one("@:sub"), "n"},
		{eks, one("@::sub"), "y a key has one colon before its claim (did you mean " + eks + ":sub?)"},
		{eks, one("@:sub:sub"), "y a key names one claim, and sub is written before it as well (did you mean " + eks + ":sub?)"},
		{eks, one("@:sub:aud"), "y a key names one claim, and sub is written before it as well (did you mean " + eks + ":aud?)"},
		{eks, one("arn:aws:iam::111122223333:oidc-provider/@:sub"), "y a key begins with the issuer's host, not with an ARN (did you mean " + eks + ":sub?)"},
		{eks, one("«aws_iam_openid_connect_provider.x.arn»:sub"), "y a key begins with the issuer's host, not with the ARN of the provider (did you mean " + eks + ":sub?)"},
		{eks, one("«module.eks.oidc_provider»:sub"), "n"},
		{eks, one("«module.eks.oidc_provider»:sub:sub"), "y a key names one claim, and sub is written before it as well (did you mean ${module.eks.oidc_provider}:sub?)"},
		// A condition that such a key makes hold is another question.
		{eks, `{"StringNotEquals":{"` + other + `:sub":"x"}}`, "n"},
		{eks, `{"StringEqualsIfExists":{"` + other + `:sub":"x"}}`, "n"},
	} {
		p, tr := compile(t, web(c.host, c.condition))
		v, why := p.WrongKey(tr.Ways[0].ID, &tr.Statements[0].Conditions[0])
		if got := strings.TrimSpace(string("?ny"[v.Truth]) + " " + why); got != c.want {
			t.Errorf("%s:\n\t%s, want\n\t%s", c.condition, got, c.want)
		}
		if v.Truth == text.Yes && p.AdmitsNothing(tr.Ways[0].ID).Truth != text.Yes {
			t.Errorf("%s: somebody gets in", c.condition)
		}
	}
}

func TestMalformed(t *testing.T) {
	const k8s = "a subject of EKS is system:serviceaccount:NAMESPACE:NAME"
	const git = "a subject of GitHub Actions is repo:OWNER/NAME: and ref:refs/..., environment:... or pull_request, unless a template changes that"
	equals := func(value string) string { return `{"StringEquals":{"@:sub":"` + value + `"}}` }
	like := func(value string) string { return `{"StringLike":{"@:sub":"` + value + `"}}` }
	meant := func(s string) string { return " (did you mean " + s + "?)" }
	for _, c := range []struct{ host, condition, want string }{
		{eks, equals("system:serviceaccount:app:web"), "n"},
		{eks, equals("system:serviceaccount:app:web.v2"), "n"},
		{eks, like("system:serviceaccount:app-*:w?b"), "n"},
		{eks, like("*:app:web"), "n"},
		{eks, equals("system:serviceaccount:«ns»:web"), "n"},
		{eks, equals("system:serviceaccount:«both»"), "n"},
		{eks, equals("«subject»"), "n"},
		{eks, equals("serviceaccount:app:web"), "y " + k8s + meant("system:serviceaccount:app:web")},
		{eks, equals("system:serviceaccounts:app:web"), "y " + k8s + meant("system:serviceaccount:app:web")},
		{eks, equals("system:serviceaccount:app/web"), "y " + k8s + meant("system:serviceaccount:app:web")},
		{eks, equals("app/web"), "y " + k8s + meant("system:serviceaccount:app:web")},
		{eks, equals("system:serviceaccount:App:web"), "y " + k8s + meant("system:serviceaccount:app:web")},
		{eks, equals("system:serviceaccount:my_app:web"), "y " + k8s + meant("system:serviceaccount:my-app:web")},
		{eks, like("system:serviceaccount:my_app:*"), "y " + k8s + meant("system:serviceaccount:my-app:*")},
		{eks, equals("system:serviceaccount:app:web "), "y " + k8s + meant("system:serviceaccount:app:web")},
		{eks, like("system:serviceaccount:web"), "y " + k8s},
		{eks, equals("system:serviceaccount:«ns»/web"), "y " + k8s},
		{eks, equals(""), "y " + k8s},
		{eks, equals("system:serviceaccount:app:*"), "n"}, // a wildcard that is none
		{eks, `{"StringEqualsIgnoreCase":{"@:sub":"system:serviceaccount:App:web"}}`, "n"},
		{eks, `{"StringNotEquals":{"@:sub":"system:serviceaccount:app/web"}}`, "y " + k8s + meant("system:serviceaccount:app:web")},
		{eks, `{"StringEquals":{"@:aud":"app/web"}}`, "n"},
		{"«issuer»", equals("system:serviceaccount:web"), "y a subject of Kubernetes is system:serviceaccount:NAMESPACE:NAME"},
		{"«issuer»", equals("app/web"), "n"},
		{gh, equals("repo:acme/app:ref:refs/heads/main"), "n"},
		{gh, equals("repo:acme/app:environment:prod"), "n"},
		{gh, equals("repo:acme/app:environment:prod%3Aeu"), "n"},
		{gh, equals("repo:acme/app:pull_request"), "n"},
		{gh, equals("repo:acme/app:ref:refs/pull/1/merge"), "n"},
		{gh, equals("repo:acme~1/app~2:ref:refs/heads/main"), "n"},
		{gh, equals("repo:acme/app:job_workflow_ref:acme/ci/.github/workflows/x.yml~refs/heads/main"), "n"},
		{gh, equals("repository_owner:acme:environment:prod"), "n"},
		{gh, equals("environment:prod:repo:acme/app"), "n"},
		{gh, equals("repo_property_team:web:repo:acme/app"), "n"},
		{gh, like("repo:acme/*"), "n"},
		{gh, like("repo:«repository»"), "n"},
		{gh, equals("repo:acme/app"), "y " + git + meant("repo:acme/app:ref:refs/heads/main")},
		{gh, equals("repo:acme/app:main"), "y " + git + meant("repo:acme/app:ref:refs/heads/main")},
		{gh, equals("repo:acme/app:ref:main"), "y " + git + meant("repo:acme/app:ref:refs/heads/main")},
		{gh, equals("repo:acme/app:ref:refs/head/main"), "y " + git + meant("repo:acme/app:ref:refs/heads/main")},
		{gh, equals("repo:acme/app:branch:dev"), "y " + git + meant("repo:acme/app:ref:refs/heads/dev")},
		{gh, equals("repo:acme/app:refs/heads/main"), "y " + git + meant("repo:acme/app:ref:refs/heads/main")},
		{gh, equals("acme/app:ref:refs/heads/main"), "y " + git + meant("repo:acme/app:ref:refs/heads/main")},
		{gh, equals("repo:https://github.com/acme/app:ref:refs/heads/main"), "y " + git + meant("repo:acme/app:ref:refs/heads/main")},
		{gh, equals("repo: acme/app:pull_request"), "y " + git + meant("repo:acme/app:pull_request")},
		{gh, like("repo:acme:*"), "y " + git},
		{gitlab, equals("project_path:acme/app:ref_type:branch:ref:main"), "n"},
		{gitlab, equals("project_path:acme/group/app:ref_type:tag:ref:v1"), "n"},
		{gitlab, equals("project_path:acme/app"), "y a subject of GitLab.com is project_path:GROUP/PROJECT:ref_type:branch:ref:NAME" + meant("project_path:acme/app:ref_type:branch:ref:main")},
		{hcp, like("organization:acme:project:*:workspace:*:run_phase:*"), "n"},
		{hcp, like("organization:acme:workspace:w:run_phase:apply"), "y a subject of HCP Terraform is organization:NAME:project:NAME:workspace:NAME:run_phase:PHASE" + meant("organization:acme:project:Default Project:workspace:w:run_phase:apply")},
		{"idp.example.com", equals("whatever"), "n"},
		{google, equals("whatever"), "n"},
	} {
		p, tr := compile(t, strings.ReplaceAll(web(c.host, c.condition), "~", "@"))
		cond := &tr.Statements[0].Conditions[0]
		v, why := p.Malformed(tr.Ways[0].ID, cond, cond.Values.Items[0])
		if got := strings.TrimSpace(string("?ny"[v.Truth]) + " " + why); got != c.want {
			t.Errorf("%s %s:\n\t%s, want\n\t%s", c.host, c.condition, got, c.want)
		}
	}
}

func TestDead(t *testing.T) {
	deny := func(condition string) string {
		return `,{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":` + condition + `}`
	}
	aws := func(condition string) string {
		return `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":` + condition + `}`
	}
	for _, c := range []struct{ statements, want, blamed string }{
		{webStatement(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web","@:aud":"sts.amazonaws.com"},"StringLike":{"@:sub":"system:serviceaccount:ops:*"}}`),
			"y its conditions on " + eks + ":sub exclude each other", `"` + eks + `:sub":"system:serviceaccount:app:web" | "` + eks + `:sub":"system:serviceaccount:ops:*"`},
		{webStatement(eks, `{"StringEquals":{"@:sub":[]}}`), "y its condition on " + eks + ":sub has no values", `"` + eks + `:sub":[]`},
		{webStatement(eks, `{}`) + deny(`{}`), "y a Deny refuses all that it allows", strings.TrimPrefix(deny(`{}`), ",")},
		{webStatement(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web","@:aud":"x"}}`) + deny(`{"StringLike":{"`+eks+`:sub":"*:app:*"}}`),
			"y a Deny refuses all that its conditions on " + eks + ":sub let through", `"` + eks + `:sub":"system:serviceaccount:app:web" | ` + strings.TrimPrefix(deny(`{"StringLike":{"`+eks+`:sub":"*:app:*"}}`), ",")},
		{aws(`{"StringLike":{"aws:PrincipalArn":"aws:arn:iam::*:role/x"}}`), "y no request has a value of aws:PrincipalArn that its condition takes (aws:arn:iam::*:role/x)", `"aws:PrincipalArn":"aws:arn:iam::*:role/x"`},
		{strings.Replace(aws(`{"StringLike":{"aws:PrincipalArn":"aws:arn:iam::*:role/x"}}`), `"*"`, `"111122223333"`, 1), "y no request has a value of aws:PrincipalArn that its condition takes (aws:arn:iam::*:role/x)", `"aws:PrincipalArn":"aws:arn:iam::*:role/x"`},
		{aws(`{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/x"}}`), "n", ""},
		{aws(`{"StringLike":{"aws:PrincipalArn":"«arn»"}}`), "n", ""},
		// One's own account is somebody, too.
		{aws(`{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::«aws.account_id»:role/x-*"}}`), "n", ""},
		{aws(`{"StringEquals":{"aws:PrincipalOrgID":"o-9k2hx4qz1m"}}`), "n", ""},
		{webStatement(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:«ns»:web"},"StringLike":{"@:sub":"*:app:*"}}`), "? that depends on values that are not known", ""},
		{webStatement(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web"}}`), "n", ""},
		// More precise questions find these.
		{webStatement(eks, `{"StringEquals":{"@:subject":"system:serviceaccount:app:web"}}`), "n", ""},
		{webStatement(eks, `{"StringEquals":{"@:aud":"x","sts:ExternalId":"x"}}`), "n", ""},
		{webStatement(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:*"}}`), "n", ""},
		{webStatement(eks, `{"StringEquals":{"@:sub":"app:web"}}`), "n", ""},
		{webStatement(eks, `{"StringEquals":{"`+gh+`:sub":"system:serviceaccount:app:web"}}`), "n", ""},
		{`{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::1:saml-provider/x"},"Action":"sts:AssumeRoleWithWebIdentity"}`, "n", ""},
	} {
		p, tr := compile(t, `{"Statement":[`+c.statements+`]}`)
		v, why := p.Dead(tr.Ways[0].ID)
		if got := strings.TrimSpace(string("?ny"[v.Truth]) + " " + why); got != c.want {
			t.Errorf("%s:\n\t%s, want\n\t%s", c.statements, got, c.want)
		}
		var blamed []string
		for _, s := range v.Because {
			blamed = append(blamed, s.Text())
		}
		if got := strings.Join(blamed, " | "); v.Truth == text.Yes && got != c.blamed {
			t.Errorf("%s: blamed\n\t%s, want\n\t%s", c.statements, got, c.blamed)
		}
	}
}

func TestWider(t *testing.T) {
	sub := func(values ...string) string {
		return webStatement(gh, `{"StringLike":{"@:sub":["`+strings.Join(values, `","`)+`"]}}`)
	}
	denying := func(value string) string {
		return `,{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":{"StringLike":{"` + gh + `:sub":"` + value + `"}}}`
	}
	for _, c := range []struct{ before, after, want string }{
		{sub("repo:acme/app:*"), sub("repo:acme/app:*"), "n"},
		{sub("repo:acme/app:*"), sub("repo:acme/app:ref:refs/heads/main"), "n"},
		{sub("repo:acme/app:ref:refs/heads/main"), sub("repo:acme/app:*"), "y repo:acme/app:ref:refs/heads/any-branch"},
		{sub("repo:acme/app:*", "repo:acme/lib:*"), sub("repo:acme/lib:*"), "n"},
		{sub("repo:acme/*"), sub("repo:acme*"), "y repo:acme-attacker/any-repo:ref:refs/heads/main"},
		{sub("repo:acme/app:*"), sub("repo:acme/app:*") + denying("*:pull_request"), "n"},
		{sub("repo:acme/app:*") + denying("*:pull_request"), sub("repo:acme/app:*"), "y repo:acme/app:pull_request"},
		{sub("repo:acme/app:*"), sub("repo:acme/app:*") + `,` + sub("repo:acme/lib:ref:refs/heads/main"), "y repo:acme/lib:ref:refs/heads/main"},
		{sub("repo:acme/app:*"), sub("repo:acme/app:*") + `,` + webStatement(hcp, `{"StringEquals":{"@:sub":"organization:a:project:b:workspace:c:run_phase:apply"}}`), "y organization:a:project:b:workspace:c:run_phase:apply"},
		{sub("repo:«org»/app:*"), sub("repo:«org»/app:*"), "n"},
		{sub("repo:«org»/app:*"), sub("repo:«other»/app:*"), "?"},
		{sub("repo:acme/app:ref:refs/heads/main"), sub("«subject»"), "?"},
		{sub("repo:acme/app:*") + denying("«subject»"), sub("repo:acme/app:*"), "?"},
	} {
		before, _ := compile(t, `{"Statement":[`+c.before+`]}`)
		after, _ := compile(t, `{"Statement":[`+c.after+`]}`)
		v := iam.Wider(before, after)
		got := string("?ny"[v.Truth])
		if v.Witness != nil {
			got += " " + v.Witness.Claims["sub"]
		}
		if got != c.want {
			t.Errorf("%s\n%s: %s, want %s", c.before, c.after, got, c.want)
		}
	}
}

// TestWiderPrincipals compares who is let in by name: an account stands for all
// its principals, and a role for itself.
func TestWiderPrincipals(t *testing.T) {
	role := func(account, name string) string { return `"arn:aws:iam::` + account + `:role/` + name + `"` }
	const a, b, root = "444455556666", "777788889999", `"arn:aws:iam::444455556666:root"`
	for _, c := range []struct{ before, after, want string }{
		{root, root, "n"},
		{root, `"` + a + `"`, "n"},
		{root, role(a, "x"), "n"},
		{`"` + a + `"`, role(a, "x"), "n"},
		{root, role(b, "x"), "y arn:aws:iam::777788889999:role/x"},
		{role(a, "x"), role(a, "y"), "y arn:aws:iam::444455556666:role/y"},
		{role(a, "x"), root, "y arn:aws:iam::444455556666:role/any-other-role"},
		{role(a, "x") + "," + role(a, "y"), role(a, "y"), "n"},
		{root, role("«account»", "x"), "?"},
		{role("«account»", "x"), role("«account»", "x"), "n"},
		{root, `"*"`, "y arn:aws:iam::999999999999:role/attacker"},
		{`"*"`, root, "n"},
	} {
		policy := func(who string) *iam.Policy {
			p, _ := compile(t, `{"Statement":[{"Effect":"Allow","Principal":{"AWS":[`+who+`]},"Action":"sts:AssumeRole"}]}`)
			return p
		}
		v := iam.Wider(policy(c.before), policy(c.after))
		got := string("?ny"[v.Truth])
		if v.Witness != nil {
			got += " " + v.Witness.Principal
		}
		if got != c.want {
			t.Errorf("from %s to %s: %s, want %s", c.before, c.after, got, c.want)
		}
	}
}

func TestAccounts(t *testing.T) {
	for _, c := range []struct{ principal, condition, account, root, vouched string }{
		{`"444455556666"`, `{}`, "444455556666", "y", "n"},
		{`"arn:aws:iam::444455556666:root"`, `{"StringEquals":{"sts:ExternalId":"x"}}`, "444455556666", "y", "y"},
		{`"arn:aws:iam::444455556666:role/x"`, `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`, "444455556666", "n", "y"},
		{`"arn:aws:iam::«account»:root"`, `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`, "${account}", "y", "n"},
		{`"«arn»"`, `{"StringEquals":{"«key»":"x"}}`, "", "?", "?"},
		{`"*"`, `{}`, "", "n", "n"},
	} {
		p, tr := compile(t, `{"Statement":[{"Effect":"Allow","Principal":{"AWS":`+c.principal+`},"Action":"sts:AssumeRole","Condition":`+c.condition+`}]}`)
		id := tr.Ways[0].ID
		account, root, vouched := p.Account(id).String(), string("?ny"[p.IsRoot(id)]), string("?ny"[p.Vouched(id).Truth])
		if account != c.account || root != c.root || vouched != c.vouched {
			t.Errorf("%s %s: %s %s %s, want %s %s %s", c.principal, c.condition, account, root, vouched, c.account, c.root, c.vouched)
		}
		if c.account == "444455556666" && p.NamesAccount(id, known(c.account)[0]) != text.Yes {
			t.Errorf("%s is not of its own account", c.principal)
		}
	}
	var none facts.ID
	p, _ := compile(t, web(eks, `{}`))
	if !p.Account(none).Absent() || p.IsRoot(none) != text.No || p.Vouched(none).Truth != text.No {
		t.Error("a way that is not there has answers")
	}
}
