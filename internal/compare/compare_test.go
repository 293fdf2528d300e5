package compare_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/internal/compare"
	"github.com/subaud/subaud/internal/discover"
)

var update = flag.Bool("update", false, "rewrite the want sections")

// tree reads files as a tree that lies below a folder.
func tree(files map[string]string, under string) compare.Tree {
	var entries []discover.Entry
	content := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		at := name
		if under != "" {
			at = under + "/" + name
		}
		content[at] = []byte(files[name])
		entries = append(entries, discover.Entry{Path: at, Class: discover.Classify(at, content[at]), Size: int64(len(files[name]))})
	}
	bundle, _ := analyzers.Run(entries, all.Analyzers(all.Options{}), analyzers.Options{
		Content: content, Jobs: 1,
		List: func(dir string) (out []string) {
			for _, e := range entries {
				if filepath.Dir(e.Path) == dir {
					out = append(out, e.Path)
				}
			}
			return out
		},
	})
	bundle.Sort()
	return compare.Tree{Facts: bundle, Under: under}
}

// told prints what a comparison found.
func told(r *compare.Result) string {
	var b strings.Builder
	for _, c := range r.Changes {
		fmt.Fprintf(&b, "%s %s: %s\n", c.Direction, c.Kind, c.Message)
		if w := c.Witness; w != nil {
			for _, m := range []map[string]string{w.Claims, w.Request} {
				for _, k := range slices.Sorted(maps.Keys(m)) {
					fmt.Fprintf(&b, "    %s = %s\n", k, m[k])
				}
			}
			if w.Principal != "" {
				fmt.Fprintf(&b, "    principal = %s\n", w.Principal)
			}
		}
		if len(c.Symbols) > 0 {
			fmt.Fprintf(&b, "    depends on %s\n", strings.Join(c.Symbols, ", "))
		}
		fmt.Fprintf(&b, "    %s -> %s\n", c.Old, c.New)
	}
	fmt.Fprintf(&b, "%d of %d unchanged\n", r.Unchanged, r.Compared)
	return b.String()
}

// stories are the sections of a case: what comes before "--" in a name is the
// case, what follows is before/..., after/... or want.
func stories(a *txtar.Archive) (names []string, parts map[string]map[string]string) {
	parts = map[string]map[string]string{}
	for _, f := range a.Files {
		name, part, _ := strings.Cut(f.Name, ": ")
		if parts[name] == nil {
			parts[name] = map[string]string{}
			names = append(names, name)
		}
		parts[name][part] = string(f.Data)
	}
	return names, parts
}

// side are the files of a case on one side: those under its name, and those
// under both.
func side(files map[string]string, which string) map[string]string {
	out := map[string]string{}
	for name, data := range files {
		for _, prefix := range []string{"both/", which + "/"} {
			if rest, ok := strings.CutPrefix(name, prefix); ok {
				out[rest] = data
			}
		}
	}
	return out
}

// TestStories compares the two sides of each case of testdata, and then the
// other way round, by which what became wider must have become narrower.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names, parts := stories(archive)
		got := &txtar.Archive{Comment: archive.Comment}
		for _, name := range names {
			story := parts[name]
			run := func(from, to string) *compare.Result {
				return compare.Trees(tree(side(story, from), ""), tree(side(story, to), ""))
			}
			result := run("before", "after")
			if want := story["want"]; told(result) != want && !*update {
				t.Errorf("%s: %s: got\n%s\nwant\n%s", file, name, told(result), want)
			}
			back := run("after", "before")
			if back.Count(compare.Wider) != result.Count(compare.Narrower) || back.Count(compare.Narrower) != result.Count(compare.Wider) {
				t.Errorf("%s: %s: the other way round it is\n%s", file, name, told(back))
			}
			for _, which := range []string{"before", "after"} {
				if same := run(which, which); len(same.Changes) > 0 || same.Unchanged != same.Compared {
					t.Errorf("%s: %s: %s differs from itself:\n%s", file, name, which, told(same))
				}
			}
			for _, f := range archive.Files {
				if f.Name == name+": want" {
					f.Data = []byte(told(result))
				}
				if strings.HasPrefix(f.Name, name+": ") {
					got.Files = append(got.Files, f)
				}
			}
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestPlaces compares trees that lie in different folders of one root: what
// nobody sets is taken to be the same in both.
func TestPlaces(t *testing.T) {
	role := `variable "ns" {}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::111122223333:role/${var.ns}" } }] })
}
`
	for _, c := range []struct{ before, after string }{{"", "copy"}, {"envs/prod", "envs/staging"}, {"a", ""}} {
		r := compare.Trees(tree(map[string]string{"iam/main.tf": role}, c.before), tree(map[string]string{"iam/main.tf": role}, c.after))
		if len(r.Changes) > 0 || r.Unchanged != r.Compared || r.Compared == 0 {
			t.Errorf("%q and %q: %s", c.before, c.after, told(r))
		}
	}
}

// TestCorpus compares each tree of the corpus with itself.
func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus/cases"
	folders, _ := filepath.Glob(corpus + "/*")
	if len(folders) == 0 {
		t.Skip("the corpus is not beside this repository")
	}
	for _, folder := range folders {
		files := map[string]string{}
		err := filepath.WalkDir(folder, func(name string, e os.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(name)
			rel, _ := filepath.Rel(folder, name)
			files[filepath.ToSlash(rel)] = string(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r := compare.Trees(tree(files, ""), tree(files, ""))
		if len(r.Changes) > 0 || r.Unchanged != r.Compared {
			t.Errorf("%s differs from itself: %s", folder, told(r))
		}
	}
}

// BenchmarkEqual compares two equal trees of 200 roles and 200 cluster roles,
// without reading them.
func BenchmarkEqual(b *testing.B) {
	var tf, yaml strings.Builder
	for i := range 200 {
		fmt.Fprintf(&tf, `resource "aws_iam_role" "r%[1]d" {
  name               = "r%[1]d"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity",
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com" },
    Condition = { StringEquals = { "oidc.example.com:sub" = "system:serviceaccount:ns:sa%[1]d" } } }] })
}
`, i)
		fmt.Fprintf(&yaml, `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r%d}
rules: [{apiGroups: [""], resources: [pods, secrets], verbs: [get, list]}]
---
`, i)
	}
	files := map[string]string{"iam/main.tf": tf.String(), "k8s/roles.yaml": yaml.String()}
	before, after := tree(files, ""), tree(files, "")
	b.ReportAllocs()
	for b.Loop() {
		if r := compare.Trees(before, after); len(r.Changes) > 0 || r.Unchanged != r.Compared {
			b.Fatal(told(r))
		}
	}
}
