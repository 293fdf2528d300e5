package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// The classes of issuers: who can get a token of them.
const (
	ClassShared  = "shared"  // everybody
	ClassTenant  = "tenant"  // the members of one customer, named in the URL
	ClassPrivate = "private" // the workloads of one cluster or company
	ClassUnknown = "unknown"
)

// Profile is what is known of an issuer of OIDC tokens. It is dated data.
type Profile struct {
	Name  string
	Class string
	// Source says where this is documented, AsOf when it was read.
	Source, AsOf string
	// Audience is what tokens for AWS usually carry.
	Audience string
	// Claims are the claims that STS offers as condition keys, besides sub and aud.
	Claims []string
	// moreClaims says that STS offers claims that are not listed here.
	moreClaims bool
	// optional are claims that a token need not hold.
	optional []string
	// carried are claims that everybody's tokens can hold, with values that they
	// take.
	carried map[string][]string
	// Tenancy are the claims that say whose a token is.
	Tenancy []tenancy
	// samples are subjects that an outsider (or a neighbour) could have.
	samples []string
	// fill is readable text for the wildcards of a pattern.
	fill []string
	// subject makes the grammar of sub; nil for any string.
	subject func() []lang.Pattern
	// minted makes subjects that certainly exist; nil for those of subject.
	minted func() []lang.Pattern
}

// tenancy is a claim that holds the tenant between prefix and separator. The
// whole claim is the tenant if both are empty.
type tenancy struct{ claim, prefix, separator string }

// commonClaims are the condition keys that STS has for every OIDC provider.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif (as of 2026-11)
var commonClaims = []string{"amr", "oaud", "email", "azp"}

const (
	stsAudience = "sts.amazonaws.com"
	secureDoc   = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html"
	claimsNews  = "https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/"
	asOf        = "2026-11"
)

func subTenant(prefix, separator string) []tenancy { return []tenancy{{"sub", prefix, separator}} }

// profiles maps a host (or the beginning of a URL without scheme) to its profile.
func profileOf(url string) *Profile {
	url = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(url), "https://"), "/")
	host, path, _ := strings.Cut(url, "/")
	if p := sharedProfile(host, url); p != nil {
		return p
	}
	switch {
	case strings.HasPrefix(host, "oidc.eks") && strings.Contains(host, ".amazonaws.com"), strings.HasPrefix(host, "oidc-eks."):
		return cluster("EKS", "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html")
	case strings.HasSuffix(host, ".oic.prod-aks.azure.com"):
		return cluster("AKS", "https://learn.microsoft.com/azure/aks/use-oidc-issuer")
	case host == "container.googleapis.com":
		return cluster("GKE", "https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity")
	case host == "oidc.circleci.com":
		return &Profile{Name: "CircleCI", Class: ClassTenant, AsOf: asOf, Source: "https://circleci.com/docs/openid-connect-tokens/",
			Claims: []string{"project-id", "oidc.circleci.com/project-id"}, samples: []string{"org/5f1f5c0a-0000-4000-8000-000000000000/project/0b0e5b7c-0000-4000-8000-000000000000/user/00000000-0000-4000-8000-000000000000"}}
	case host == "api.bitbucket.org" || strings.HasPrefix(url, "api.bitbucket.org/2.0/workspaces/"):
		return &Profile{Name: "Bitbucket Pipelines", Class: ClassTenant, AsOf: asOf, Source: "https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/",
			samples: []string{"{11111111-1111-4111-8111-111111111111}:{22222222-2222-4222-8222-222222222222}"}}
	case host == "token.actions.githubusercontent.com" && path != "", strings.HasSuffix(host, ".ghe.com"):
		p := gitHub()
		p.Class = ClassTenant
		return p
	case host == "login.microsoftonline.com", host == "sts.windows.net":
		return &Profile{Name: "Microsoft Entra ID", Class: ClassTenant, AsOf: asOf, Source: "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference",
			samples: []string{"AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ"}}
	case strings.HasSuffix(host, ".oic.azure.com"), strings.HasPrefix(host, "kubernetes."):
		return cluster("Kubernetes", "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/")
	}
	return nil
}

