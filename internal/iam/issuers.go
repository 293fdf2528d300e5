package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/lang"
)

// The rows of the table of issuers. Each says where it is from; what is listed
// as shared is what IAM lists, as of asOf:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html

// profileOf maps a host (or the beginning of a URL without scheme) to its
// profile; nil if there is none.
func profileOf(url string) *Profile {
	url = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(url), "https://"), "/")
	host, path, _ := strings.Cut(url, "/")
	for _, find := range []func(host, path, url string) *Profile{sharedCI, sharedOther, clusterProfile, tenantProfile, hostedProfile} {
		if p := find(host, path, url); p != nil {
			return p
		}
	}
	return nil
}

// shared makes the row of an issuer that everybody shares.
func shared(name, audience string, t []tenancy, fill, samples []string) *Profile {
	return &Profile{
		Name: name, Class: ClassShared, Source: secureDoc, AsOf: asOf, Audience: audience,
		Claims: commonClaims, Tenancy: t, fill: fill, samples: samples,
	}
}

// sharedCI are the services that run jobs for everybody.
func sharedCI(_, _, url string) *Profile {
	switch url {
	case "token.actions.githubusercontent.com":
		return gitHub()
	case "oidc-configuration.audit-log.githubusercontent.com", "vstoken.actions.githubusercontent.com":
		return shared("GitHub", stsAudience, subTenant("", ""), []string{"attacker"}, []string{"https://github.com/attacker"})
	case "gitlab.com":
		p := shared("GitLab.com", "https://gitlab.com", nil, gitLabFill, []string{"project_path:attacker/any-project:ref_type:branch:ref:main"})
		return gitLab(p)
	case "app.terraform.io":
		p := shared("HCP Terraform", "aws.workload.identity", nil,
			[]string{"attacker", "-attacker:project:any:workspace:any:run_phase:apply", "attacker:project:any:workspace:any:run_phase:apply", "any:run_phase:apply", "apply"},
			[]string{"organization:attacker:project:any:workspace:any:run_phase:apply"})
		p.Tenancy = []tenancy{{claim: "sub", prefix: "organization:", separator: ":", resources: true, end: ":run_phase:", group: "project:", unique: ":workspace:"}}
		p.subject, p.mend = terraformSubjects, mendTerraform
		p.form = "organization:NAME:project:NAME:workspace:NAME:run_phase:PHASE"
		p.minted = func() lang.Set { return fields("organization", "project", "workspace", "run_phase") }
		return p
	case "agent.buildkite.com":
		// https://buildkite.com/docs/agent/cli/reference/oidc#claims; a job can put another claim into sub.
		return shared("Buildkite", stsAudience, subTenant("organization:", ":"),
			[]string{"attacker", "-attacker:pipeline:any:ref:refs/heads/main:commit:0:step:any", "-attacker", "attacker:pipeline:any:ref:refs/heads/main:commit:0:step:any"},
			[]string{"organization:attacker:pipeline:any:ref:refs/heads/main:commit:0000000:step:build"})
	case "oidc.codefresh.io":
		return shared("Codefresh", "", subTenant("account:", ":"), []string{"attacker"}, []string{"account:attacker:pipeline:any:initiator:any"})
	case "scalr.io":
		return shared("Scalr", "", subTenant("account:", ":"), []string{"attacker"}, []string{"account:attacker:environment:any:workspace:any"})
	}
	return nil
}

