package iam_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

const gitlab = "gitlab.com"

// breadths asks of the first value of the first condition all breadths, and
// prints those that are not refuted, with the subject of the witness.
func breadths(p *iam.Policy, tr *facts.Trust) string {
	c := &tr.Statements[0].Conditions[0]
	v := c.Values.Items[0]
	id := tr.Ways[0].ID
	var out []string
	add := func(name string, got iam.Verdict) {
		switch {
		case got.Truth == text.Yes && got.Witness != nil:
			out = append(out, name+"="+got.Witness.Claims["sub"])
		case got.Truth == text.Yes:
			out = append(out, name)
		case got.Truth == text.Unknown:
			out = append(out, name+"?")
		}
	}
	for _, b := range []string{iam.BreadthTenants, iam.BreadthPrefix, iam.BreadthTenant, iam.BreadthResources, iam.BreadthRuns} {
		add(b, p.Reaches(id, c, v, b))
	}
	if p.TagsOnly(id, c, v).Truth == text.Yes {
		out = append(out, "tags only")
	}
	add("pull", p.PullRequests(id, c, v))
	return strings.Join(out, " ")
}

func TestReaches(t *testing.T) {
	sub := func(value string) string { return `{"StringLike":{"@:sub":"` + value + `"}}` }
	for _, c := range []struct{ host, condition, want string }{
		{gh, sub("repo:*"), "tenants=repo:attacker/any-repo:ref:refs/heads/main"},
		{gh, sub("repo:*/app:*"), "tenants=repo:attacker/app:ref:refs/heads/main"},
		{gh, sub("*:pull_request"), "tenants=repo:attacker/any-repo:pull_request pull=repo:attacker/any-repo:pull_request"},
		{gh, sub("re*:acme"), "tenants=repo:a/a:sha:acme"}, // a template of the attacker's own
		{gh, sub("*"), ""}, // any subject
		{gh, sub("repo:acme*"), "prefix=repo:acme-attacker/any-repo:ref:refs/heads/main"},
		{gh, sub("repo:acme-*/app:*"), "prefix=repo:acme-attacker/app:ref:refs/heads/main"},
		{gh, sub("repo:acm?/app:*"), "prefix=repo:acmx/app:ref:refs/heads/main"},
		{gh, sub("repo:acme_*/app:*"), "prefix?"}, // only a company gives out such names
		{gh, sub("repo:acme/*"), "tenant=repo:acme/any-repository:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme/*:ref:refs/heads/main"), "tenant=repo:acme/any-repository:ref:refs/heads/main"},
		{gh, sub("repo:acme/*:pull_request"), "tenant=repo:acme/any-repository:pull_request pull=repo:acme/attacker:pull_request"},
		{gh, sub("repo:acme/app*"), "resources=repo:acme/app-any:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme/*-service:*"), "resources=repo:acme/any-service:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme/app:*"), "runs=repo:acme/app:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme/app:ref:*"), "runs=repo:acme/app:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme/app:ref:refs/heads/*"), "runs=repo:acme/app:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme/app:environment:*"), "runs=repo:acme/app:environment:any-environment"},
		{gh, sub("repo:acme/app:ref:refs/tags/*"), "runs=repo:acme/app:ref:refs/tags/any-tag tags only"},
		{gh, sub("repo:acme/app:ref:refs/tags/v*"), ""},
		{gh, sub("repo:acme/app:ref:refs/heads/release/*"), ""},
		{gh, sub("repo:acme/app:ref:refs/heads/main"), ""},
		{gh, sub("repo:acme~123/app~456:*"), "runs=repo:acme@123/app@456:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme~*/app~*:*"), "runs=repo:acme@1/app@1:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme~123/*"), "tenant=repo:acme@123/any-repository@1:ref:refs/heads/any-branch"},
		{gh, sub("repo:acme/app:pull_request"), "pull=repo:acme/app:pull_request"},
		{gh, `{"StringEquals":{"@:sub":"repo:acme/app:pull_request"}}`, "pull=repo:acme/app:pull_request"},
		{gh, sub("repo:acme/app:pull*"), "pull=repo:acme/app:pull_request"},
		{gh, sub("repo:«org»/*"), "tenant=repo:${org}/any-repository:ref:refs/heads/any-branch"},
		{gh, sub("repo:«repository»:*"), "runs=repo:${repository}:ref:refs/heads/any-branch"},
		{gh, sub("repo:«org»/«name»:*"), "runs=repo:${org}/${name}:ref:refs/heads/any-branch"},
		{gh, sub("repo:«org»*"), "prefix?"},
		{gh, sub("«subject»"), "tenants?"},
		{gh, sub("environment:prod:*"), ""},
		{gh, `{"StringLike":{"@:repository":"acme/*"}}`, "tenant=repo:acme/any-repository:ref:refs/heads/any-branch"},
		{gh, `{"StringLike":{"@:repository":"*/app"}}`, "tenants=repo:attacker/any-repo:ref:refs/heads/main"},
		{gh, `{"StringNotLike":{"@:sub":"repo:acme/*"}}`, ""},
		{gh, `{"StringLikeIfExists":{"@:sub":"repo:*"}}`, ""}, // a condition that can be got around
		// Closed by another condition.
		{gh, `{"StringLike":{"@:sub":"repo:*"},"StringEquals":{"@:repository":"acme/app"}}`, ""},
		{gh, `{"StringLike":{"@:sub":"repo:acme/*"},"StringEquals":{"@:repository_id":["1","2"]}}`, ""},
		{gh, `{"StringLike":{"@:sub":"repo:acme/*"},"StringEquals":{"@:repository":"acme/app"}}`, ""},
		{gh, `{"StringLike":{"@:sub":"repo:acme/*"},"StringEquals":{"@:job_workflow_ref":"acme/ci/.github/workflows/x.yml@refs/heads/main"}}`, ""},
		{gh, `{"StringLike":{"@:sub":"repo:acme/app:*"},"StringEquals":{"@:ref":"refs/heads/main"}}`, ""},
		{gh, `{"StringLike":{"@:sub":"repo:acme/app:*"},"StringEquals":{"@:environment":"production"}}`, ""},
		{gh, `{"StringLike":{"@:sub":"repo:acme/app:*"},"StringEquals":{"@:repository":"acme/app"}}`, "runs=repo:acme/app:ref:refs/heads/any-branch"},
		{gitlab, sub("project_path:acme/*"), "tenant=project_path:acme/any-project:ref_type:branch:ref:any-branch"},
		{gitlab, sub("project_path:acme/app:ref_type:branch:ref:*"), "runs=project_path:acme/app:ref_type:branch:ref:any-branch"},
		{gitlab, sub("project_path:acme*"), "prefix=project_path:acme-attacker/any-project:ref_type:branch:ref:main"},
		{hcp, sub("organization:acme:*"), "tenant=organization:acme:project:any-project:workspace:any-workspace:run_phase:apply"},
		{hcp, sub("organization:acme:project:*:workspace:*:run_phase:apply"), "tenant=organization:acme:project:any:workspace:any:run_phase:apply"},
		{hcp, sub("organization:acme:project:*"), "tenant=organization:acme:project:any-project:workspace:any-workspace:run_phase:apply"},
		{hcp, sub("organization:acme:project:*:run_phase:apply"), "tenant=organization:acme:project:any-project:workspace:any-workspace:run_phase:apply"},
		{hcp, sub("organization:acme:project:a:workspace:*:run_phase:apply"), "resources=organization:acme:project:a:workspace:any:run_phase:apply"},
		{hcp, sub("organization:acme:project:*:workspace:b:run_phase:apply"), ""}, // one workspace
		{hcp, sub("organization:acme:project:a*:workspace:b:run_phase:apply"), ""},
		{hcp, sub("organization:acme:project:a:workspace:b:run_phase:*"), ""},
		{"gitlab.example.com", sub("project_path:acme/app:*"), "runs=project_path:acme/app:ref_type:branch:ref:any-branch"},
		{"gitlab.example.com", sub("project_path:*"), ""}, // no foreign tenants there
		{eks, sub("system:serviceaccount:*:*"), ""},
	} {
		p, tr := compile(t, strings.ReplaceAll(web(c.host, c.condition), "~", "@"))
		if got := breadths(p, tr); got != c.want {
			t.Errorf("%s %s:\n\t%s, want\n\t%s", c.host, c.condition, got, c.want)
		}
	}
}

// TestBreadthsExclude: of one value at most one breadth is reported.
func TestBreadthsExclude(t *testing.T) {
	parts := []string{"", "*", "acme", "acme*", "ac?e", "«x»", "«x»*", "*e"}
	for _, owner := range parts {
		for _, name := range parts {
			for _, run := range []string{"", ":*", ":ref:refs/heads/main", ":pull_request", "*"} {
				value := "repo:" + owner + "/" + name + run
				p, tr := compile(t, web(gh, `{"StringLike":{"@:sub":"`+value+`"}}`))
				c, found := &tr.Statements[0].Conditions[0], 0
				for _, b := range []string{iam.BreadthTenants, iam.BreadthPrefix, iam.BreadthTenant, iam.BreadthResources, iam.BreadthRuns} {
					if p.Reaches(tr.Ways[0].ID, c, c.Values.Items[0], b).Truth == text.Yes {
						found++
					}
				}
				if found > 1 {
					t.Errorf("%s has %d breadths", value, found)
				}
			}
		}
	}
}
