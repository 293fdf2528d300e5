package discover_test

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/internal/discover"
)

// TestIgnoreAgreesWithGit compares what is context with what git check-ignore
// said of the same trees.
func TestIgnoreAgreesWithGit(t *testing.T) {
	archives, err := filepath.Glob("testdata/ignore/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives under testdata/ignore: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if runtime.GOOS == "windows" && strings.HasPrefix(filepath.Base(name), "wildcards") {
				t.Skip("Windows has no files with these names")
			}
			want := ""
			files := map[string]string{}
			for _, file := range archive.Files {
				if file.Name == "want" {
					want = string(file.Data)
				} else {
					files[file.Name] = string(file.Data)
				}
			}
			dir := repository(t, files)
			context := map[string]bool{}
			for _, e := range find(t, discover.Options{Paths: []string{dir}}).Entries {
				context[e.Path] = e.Context
			}
			for line := range strings.Lines(want) {
				verdict, path := line[:8], strings.TrimSuffix(line[8:], "\n")
				got, found := context[path]
				if !found {
					t.Errorf("%s was not found", path)
				} else if wantContext := verdict == "ignored "; got != wantContext {
					t.Errorf("%s: context is %t, git says %s", path, got, verdict)
				}
			}
		})
	}
}

// TestIgnoreAboveTheNamedPath names a folder below the one that has the rules.
func TestIgnoreAboveTheNamedPath(t *testing.T) {
	dir := repository(t, map[string]string{
		".gitignore":         "*.tfvars\n/envs/dev/\n",
		"envs/prod/a.tf":     "",
		"envs/prod/x.yaml":   "",
		"envs/dev/a.tf":      "",
		"a.tf":               "",
		"envs/prod/p.tfvars": "",
	})
	expect(t, find(t, discover.Options{Paths: []string{"envs"}, Dir: dir}), `
		context envs/dev/a.tf terraform
		        envs/prod/a.tf terraform
		context envs/prod/p.tfvars tfvars
		        envs/prod/x.yaml yaml`)
}

// TestNamedIsNeverContext names what git ignores.
func TestNamedIsNeverContext(t *testing.T) {
	dir := repository(t, map[string]string{
		".gitignore":                  "*.tfvars\n.terraform/\n",
		"p.tfvars":                    "",
		"q.tfvars":                    "",
		".terraform/modules/m.tf":     "",
		".terraform/modules/v.tfvars": "",
		"main.tf":                     "",
	})
	expect(t, find(t, discover.Options{Paths: []string{"p.tfvars", ".terraform"}, Dir: dir}), `
		        .terraform/modules/m.tf terraform
		context .terraform/modules/v.tfvars tfvars
		        p.tfvars tfvars`)
	expect(t, find(t, discover.Options{Paths: []string{".", "p.tfvars", ".terraform/modules"}, Dir: dir}), `
		        .gitignore other
		        .terraform/modules/m.tf terraform
		context .terraform/modules/v.tfvars tfvars
		        main.tf terraform
		        p.tfvars tfvars
		context q.tfvars tfvars`)
}

// TestRepositoryInside has a repository of its own below another: the rules of
// the outer one end at its border.
func TestRepositoryInside(t *testing.T) {
	dir := repository(t, map[string]string{
		".gitignore":              "*.tf\n",
		"a.tf":                    "",
		"inner/.git/info/exclude": "b.tf\n",
		"inner/a.tf":              "",
		"inner/b.tf":              "",
	})
	expect(t, find(t, discover.Options{Paths: []string{dir}}), `
		        .gitignore other
		context a.tf terraform
		        inner/a.tf terraform
		context inner/b.tf terraform`)
}