// sharedOther are the other services with one issuer for all.
func sharedOther(_, _, url string) *Profile {
	switch url {
	case "accounts.google.com":
		p := shared("Google", "", []tenancy{{claim: "sub"}, {claim: "aud"}, {claim: "oaud"}, {claim: "email"}}, []string{"1"}, []string{"100000000000000000001"})
		p.Source, p.moreClaims = claimsNews, true
		return p
	case "cognito-identity.amazonaws.com":
		p := shared("Amazon Cognito", "", []tenancy{{claim: "aud"}, {claim: "sub"}}, []string{"attacker"}, []string{"us-east-1:00000000-0000-4000-8000-000000000000"})
		// https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
		p.carried = map[string][]string{"amr": {"authenticated", "unauthenticated"}}
		return p
	case "oidc.vercel.com":
		p := shared("Vercel", "", []tenancy{{claim: "aud"}, {claim: "sub", prefix: "owner:", separator: ":"}}, []string{"attacker"},
			[]string{"owner:attacker:project:any:environment:production"})
		p.subject, p.form = vercelSubjects, "owner:TEAM:project:NAME:environment:NAME"
		return p
	case "api.pulumi.com/oidc":
		return shared("Pulumi Cloud", "", []tenancy{{claim: "aud"}, {claim: "sub"}}, []string{"attacker"},
			[]string{"pulumi:deploy:org:attacker:project:any:stack:any:operation:update:scope:write"})
	case "proidc.upbound.io":
		return shared("Upbound", stsAudience, subTenant("mcp:", "/"), []string{"attacker"}, []string{"mcp:attacker/any:provider:aws"})
	case "studio.datachain.ai/api":
		return shared("DVC Studio", "", subTenant("credentials:", "/"), []string{"attacker"}, []string{"credentials:attacker/any"})
	}
	return nil
}

// tenantProfile are the services that give each customer an issuer of its own.
func tenantProfile(host, path, url string) *Profile {
	tenant := func(name, source, sample string) *Profile {
		return &Profile{Name: name, Class: ClassTenant, AsOf: asOf, Source: source, Claims: commonClaims, samples: []string{sample}}
	}
	switch {
	case host == "token.actions.githubusercontent.com" && path != "",
		strings.HasPrefix(host, "token.actions.") && strings.HasSuffix(host, ".ghe.com"), path == "_services/token":
		// An enterprise's own path, data residency, and GitHub Enterprise Server.
		// https://docs.github.com/enterprise-cloud@latest/actions/reference/security/oidc#customizing-the-issuer-value-for-an-enterprise
		p := gitHub()
		p.Class = ClassTenant
		return p
	case host == "oidc.circleci.com":
		p := tenant("CircleCI", "https://circleci.com/docs/openid-connect-tokens/",
			"org/5f1f5c0a-0000-4000-8000-000000000000/project/0b0e5b7c-0000-4000-8000-000000000000/user/00000000-0000-4000-8000-000000000000")
		p.Claims, p.subject = []string{"project-id", "oidc.circleci.com/project-id"}, circleSubjects
		p.form = "org/ID/project/ID/user/ID"
		return p
	case host == "api.bitbucket.org":
		return tenant("Bitbucket Pipelines", "https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/",
			"{11111111-1111-4111-8111-111111111111}:{22222222-2222-4222-8222-222222222222}")
	case host == "login.microsoftonline.com", host == "sts.windows.net":
		return tenant("Microsoft Entra ID", "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference", "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ")
	case host == "vstoken.dev.azure.com":
		return tenant("Azure DevOps", "https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity", "sc://acme/any-project/any-connection")
	case host == "oidc.vercel.com":
		p := tenant("Vercel", "https://vercel.com/docs/oidc/reference", "owner:team:project:any:environment:preview")
		p.subject, p.form = vercelSubjects, "owner:TEAM:project:NAME:environment:NAME"
		return p
	}
	return nil
}

// hostedProfile are programs that people run themselves, told by how their hosts
// are usually called. That is no proof, so that no grammar comes with it.
func hostedProfile(host, _, _ string) *Profile {
	first, _, _ := strings.Cut(host, ".")
	switch {
	case first == "gitlab":
		return &Profile{
			Name: "GitLab", Class: ClassTenant, AsOf: asOf, Source: "https://docs.gitlab.com/ci/cloud_services/aws/",
			Tenancy: gitLabTenancy, runs: gitLabRuns, samples: []string{"project_path:any-group/any-project:ref_type:branch:ref:main"}, fill: gitLabFill,
		}
	case first == "spire", first == "spiffe", first == "oidc-discovery":
		return &Profile{
			Name: "SPIFFE", Class: ClassPrivate, AsOf: asOf, Source: "https://spiffe.io/docs/latest/keyless/oidc-federation-aws/",
			samples: []string{"spiffe://example.org/any-workload"}, fill: []string{"any-workload"},
		}
	}
	return nil
}

