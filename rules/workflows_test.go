package rules_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/analyzers/workflow"
	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/rules"
)

// TestJobsAndTheirRoles judges pairs of a job and a condition: which claims the
// job can present, and whether the role takes them.
func TestJobsAndTheirRoles(t *testing.T) {
	name := filepath.Join("testdata", "workflows.txtar")
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	list := all.Analyzers(all.Options{Workflow: workflow.Options{Repository: "acme/shop"}})
	judge := cli.JudgeFiles(list, builtin(t))
	var got strings.Builder
	last := len(archive.Files) - 1
	for _, f := range archive.Files[:last] {
		subject, verdict := firstLines(t, f)
		bundle, result, err := judge(context.Background(), pairOf(f, subject), link.Options{}, rules.Options{Jobs: 1})
		if err != nil || len(bundle.Workflows) != 1 {
			t.Errorf("%s: %v, %d jobs", f.Name, err, len(bundle.Workflows))
			continue
		}
		said, why := saidOf(result)
		if said == "" {
			said = "trusted"
		}
		// Where one of several subjects is let in, nothing is reported either.
		if said != verdict && (said != "trusted" || verdict != "possible") {
			t.Errorf("%s: %s, want %s", f.Name, said, verdict)
		}
		fmt.Fprintf(&got, "%s: %s%s\n", f.Name, verdict, why)
		for _, sub := range bundle.Workflows[0].Subjects.Items {
			fmt.Fprintf(&got, "    %s\n", sub)
		}
	}
	if got.String() == string(archive.Files[last].Data) {
		return
	}
	t.Errorf("got\n%s\nwant\n%s", got.String(), archive.Files[last].Data)
	if *update {
		archive.Files[last].Data = []byte(got.String())
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// saidOf is what the rule says of the one job.
func saidOf(r rules.Result) (verdict, why string) {
	const rule = "workflow/not-trusted-by-role"
	for _, f := range r.Findings {
		if f.Rule.ID == rule {
			return "refused", "\n  " + f.Message
		}
	}
	for _, u := range r.Undecided {
		if u.Rule.ID == rule {
			return "possible", "\n  depends on " + strings.Join(u.Symbols, ", ")
		}
	}
	return "", ""
}

func firstLines(t *testing.T, f txtar.File) (subject, verdict string) {
	lines := strings.SplitN(string(f.Data), "\n", 3)
	if len(lines) < 3 {
		t.Fatalf("%s: want a subject and a verdict in the first lines", f.Name)
	}
	return strings.TrimPrefix(lines[0], "# "), strings.TrimPrefix(lines[1], "# ")
}

// pairOf is a job and the role that it assumes.
func pairOf(f txtar.File, subject string) fstest.MapFS {
	const login = `    - uses: aws-actions/configure-aws-credentials@v5
      with: {role-to-assume: "arn:aws:iam::222233334444:role/ci"}
permissions: {id-token: write}
`
	const role = `{"Role": {"RoleName": "ci", "Arn": "arn:aws:iam::222233334444:role/ci", "AssumeRolePolicyDocument": {
  "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": "arn:aws:iam::222233334444:oidc-provider/token.actions.githubusercontent.com"},
    "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
      "StringLike": {"token.actions.githubusercontent.com:sub": %q}}}]}}}`
	return fstest.MapFS{
		".github/workflows/w.yml": {Data: slices.Concat(f.Data, []byte(login))},
		"role.json":               {Data: fmt.Appendf(nil, role, subject)},
	}
}
