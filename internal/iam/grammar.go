package iam

import (
	"sync"

	"github.com/subaud/subaud/internal/lang"
)

// The grammars of subjects. An upper grammar holds every subject that an issuer
// may make: what meets none of them is no subject of it. A lower one, of minted
// subjects, holds such as somebody certainly can get.

// Values hold no * and no ?, so that a wildcard which is taken for a character
// is one that no token has.
const (
	valueRunes = " !-)+->@-~"
	fieldRunes = " !-)+-9;->@-~" // no colon
	nameRunes  = "!-)+-.0-9;->@-~"
)

func some(runes string) lang.Pattern { return lang.Runes(runes).OrSymbol().Some() }

// oneSymbol is an unknown part that takes the place of several fields: it is
// assumed to be well-formed.
func oneSymbol() lang.Pattern { return some("") }

// gitHubClaims are the claims that a customised subject of GitHub can be made
// of, beside repo and context.
// https://docs.github.com/actions/reference/security/oidc#customizing-the-subject-claims-for-an-organization-or-repository
var gitHubClaims = []string{
	"actor", "actor_id", "base_ref", "check_run_id", "enterprise", "enterprise_id", "event_name", "head_ref", "job_workflow_ref",
	"job_workflow_sha", "ref_protected", "ref_type", "repository", "repository_id", "repository_owner", "repository_owner_id",
	"repository_visibility", "run_attempt", "run_id", "run_number", "runner_environment", "sha", "workflow", "workflow_ref", "workflow_sha",
}

// gitHubSubjects are repo:OWNER/NAME: and the context of the run, which is a ref,
// an environment or the word pull_request; the names may carry ids behind an @.
// A template can put any claims into any order.
// https://docs.github.com/actions/reference/security/oidc#example-subject-claims
var gitHubSubjects = sync.OnceValue(func() lang.Set {
	value, anything := some(valueRunes), lang.Runes(valueRunes).OrSymbol().Many()
	contexts := []lang.Pattern{
		lang.Concat(lang.Text("ref:refs/heads/"), value), lang.Concat(lang.Text("ref:refs/tags/"), value), lang.Concat(lang.Text("ref:refs/pull/"), value),
		lang.Concat(lang.Text("environment:"), value), lang.Text("pull_request"), lang.Concat(lang.Text("pull_request:"), value),
		lang.Concat(lang.Text("repo_property_"), value, lang.Text(":"), anything),
	}
	for _, claim := range gitHubClaims {
		contexts = append(contexts, lang.Concat(lang.Text(claim+":"), anything))
	}
	repository := lang.Concat(lang.Text("repo:"), some(nameRunes), lang.Text("/"), some(nameRunes), lang.Text(":"))
	return lang.Of(append(lang.Product([]lang.Pattern{repository}, contexts), contexts...)...)
})

// gitHubMinted leaves out what only templates make.
var gitHubMinted = sync.OnceValue(func() lang.Set {
	word := some("!-)+-9;->@-~")
	runs := []lang.Pattern{
		lang.Concat(lang.Text(":ref:refs/heads/"), word), lang.Concat(lang.Text(":ref:refs/tags/"), word),
		lang.Concat(lang.Text(":environment:"), word), lang.Text(":pull_request"),
	}
	for _, claim := range gitHubClaims {
		runs = append(runs, lang.Concat(lang.Text(":"+claim+":"), word))
	}
	runs = append(runs, lang.Concat(lang.Text(":"), oneSymbol()))
	owner := lang.Concat(lang.Runes("0-9A-Za-z").OrSymbol().One(), lang.Runes("-0-9A-Za-z").OrSymbol().Many())
	name, id := some("---.0-9A-Z_a-z"), lang.Concat(lang.Text("@"), some("0-9"))
	repositories := []lang.Pattern{
		lang.Concat(lang.Text("repo:"), owner, lang.Text("/"), name),
		lang.Concat(lang.Text("repo:"), owner, id, lang.Text("/"), name, id),
		lang.Concat(lang.Text("repo:"), oneSymbol()),
	}
	return lang.Of(append(lang.Product(repositories, runs), oneSymbol())...)
})