// clusterProfile are the issuers of Kubernetes clusters.
func clusterProfile(host, _, _ string) *Profile {
	switch {
	case strings.HasPrefix(host, "oidc.eks") && strings.Contains(host, ".amazonaws.com"), strings.HasPrefix(host, "oidc-eks."):
		return cluster("EKS", "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html")
	case strings.HasSuffix(host, ".oic.prod-aks.azure.com"):
		return cluster("AKS", "https://learn.microsoft.com/azure/aks/use-oidc-issuer")
	case host == "container.googleapis.com":
		return cluster("GKE", "https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity")
	case strings.HasSuffix(host, ".oic.azure.com"), strings.HasPrefix(host, "kubernetes."):
		return cluster("Kubernetes", "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/")
	}
	return nil
}

// gitHub is GitHub Actions. Since January 2026 STS offers more of its claims
// as condition keys, so a policy without sub need not be open.
// https://docs.github.com/actions/reference/security/oidc
// https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
func gitHub() *Profile {
	return &Profile{
		Name: "GitHub Actions", Class: ClassShared, Source: secureDoc, AsOf: asOf, Audience: stsAudience,
		Claims:   append([]string{"actor", "actor_id", "job_workflow_ref", "repository", "repository_id", "workflow", "ref", "environment", "enterprise_id"}, commonClaims...),
		optional: []string{"environment", "enterprise_id"},
		Tenancy: []tenancy{
			{claim: "sub", prefix: "repo:", separator: "/", resources: true, end: ":"},
			{claim: "repository", separator: "/", resources: true},
			{claim: "repository_id"}, {claim: "job_workflow_ref", separator: "/"},
			{claim: "enterprise_id"}, {claim: "actor"}, {claim: "actor_id"},
		},
		samples: []string{"repo:attacker/any-repo:ref:refs/heads/main", "repo:attacker/any-repo:pull_request"},
		fill: []string{
			"attacker", "-attacker/any-repo:ref:refs/heads/main", "any-repo:ref:refs/heads/main", "attacker/any-repo:ref:refs/heads/main",
			"-attacker:ref:refs/heads/main", "ref:refs/heads/main", "ref:refs/heads/any-branch",
		},
		subject: gitHubSubjects, minted: gitHubMinted, mend: mendGitHub,
		form: "repo:OWNER/NAME: and ref:refs/..., environment:... or pull_request, unless a template changes that",
		runs: runs{branch: "ref:refs/heads/any-branch", tag: "ref:refs/tags/any-tag", environment: "environment:any-environment", pull: "pull_request"},
	}
}

var (
	gitLabFill = []string{
		"attacker", "-attacker/any-project:ref_type:branch:ref:main", "attacker/any-project:ref_type:branch:ref:main", "any-project:ref_type:branch:ref:main",
	}
	gitLabTenancy = []tenancy{{claim: "sub", prefix: "project_path:", separator: "/", resources: true, end: ":"}}
	gitLabRuns    = runs{branch: "ref_type:branch:ref:any-branch", tag: "ref_type:tag:ref:any-tag"}
)

// gitLab adds what is known of GitLab's tokens.
// https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
func gitLab(p *Profile) *Profile {
	p.Tenancy, p.runs, p.subject, p.mend = gitLabTenancy, gitLabRuns, gitLabSubjects, mendGitLab
	p.form = "project_path:GROUP/PROJECT:ref_type:branch:ref:NAME"
	p.minted = func() lang.Set { return fields("project_path", "ref_type", "ref") }
	return p
}

// cluster is one Kubernetes cluster.
func cluster(name, doc string) *Profile {
	return &Profile{
		Name: name, Class: ClassPrivate, Source: doc, AsOf: asOf, Audience: stsAudience, Claims: commonClaims,
		samples: []string{"system:serviceaccount:default:any-account", "system:serviceaccount:any-namespace:any-account"},
		fill:    []string{"any-account", "any-namespace", "-any", "default:any-account", "any-namespace:any-account"},
		subject: clusterSubjects, minted: clusterMinted, mend: mendServiceAccount, form: "system:serviceaccount:NAMESPACE:NAME",
	}
}
