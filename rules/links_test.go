package rules_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/rules"
)

// TestRightLinks judges links that are right in unusual ways: what is reported
// of them is a false positive. For each case that has a role, the same is judged
// once more with a role that trusts somebody else, so that a link which is not
// seen at all does not pass for one that is right.
func TestRightLinks(t *testing.T) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "links.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	judge := cli.JudgeFiles(all.Analyzers(all.Options{}), builtin(t))
	var order []string
	cases := map[string]fstest.MapFS{}
	for _, f := range archive.Files[:len(archive.Files)-1] {
		name, rest, _ := strings.Cut(f.Name, "/")
		if cases[name] == nil {
			cases[name] = fstest.MapFS{}
			order = append(order, name)
		}
		cases[name][rest] = &fstest.MapFile{Data: f.Data}
	}
	for _, name := range order {
		t.Run(name, func(t *testing.T) {
			b, got := reported(t, judge, cases[name])
			if len(b.Workloads)+len(b.Associations)+len(b.Trusts) == 0 {
				t.Error("the case says nothing about identity")
			}
			if got != "" {
				t.Errorf("a link that is right is reported:\n%s", got)
			}
			broken, changed := elsewhere(cases[name])
			if _, got := reported(t, judge, broken); changed && !unseen(name) && !strings.Contains(got, "not-trusted-by-role") {
				t.Errorf("the role trusts another account, and that is not reported, but:\n%s", got)
			}
		})
	}
	if len(order) < 30 {
		t.Errorf("%d cases, want 30", len(order))
	}
}

// unseen lists the cases whose link cannot be seen to be wrong: what would say so
// stands in a chart's helper, in an overlay, or in a format that is not read.
func unseen(name string) bool {
	return slices.Contains([]string{
		"helm-values", "helm-release-namespace", "kustomize-overlays", "eksctl", "kubectl-annotate", "terraform-manifest",
		"own-audience-projected", "name-prefix-substituted",
	}, name)
}

func reported(t *testing.T, judge rules.Judge, files fstest.MapFS) (*facts.Bundle, string) {
	t.Helper()
	b, result, err := judge(context.Background(), files, link.Options{}, rules.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, x := range result.Findings {
		if x.Severity >= finding.SeverityLow {
			fmt.Fprintf(&out, "%s %s: %s\n", x.Rule.ID, x.Severity, x.Message)
		}
	}
	return b, out.String()
}

// elsewhere is a case with a role for another service account.
func elsewhere(files fstest.MapFS) (fstest.MapFS, bool) {
	out, changed := fstest.MapFS{}, false
	for name, f := range files {
		data := string(f.Data)
		for _, trusted := range []string{"system:serviceaccount:", `"shop:w`} {
			data = strings.ReplaceAll(data, trusted, trusted+"other-")
		}
		changed = changed || data != string(f.Data)
		out[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return out, changed
}