// clusterSubjects name a namespace, a DNS label, and a service account, a DNS
// subdomain.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
var clusterSubjects = sync.OnceValue(func() lang.Set {
	return lang.Of(lang.Concat(lang.Text(serviceAccountMark), some("a-z0-9-"), lang.Text(":"), some("a-z0-9.-")))
})

var clusterMinted = sync.OnceValue(func() lang.Set {
	label := lang.Concat(lang.Runes("a-z0-9").OrSymbol().One(), lang.Runes("a-z0-9-").OrSymbol().Many())
	name := lang.Concat(lang.Runes("a-z0-9").OrSymbol().One(), lang.Runes("a-z0-9.-").OrSymbol().Many())
	return lang.Of(
		lang.Concat(lang.Text(serviceAccountMark), label, lang.Text(":"), name),
		lang.Concat(lang.Text(serviceAccountMark), oneSymbol()), oneSymbol(),
	)
})

// gitLabSubjects begin with the project's path; which components follow can be
// set for a project.
// https://docs.gitlab.com/ci/cloud_services/#configure-a-conditional-role-with-oidc-claims
// https://docs.gitlab.com/api/projects/#edit-a-project (ci_id_token_sub_claim_components)
var gitLabSubjects = sync.OnceValue(func() lang.Set {
	project := lang.Concat(lang.Text("project_path:"), some(fieldRunes), lang.Text("/"), some(fieldRunes), lang.Text(":"))
	value := some(valueRunes)
	components := []lang.Pattern{
		lang.Concat(lang.Text("ref_type:branch:"), value), lang.Concat(lang.Text("ref_type:tag:"), value),
		lang.Text("ref_type:branch"), lang.Text("ref_type:tag"),
		lang.Concat(lang.Text("ref:"), value), lang.Concat(lang.Text("environment_protected:"), value), lang.Concat(lang.Text("deployment_tier:"), value),
	}
	return lang.Of(lang.Product([]lang.Pattern{project}, components)...)
})

// terraformSubjects are those of workspaces and of stacks.
// https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
var terraformSubjects = sync.OnceValue(func() lang.Set {
	field := some(fieldRunes)
	project := lang.Concat(lang.Text("organization:"), field, lang.Text(":project:"), field)
	workspace := lang.Concat(project, lang.Text(":workspace:"), field, lang.Text(":run_phase:"))
	return lang.Of(lang.Concat(workspace, lang.Text("plan")), lang.Concat(workspace, lang.Text("apply")),
		lang.Concat(workspace, oneSymbol()), lang.Concat(project, lang.Text(":stack:"), some(valueRunes)))
})

// circleSubjects name the organisation, the project and who began the run.
// https://circleci.com/docs/openid-connect-tokens/#format-of-the-openid-connect-id-token
var circleSubjects = sync.OnceValue(func() lang.Set {
	id := some("0-9A-Za-z-")
	return lang.Of(lang.Concat(lang.Text("org/"), id, lang.Text("/project/"), id, lang.Text("/user/"), some(valueRunes)))
})

// vercelSubjects name the team, the project and the environment.
// https://vercel.com/docs/oidc/reference
var vercelSubjects = sync.OnceValue(func() lang.Set { return fields("owner", "project", "environment") })

// fields are "name:value:name:value:..." with values of any characters that no
// pattern gives a meaning to.
func fields(names ...string) lang.Set {
	var ps []lang.Pattern
	for i, name := range names {
		if i > 0 {
			name = ":" + name
		}
		ps = append(ps, lang.Text(name+":"), some("!-)+-9;->@-~"))
	}
	return lang.Of(lang.Concat(ps...), oneSymbol())
}