// sharedProfile lists the issuers that everybody shares.
func sharedProfile(host, url string) *Profile {
	shared := func(name, audience string, t []tenancy, fill, samples []string) *Profile {
		return &Profile{Name: name, Class: ClassShared, Source: secureDoc, AsOf: asOf, Audience: audience,
			Claims: commonClaims, Tenancy: t, fill: fill, samples: samples}
	}
	switch {
	case url == "token.actions.githubusercontent.com":
		return gitHub()
	case url == "oidc-configuration.audit-log.githubusercontent.com", url == "vstoken.actions.githubusercontent.com":
		return shared("GitHub", stsAudience, subTenant("", ""), []string{"attacker"}, []string{"https://github.com/attacker"})
	case url == "gitlab.com":
		return shared("GitLab.com", "https://gitlab.com", subTenant("project_path:", "/"), []string{"attacker", "-attacker/any-project:ref_type:branch:ref:main", "attacker/any-project:ref_type:branch:ref:main", "any-project:ref_type:branch:ref:main"},
			[]string{"project_path:attacker/any-project:ref_type:branch:ref:main"}).minting(fields("project_path", "ref_type", "ref"))
	case url == "app.terraform.io":
		return shared("HCP Terraform", "aws.workload.identity", subTenant("organization:", ":"), []string{"attacker", "-attacker:project:any:workspace:any:run_phase:apply", "attacker:project:any:workspace:any:run_phase:apply", "any:run_phase:apply", "apply"},
			[]string{"organization:attacker:project:any:workspace:any:run_phase:apply"}).minting(fields("organization", "project", "workspace", "run_phase"))
	case url == "agent.buildkite.com":
		return shared("Buildkite", stsAudience, subTenant("organization:", ":"), []string{"attacker", "-attacker:pipeline:any:ref:refs/heads/main:commit:0:step:any", "-attacker", "attacker:pipeline:any:ref:refs/heads/main:commit:0:step:any"},
			[]string{"organization:attacker:pipeline:any:ref:refs/heads/main:commit:0000000:step:build"})
	case url == "accounts.google.com":
		p := shared("Google", "", []tenancy{{"sub", "", ""}, {"aud", "", ""}, {"oaud", "", ""}, {"email", "", ""}}, []string{"1"}, []string{"100000000000000000001"})
		p.Source, p.moreClaims = claimsNews, true
		return p
	case url == "cognito-identity.amazonaws.com":
		p := shared("Amazon Cognito", "", []tenancy{{"aud", "", ""}, {"sub", "", ""}}, []string{"attacker"}, []string{"us-east-1:00000000-0000-4000-8000-000000000000"})
		// https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
		p.carried = map[string][]string{"amr": {"authenticated", "unauthenticated"}}
		return p
	case url == "oidc.vercel.com":
		return shared("Vercel", "", []tenancy{{"aud", "", ""}, {"sub", "owner:", ":"}}, []string{"attacker"}, []string{"owner:attacker:project:any:environment:production"})
	case host == "oidc.vercel.com":
		return &Profile{Name: "Vercel", Class: ClassTenant, AsOf: asOf, Source: "https://vercel.com/docs/oidc", Claims: commonClaims, samples: []string{"owner:team:project:any:environment:preview"}}
	case url == "api.pulumi.com/oidc":
		return shared("Pulumi Cloud", "", []tenancy{{"aud", "", ""}, {"sub", "", ""}}, []string{"attacker"}, []string{"pulumi:deploy:org:attacker:project:any:stack:any:operation:update:scope:write"})
	case url == "oidc.codefresh.io":
		return shared("Codefresh", "", subTenant("account:", ":"), []string{"attacker"}, []string{"account:attacker:pipeline:any:initiator:any"})
	case url == "scalr.io":
		return shared("Scalr", "", subTenant("account:", ":"), []string{"attacker"}, []string{"account:attacker:environment:any:workspace:any"})
	case url == "proidc.upbound.io":
		return shared("Upbound", stsAudience, subTenant("mcp:", "/"), []string{"attacker"}, []string{"mcp:attacker/any:provider:aws"})
	case url == "studio.datachain.ai/api":
		return shared("DVC Studio", "", subTenant("credentials:", "/"), []string{"attacker"}, []string{"credentials:attacker/any"})
	}
	return nil
}

// gitHub is GitHub Actions. Since January 2026 STS offers more of its claims
// as condition keys, so a policy without sub need not be open.
// Subjects can be customised, so their grammar is loose; refs hold neither of
// the wildcards (git-check-ref-format).
// https://docs.github.com/actions/reference/security/oidc
// https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
func gitHub() *Profile {
	return &Profile{
		Name: "GitHub Actions", Class: ClassShared, Source: secureDoc, AsOf: asOf, Audience: stsAudience,
		Claims:   append([]string{"actor", "actor_id", "job_workflow_ref", "repository", "repository_id", "workflow", "ref", "environment", "enterprise_id"}, commonClaims...),
		optional: []string{"environment", "enterprise_id"},
		Tenancy: []tenancy{
			{"sub", "repo:", "/"}, {"repository", "", "/"}, {"repository_id", "", ""}, {"job_workflow_ref", "", "/"},
			{"enterprise_id", "", ""}, {"actor", "", ""}, {"actor_id", "", ""},
		},
		samples: []string{"repo:attacker/any-repo:ref:refs/heads/main", "repo:attacker/any-repo:pull_request"},
		fill: []string{"attacker", "-attacker/any-repo:ref:refs/heads/main", "any-repo:ref:refs/heads/main", "attacker/any-repo:ref:refs/heads/main",
			"-attacker:ref:refs/heads/main", "ref:refs/heads/main"},
		subject: func() []lang.Pattern { return []lang.Pattern{lang.Runes(" -)+->@-~").OrSymbol().Some()} },
		minted: func() []lang.Pattern {
			owner := lang.Concat(lang.Runes("0-9A-Za-z").OrSymbol().One(), lang.Runes("-0-9A-Za-z").OrSymbol().Many())
			run := lang.Concat(lang.Text(":"), lang.Runes("!-)+->@-~").OrSymbol().Some())
			return []lang.Pattern{
				lang.Concat(lang.Text("repo:"), owner, lang.Text("/"), lang.Runes("---.0-9A-Z_a-z").OrSymbol().Some(), run),
				lang.Concat(lang.Text("repo:"), oneSymbol(), run), oneSymbol(),
			}
		},
	}
}

