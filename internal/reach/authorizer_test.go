package reach_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/reach"
)

// example reads the files of an example.
func example(t *testing.T, name string) []txtar.File {
	t.Helper()
	root := filepath.Join("..", "..", "examples", name)
	var out []txtar.File
	for _, pattern := range []string{"*/*.tf", "*/*.yaml", "*/*/*.json"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rel, err := filepath.Rel(root, file)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, txtar.File{Name: filepath.ToSlash(rel), Data: data})
		}
	}
	if len(out) == 0 {
		t.Fatalf("no files of %s", root)
	}
	return out
}

// TestWhoCanAgreesWithTheAuthorizer: who may do what in the examples is what the
// API server's own authorizer says (Kubernetes 1.36.3; tools/rbac-oracle), for
// each subject of any binding.
func TestWhoCanAgreesWithTheAuthorizer(t *testing.T) {
	for _, name := range []string{"payments", "payments-repaired"} {
		g := link.Link(bundle(t, example(t, name)), link.Options{})
		asked, allowed, differ := 0, 0, 0
		eachAnswer(t, "testdata/"+name+".jsonl.gz", func(q rbac.Request, want []string) {
			var got []string
			for _, a := range reach.Permitted(g, q, facts.NewRedactor(nil)).Answers {
				if a.Decision != "certain" {
					t.Errorf("%s: %s in %q: %s is %s", name, q, q.Namespace, a.Who, a.Decision)
				}
				got = append(got, a.Who)
			}
			slices.Sort(got)
			asked++
			allowed += len(want)
			if !slices.Equal(got, want) {
				differ++
				t.Errorf("%s: %s in %q: got %v, the authorizer says %v", name, q, q.Namespace, got, want)
			}
		})
		t.Logf("%s: %d requests, %d subjects allowed, %d differ", name, asked, allowed, differ)
		if asked < 700 || allowed == 0 {
			t.Errorf("%s: only %d requests with %d allowed were compared", name, asked, allowed)
		}
	}
}

func eachAnswer(t *testing.T, name string, visit func(rbac.Request, []string)) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(z); lines.Scan(); {
		var v struct {
			rbac.Request
			Allowed []string
		}
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		visit(v.Request, v.Allowed)
	}
}
