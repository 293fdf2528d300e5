package workflow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/workflow"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// read runs the analyzer on one file, pre-filter included.
func read(path, data string, o workflow.Options) *facts.Bundle {
	b := &facts.Bundle{}
	a := workflow.New(o)
	if !a.Claims(path) || !a.Relevant([]byte(data)) {
		return b
	}
	a.Run(&analyzers.Pass{Files: []*source.File{source.NewFile(path, []byte(data))}, Facts: b})
	return b
}

const login = `
      - uses: aws-actions/configure-aws-credentials@v5
        with: {role-to-assume: "arn:aws:iam::222233334444:role/x"}
`

// job is a workflow with one job that logs in to AWS.
func job(on, extra string) string {
	return "on: " + on + "\njobs:\n  j:\n" + extra + "    steps:" + login
}

// TestSubjects: what the documentation of GitHub says of the subject, for each
// event and filter.
func TestSubjects(t *testing.T) {
	const any = "ref:refs/heads/${a branch}"
	for _, c := range []struct{ name, data, want string }{
		{"a branch", job("{push: {branches: [main]}}", ""), "ref:refs/heads/main"},
		{"a branch as a scalar", job("{push: {branches: main}}", ""), "ref:refs/heads/main"},
		{"any push", job("push", ""), any + " ref:refs/tags/${a tag}"},
		{"branches hide tags", job("{push: {branches-ignore: [wip]}}", ""), any},
		{"tags hide branches", job("{push: {tags: [v1]}}", ""), "ref:refs/tags/v1"},
		{"patterns", job(`{push: {branches: ["release/**", "v?x", "a+b", "!release/old"]}}`, ""),
			"ref:refs/heads/release/${a branch} ref:refs/heads/${a branch}"},
		{"only what is taken away", job(`{push: {branches: ["!main"]}}`, ""), any},
		{"pull requests", job("[pull_request]", ""), "pull_request"},
		{"pull requests from forks", job("pull_request_target", ""), "pull_request " + any},
		{"a schedule", job("{schedule: [{cron: '0 0 * * *'}]}", ""), any},
		{"by hand", job("workflow_dispatch", ""), any + " ref:refs/tags/${a tag}"},
		{"a release", job("release", ""), "ref:refs/tags/${a tag} " + any},
		{"the merge queue", job("merge_group", ""), "ref:refs/heads/gh-readonly-queue/${a branch}"},
		{"an environment, whatever the event", job("[push, pull_request]", "    environment: production\n"), "environment:production"},
		{"an environment with a URL", job("push", "    environment: {name: production, url: x}\n"), "environment:production"},
		{"an environment by input", job("push", "    environment: ${{ inputs.stage }}\n"), "environment:${inputs.stage}"},
		{"a called workflow", job("workflow_call", ""), "open"},
		{"a called workflow with an environment", job("workflow_call", "    environment: x\n"), "environment:x open"},
		{"no event that can be read", job("${{ x }}", ""), any + " ref:refs/tags/${a tag}"},
	} {
		b := read(".github/workflows/w.yml", c.data, workflow.Options{})
		if len(b.Workflows) != 1 {
			t.Errorf("%s: %d jobs", c.name, len(b.Workflows))
			continue
		}
		var got []string
		for _, s := range b.Workflows[0].Subjects.Items {
			got = append(got, strings.TrimPrefix(s.String(), "repo:${github.repository}:"))
		}
		if !b.Workflows[0].Subjects.Closed {
			got = append(got, "open")
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: subjects %s, want %s", c.name, strings.Join(got, " "), c.want)
		}
	}
}

func TestRepositoryInSubjects(t *testing.T) {
	b := read(".github/workflows/w.yml", job("pull_request", ""), workflow.Options{Repository: "acme/app"})
	got := fmt.Sprint(b.Workflows[0].Subjects.Items)
	const want = "[repo:acme/app:pull_request repo:acme@${github.repository_owner_id}/app@${github.repository_id}:pull_request]"
	if got != want {
		t.Errorf("subjects %s, want %s", got, want)
	}
}