// oneSymbol is an unknown part that takes the place of several fields: it is
// assumed to be well-formed.
func oneSymbol() lang.Pattern { return lang.Runes("").OrSymbol().Some() }

// fields are "name:value:name:value:..." with values of any characters that no
// pattern gives a meaning to.
func fields(names ...string) func() []lang.Pattern {
	return func() []lang.Pattern {
		var ps []lang.Pattern
		for i, name := range names {
			if i > 0 {
				name = ":" + name
			}
			ps = append(ps, lang.Text(name+":"), lang.Runes("!-)+-9;->@-~").OrSymbol().Some())
		}
		return []lang.Pattern{lang.Concat(ps...), oneSymbol()}
	}
}

// minting adds the shape of the subjects that the issuer makes by default.
func (p *Profile) minting(shape func() []lang.Pattern) *Profile {
	p.minted = shape
	return p
}

// cluster is one Kubernetes cluster: a subject is a namespace, a DNS label, and
// a service account, a DNS subdomain.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
func cluster(name, doc string) *Profile {
	return &Profile{
		Name: name, Class: ClassPrivate, Source: doc, AsOf: asOf, Audience: stsAudience, Claims: commonClaims,
		samples: []string{"system:serviceaccount:default:any-account", "system:serviceaccount:any-namespace:any-account"},
		fill:    []string{"any-account", "any-namespace", "-any", "default:any-account", "any-namespace:any-account"},
		subject: func() []lang.Pattern {
			return []lang.Pattern{lang.Concat(lang.Text("system:serviceaccount:"), lang.Runes("a-z0-9-").OrSymbol().Some(),
				lang.Text(":"), lang.Runes("a-z0-9.-").OrSymbol().Some())}
		},
		minted: func() []lang.Pattern {
			label := lang.Concat(lang.Runes("a-z0-9").OrSymbol().One(), lang.Runes("a-z0-9-").OrSymbol().Many())
			name := lang.Concat(lang.Runes("a-z0-9").OrSymbol().One(), lang.Runes("a-z0-9.-").OrSymbol().Many())
			return []lang.Pattern{
				lang.Concat(lang.Text("system:serviceaccount:"), label, lang.Text(":"), name),
				lang.Concat(lang.Text("system:serviceaccount:"), oneSymbol()), oneSymbol(),
			}
		},
	}
}

// anyIssuer is an issuer of which nothing is known.
func anyIssuer() *Profile {
	return &Profile{Name: "unknown", Class: ClassUnknown, samples: []string{"any-subject"}, fill: []string{"any"}}
}

// ProfileOf returns the profile of an issuer's URL, with or without scheme. A
// URL that is not known is matched by its symbols: an EKS cluster's issuer is
// private. The profile of any other issuer has class unknown.
func ProfileOf(url facts.Text) *Profile {
	if s, ok := url.Value(); ok {
		if p := profileOf(s); p != nil {
			return p
		}
		return anyIssuer()
	}
	for _, sym := range url.Symbols() {
		if eksSymbol(sym) {
			return cluster("EKS", "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html")
		}
	}
	var b strings.Builder
	for _, part := range url.Parts() {
		b.WriteString(part.Lit)
		if part.Sym != nil {
			b.WriteByte('x')
		}
	}
	if p := profileOf(b.String()); p != nil {
		return p
	}
	return anyIssuer()
}

// eksSymbol recognises aws_eks_cluster.NAME.identity[0].oidc[0].issuer.
func eksSymbol(s *text.Symbol) bool {
	return strings.Contains(s.Name, "aws_eks_cluster.") && strings.Contains(s.Name, "identity") && strings.Contains(s.Name, "oidc")
}

// usable reports whether STS can offer a claim of the issuer as a condition
// key; where nothing is known of the issuer that is not known either.
func (p *Profile) usable(claim string) text.Truth {
	switch {
	case claim == "sub" || claim == "aud" || slices.Contains(p.Claims, claim):
		return text.Yes
	case p.Class == ClassUnknown || p.Class == ClassTenant || p.moreClaims:
		return text.Unknown
	}
	return text.No
}

// subjects is the set of the issuer's subjects: all that there may be if upper,
// else those that there certainly are.
func (p *Profile) subjects(upper bool) lang.Set {
	switch {
	case !upper && p.minted != nil:
		return lang.Of(p.minted()...)
	case p.subject != nil:
		return lang.Of(p.subject()...)
	}
	return lang.All()
}

// tenant returns how a claim says whose the token is.
func (p *Profile) tenant(claim string) (tenancy, bool) {
	for _, t := range p.Tenancy {
		if t.claim == claim {
			return t, true
		}
	}
	return tenancy{}, false
}
