package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/text"
)

// outsider is a token that everybody can get of an issuer.
type outsider struct {
	// own are claims that say whose the token is: no condition that names a value
	// lets them in.
	own map[string]string
	// chosen are claims that its holder decides on.
	chosen []string
}

// outsiderOf gives the token of a stranger, for the issuers whose claims are
// known.
func outsiderOf(p *Profile) outsider {
	switch p.Name {
	case "GitHub Actions":
		// https://docs.github.com/actions/reference/security/oidc#oidc-token-claims
		return outsider{
			own: map[string]string{
				"sub": "repo:attacker/any-repo:ref:refs/heads/main", "repository": "attacker/any-repo", "repository_owner": "attacker",
				"repository_id": "987654321", "repository_owner_id": "987654321", "enterprise": "", "enterprise_id": "",
			},
			chosen: []string{"ref", "ref_type", "environment", "workflow", "event_name", "base_ref", "head_ref", "repository_visibility", "runner_environment", "ref_protected"},
		}
	case "GitLab.com":
		// https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
		return outsider{
			own: map[string]string{
				"sub": "project_path:attacker/any-project:ref_type:branch:ref:main", "project_path": "attacker/any-project", "namespace_path": "attacker",
				"project_id": "987654321", "namespace_id": "987654321",
			},
			chosen: []string{"ref", "ref_type", "ref_path", "ref_protected", "environment", "environment_protected", "pipeline_source", "project_visibility"},
		}
	case "HCP Terraform":
		// https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
		return outsider{
			own: map[string]string{
				"sub":                         "organization:attacker:project:any:workspace:any:run_phase:apply",
				"terraform_organization_name": "attacker", "terraform_organization_id": "org-987654321",
				"terraform_project_id": "prj-987654321", "terraform_workspace_id": "ws-987654321",
			},
			chosen: []string{"terraform_project_name", "terraform_workspace_name", "terraform_run_phase"},
		}
	}
	return outsider{}
}

// PoolOpen decides whether a provider of a workload identity pool takes tokens of
// strangers: its issuer has many customers, and the attribute condition holds for
// all of them.
// https://cloud.google.com/iam/docs/best-practices-for-using-workload-identity-federation
func PoolOpen(i *facts.Issuer) Verdict {
	p := ProfileOf(i.URL)
	unknown := Verdict{Truth: text.Unknown, Symbols: append(i.URL.Symbols(), i.Condition.Symbols()...)}
	switch {
	case i.Cloud != "gcp" || i.Type != "workload-identity-pool" || i.URL.Absent() || i.Disabled.Present && i.Disabled.Truth == text.Yes:
		return no()
	case p.Class == ClassUnknown && !i.URL.IsKnown():
		return unknown
	case p.Class != ClassShared:
		return no()
	}
	r := &poolReader{issuer: i, outsider: outsiderOf(p), seen: map[string]int{}}
	out := text.Yes
	if !i.Condition.Absent() && !i.Condition.Is("") {
		out = r.decide(i.Condition)
	}
	if i.Disabled.Present && i.Disabled.Truth == text.Unknown {
		out = text.And(out, text.Unknown)
	}
	switch out {
	case text.No:
		return no()
	case text.Unknown:
		if len(unknown.Symbols) == 0 {
			unknown.Symbols = []*text.Symbol{{Name: "the attribute condition", Fresh: true}}
		}
		return unknown
	}
	claims := map[string]string{"iss": "https://" + withoutScheme(i.URL).String(), "sub": p.samples[0]}
	for claim := range r.seen {
		if v := r.outsider.own[claim]; v != "" {
			claims[claim] = v
		}
	}
	return Verdict{Truth: text.Yes, Witness: &finding.Witness{Claims: claims, Explains: "a token of " + p.Name + " that belongs to somebody whom the provider does not know"}}
}

// poolReader decides an attribute condition for a stranger.
type poolReader struct {
	issuer   *facts.Issuer
	outsider outsider
	seen     map[string]int
}

func (r *poolReader) decide(condition facts.Text) text.Truth {
	tokens, ok := celTokens(condition)
	if !ok {
		return text.Unknown
	}
	out := (&celReader{tokens: tokens, compare: r.compare, claim: r.claim}).decide()
	for _, claim := range r.outsider.chosen {
		if r.seen[claim] > 1 && out == text.Yes {
			return text.Unknown // the two may exclude each other
		}
	}
	return out
}

// claim resolves assertion.NAME, and attribute.NAME and google.subject by the
// mapping, where that takes a claim as it is.
func (r *poolReader) claim(root, name string) (string, bool) {
	if root == "assertion" {
		return name, true
	}
	if root != "attribute" && root != "google" {
		return "", false
	}
	for _, m := range r.issuer.Mapping.Items {
		s, known := m.Value()
		key, expression, _ := strings.Cut(s, " = ")
		if known && key == root+"."+name {
			claim, found := strings.CutPrefix(expression, "assertion.")
			return claim, found && claim != "" && !strings.ContainsFunc(claim, func(c rune) bool { return c != '_' && (c > 'z' || !isName(byte(c))) })
		}
	}
	return "", false
}

func (r *poolReader) compare(claim, operator string, with []celToken) text.Truth {
	r.seen[claim]++
	if slices.Contains(r.outsider.chosen, claim) {
		if operator == "has" || slices.Contains([]string{"==", "!=", "in", "startsWith", "endsWith", "contains"}, operator) {
			return text.Yes
		}
		return text.Unknown
	}
	value, own := r.outsider.own[claim]
	if !own {
		return text.Unknown
	}
	switch operator {
	case "has":
		return text.TruthOf(value != "")
	case "==", "in":
		for _, w := range with {
			if w.lit == "" && value == "" {
				return text.Yes
			}
		}
		return text.No // what names a value does not name the stranger
	case "!=":
		if with[0].lit == "" {
			return text.TruthOf(value != "")
		}
		return text.Yes
	case "startsWith":
		return beginsLike(claim, value, with[0])
	}
	return text.Unknown
}

// beginsLike decides whether the claim of a stranger begins so. A beginning that
// ends within the name of an owner is one that somebody can register.
func beginsLike(claim, value string, with celToken) text.Truth {
	switch {
	case !with.open && strings.HasPrefix(value, with.lit):
		return text.Yes
	case strings.HasSuffix(claim, "_id"):
		return text.Unknown
	}
	lit := with.lit
	for _, prefix := range []string{"repo:", "project_path:", "organization:"} {
		lit = strings.TrimPrefix(lit, prefix)
	}
	if strings.ContainsAny(lit, "/:") {
		return text.No
	}
	return text.Unknown
}