func TestPermission(t *testing.T) {
	const top, here = "permissions: ", "    permissions: "
	for _, c := range []struct {
		workflow, job string
		want          text.Truth
	}{
		{"", "", text.No},
		{top + "{id-token: write}\n", "", text.Yes},
		{top + "{id-token: write}\n", here + "{contents: read}\n", text.No},
		{top + "{contents: read}\n", here + "{id-token: write}\n", text.Yes},
		{"", here + "write-all\n", text.Yes},
		{"", here + "read-all\n", text.No},
		{"", here + "{}\n", text.No},
		{"", here + "{id-token: none}\n", text.No},
		{"", here + "{id-token: '${{ inputs.x }}'}\n", text.No}, // no expression is evaluated here
	} {
		b := read(".github/workflows/w.yml", c.workflow+job("push", c.job), workflow.Options{})
		if got := b.Workflows[0].IDToken; got.Truth != c.want || !got.Present && c.want != text.No {
			t.Errorf("%q %q: %+v, want %s", c.workflow, c.job, got, c.want)
		}
	}
}

// TestLogins: as what and how a job logs in.
func TestLogins(t *testing.T) {
	const aws, azure, google = "aws-actions/configure-aws-credentials@v5", "Azure/login@v2", "google-github-actions/auth@v3"
	for _, c := range []struct{ name, env, uses, with, want string }{
		{"a role", "", aws, "role-to-assume: r", "aws federated r sts.amazonaws.com"},
		{"an audience of its own", "", aws, "{role-to-assume: r, audience: a}", "aws federated r a"},
		{"a role by variable", "{R: r}", aws, "role-to-assume: ${{ env.R }}", "aws federated r sts.amazonaws.com"},
		{"variables that name each other", "{R: '${{ env.S }}', S: '${{ env.R }}'}", aws, "role-to-assume: ${{ env.R }}", "aws federated ${env.R} sts.amazonaws.com"},
		{"a role from outside", "", aws, "role-to-assume: 'arn:aws:iam::${{ vars.A }}:role/x'", "aws federated arn:aws:iam::${vars.A}:role/x sts.amazonaws.com"},
		{"a string as an expression", "", aws, "role-to-assume: ${{ 'it''s' }}", "aws federated it's sts.amazonaws.com"},
		{"a key", "", aws, "{aws-access-key-id: a, aws-secret-access-key: '${{ secrets.S }}'}", "aws static  sts.amazonaws.com +secret-access-key"},
		{"a session", "", aws, "{aws-secret-access-key: b, aws-session-token: c}", "aws other  sts.amazonaws.com"},
		{"no input", "", aws, "{}", "aws unknown  sts.amazonaws.com"},
		{"a client", "", azure, "{client-id: c}", "azure federated c api://AzureADTokenExchange"},
		{"a client with a secret", "", azure, "{creds: '${{ secrets.C }}'}", "azure static  api://AzureADTokenExchange +client-secret"},
		{"a machine", "", azure, "{client-id: c, auth-type: IDENTITY}", "azure other c api://AzureADTokenExchange"},
		{"a pool", "", google, "{workload_identity_provider: p, service_account: s}", "gcp federated s "},
		{"a key of Google", "", google, "credentials_json: ${{ secrets.G }}", "gcp static   +service-account-key"},
		{"keys in the environment", "{AWS_SECRET_ACCESS_KEY: '${{ secrets.S }}'}", "x/y@v1", "{}", "aws static   +secret-access-key"},
		{"nothing", "", "actions/checkout@v5", "{}", ""},
	} {
		data := "on: push\njobs:\n  j:\n    env: " + c.env + "\n    steps:\n    - uses: " + c.uses + "\n      with:\n        " + c.with + "\n"
		b := read("x/.github/workflows/w.yaml", data+"# azure/login\n", workflow.Options{})
		var got []string
		for _, w := range b.Workflows {
			for _, l := range w.Logins {
				got = append(got, fmt.Sprintf("%s %s %s %s", l.Cloud, l.Method, l.Role, l.Audience))
			}
		}
		for _, x := range b.Credentials {
			got = append(got, "+"+x.Type)
			if x.Place != "ci-login" || x.Hash != "" || x.Hint != "" {
				t.Errorf("%s: credential %+v", c.name, x)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.name, strings.Join(got, " "), c.want)
		}
	}
}

// TestWrittenOut: a key in the file itself is a credential of the file.
func TestWrittenOut(t *testing.T) {
	id, key := "AKIA"+"Z7QK4MPLW3XN5RTB", "kW8v"+"Qz3TnB6xLr1Yp9Hd5Gs2Jf7Mc4Ue0Ai+oZaD"
	for path, data := range map[string]string{
		".github/workflows/w.yml": "on: push\njobs:\n  j:\n    steps:\n    - uses: aws-actions/configure-aws-credentials@v5\n      with:\n        aws-access-key-id: " +
			id + "\n        aws-secret-access-key: " + key + "\n",
		".gitlab-ci.yml": "variables:\n  AWS_SECRET_ACCESS_KEY: " + key + "\njob:\n  script: [make]\n",
	} {
		found := false
		for _, c := range read(path, data, workflow.Options{}).Credentials {
			found = found || c.Place == "literal" && c.Type == "secret-access-key"
		}
		if !found {
			t.Errorf("%s: the key is not seen", path)
		}
	}
}

func TestGitLab(t *testing.T) {
	const data = `
variables:
  AWS_ROLE_ARN: arn:aws:iam::222233334444:role/all
default:
  image: alpine
deploy:
  id_tokens:
    TOKEN:
      aud: https://gitlab.example
  script: [make]
plan:
  variables:
    AWS_ROLE_ARN: {value: "arn:aws:iam::222233334444:role/plan"}
  id_tokens:
    A: {aud: a}
    B: {aud: $B}
other:
  variables:
    AWS_ROLE_ARN: $ROLE
  id_tokens:
    A: {aud: a}
test:
  script: [make]
`
	var got []string
	for _, w := range read("ci/x.gitlab-ci.yml", data, workflow.Options{Repository: "acme/sub/app"}).Workflows {
		l := w.Logins[0]
		got = append(got, fmt.Sprintf("%s %s for %s as %s", w.ID, l.Role, l.Audience, w.Subjects.Items[1]))
	}
	const want = `workflow:ci/x.gitlab-ci.yml#deploy arn:aws:iam::222233334444:role/all for https://gitlab.example as project_path:acme/sub/app:ref_type:tag:ref:${a tag}
workflow:ci/x.gitlab-ci.yml#plan arn:aws:iam::222233334444:role/plan for a as project_path:acme/sub/app:ref_type:tag:ref:${a tag}
workflow:ci/x.gitlab-ci.yml#plan#1 arn:aws:iam::222233334444:role/plan for ${$B} as project_path:acme/sub/app:ref_type:tag:ref:${a tag}`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// TestOtherFiles: neither other YAML nor workflows that log in nowhere.
func TestOtherFiles(t *testing.T) {
	for path, data := range map[string]string{
		"deploy.yml":                 job("push", ""),
		".github/dependabot.yml":     job("push", ""),
		".github/workflows/w.json":   job("push", ""),
		".github/workflows/test.yml": "on: push\njobs: {j: {steps: [{run: make}]}}\n",
		".github/workflows/call.yml": "on: push\njobs: {j: {uses: ./.github/workflows/w.yml, secrets: inherit}}\n# id_tokens\n",
	} {
		if b := read(path, data, workflow.Options{}); len(b.Workflows)+len(b.Credentials)+len(b.Inputs) > 0 {
			t.Errorf("%s: %d jobs", path, len(b.Workflows))
		}
	}
}

func TestBroken(t *testing.T) {
	b := read(".github/workflows/w.yml", "on: push\njobs:\n  j: [\n# aws-actions/configure-aws-credentials\n", workflow.Options{})
	if len(b.Inputs) != 1 || b.Inputs[0].Class != facts.Incomplete || b.Inputs[0].At.IsZero() {
		t.Errorf("problems %+v", b.Inputs)
	}
}

// FuzzWorkflow: no panic, and every place lies inside the file.
func FuzzWorkflow(f *testing.F) {
	for _, on := range []string{"push", "{push: {branches: [main, 'a/**']}}", "[pull_request_target, workflow_call]"} {
		f.Add(".github/workflows/w.yml", job(on, "    environment: x\n    permissions: write-all\n"))
	}
	f.Add(".gitlab-ci.yml", "j: {id_tokens: {A: {aud: a}}, variables: {AWS_ROLE_ARN: r}}")
	f.Fuzz(func(t *testing.T, path, data string) {
		b := read(path, data, workflow.Options{Repository: "acme/app"})
		for _, w := range b.Workflows {
			for _, at := range []source.Span{w.At, w.IDToken.At, w.Guarded.At, w.Subjects.At, w.Logins[0].At} {
				if at.Start < 0 || at.Start > at.End || at.End > len(data) {
					t.Fatalf("a place outside of the file: %d-%d of %d", at.Start, at.End, len(data))
				}
			}
		}
	})
}
