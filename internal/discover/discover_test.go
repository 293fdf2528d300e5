package discover_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/discover"
)

// tree writes files under a new folder outside any repository and returns it,
// links resolved.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// repository is tree with a .git at its top.
func repository(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := tree(t, files)
	if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// symlink makes a link below dir, or skips the test where there are none.
func symlink(t *testing.T, dir, name, target string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.FromSlash(target), path); err != nil {
		t.Skipf("this system makes no symbolic links: %v", err)
	}
}

// find runs discover.Find and closes the root when the test ends.
func find(t testing.TB, opts discover.Options) *discover.Result {
	t.Helper()
	result, err := discover.Find(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = result.Root.Close() })
	return result
}

// print gives a result one line for each entry and each thing skipped.
func print(result *discover.Result) string {
	var b strings.Builder
	for _, e := range result.Entries {
		mark := ""
		if e.Context {
			mark = "context "
		}
		link := ""
		if e.Real != "" {
			link = " -> " + e.Real
		}
		fmt.Fprintf(&b, "%s%s %s%s\n", mark, e.Path, e.Class, link)
	}
	for _, s := range result.Skipped {
		fmt.Fprintf(&b, "skipped %s: %s", s.Path, s.Reason)
		if s.Incomplete() {
			b.WriteString(" (incomplete)")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// expect compares a result with the lines that print gives, less their margin.
func expect(t *testing.T, result *discover.Result, want string) {
	t.Helper()
	var lines strings.Builder
	for line := range strings.Lines(strings.TrimSpace(want)) {
		lines.WriteString(strings.TrimSpace(line) + "\n")
	}
	if got := print(result); got != lines.String() {
		t.Errorf("found:\n%s\nwant:\n%s", got, lines.String())
	}
}

func TestClassify(t *testing.T) {
	const kubeconfig = "apiVersion: v1\nkind: Config\n"
	tests := []struct {
		name, text string
		want       discover.Class
	}{
		{"main.tf", "", discover.Terraform},
		{"main.tofu", "", discover.Terraform},
		{"main.tf.json", "{}", discover.Terraform},
		{"main.tofu.json", "{}", discover.Terraform},
		{"main.TF", "", discover.Other},
		{".hidden.tf", "", discover.Other},
		{"main.tf~", "", discover.Other},
		{"prod.auto.tfvars", "", discover.TFVars},
		{"prod.tfvars.json", "{}", discover.TFVars},
		{"terraform.tfstate", "{}", discover.JSON},
		{"terragrunt.hcl", "", discover.HCL},
		{".terraform.lock.hcl", "", discover.HCL},
		{"a.yaml", "", discover.YAML},
		{"a.YML", "", discover.YAML},
		{".eksctl.yaml", "", discover.YAML},
		{"a.json", "", discover.JSON},
		{"a.sh", "", discover.Shell},
		{"a.bash", "", discover.Shell},
		{"README.MD", "", discover.Markdown},
		{"Dockerfile", "", discover.Dockerfile},
		{"Dockerfile.dev", "", discover.Dockerfile},
		{"app.dockerfile", "", discover.Dockerfile},
		{"main.go", kubeconfig, discover.Other}, // the name says it
		{"config", kubeconfig, discover.YAML},
		{"admin.conf", kubeconfig, discover.YAML},
		{"stack.template", "AWSTemplateFormatVersion: 2010-09-09\n", discover.YAML},
		{"stack2.template", "{\n  \"Resources\": {}\n}", discover.JSON},
		{"trust.tftpl", `{"Version": "2012-10-17"}`, discover.JSON},
		{"values.tpl", "{{- if .Values.x }}\n", discover.Other},
		{"credentials", "[default]\naws_access_key_id = x\n", discover.Other},
		{"list", " [ { } ]", discover.JSON},
		{"open", "{", discover.Other},
		{"deploy", "#!/usr/bin/env bash\n", discover.Shell},
		{"deploy-sh", "#!/bin/sh -e\n", discover.Shell},
		{"tool", "#!/usr/bin/python3\n# sh\n", discover.Other},
		{"docs", "---\na: b\n", discover.YAML},
		{"marked", "\xef\xbb\xbf" + kubeconfig, discover.YAML},
		{"wide", "\xff\xfea\x00", discover.Other},
		{"program", "{\"\x00", discover.Other},
		{"empty", "", discover.Other},
		{"late", strings.Repeat("#\n", 512) + kubeconfig, discover.Other},
	}
	files := map[string]string{}
	for _, test := range tests {
		files[test.name] = test.text
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		delete(files, "main.TF") // their file systems know one of main.tf and main.TF
	}
	got := map[string]discover.Class{}
	for _, e := range find(t, discover.Options{Paths: []string{tree(t, files)}}).Entries {
		got[e.Path] = e.Class
	}
	for _, test := range tests {
		if _, made := files[test.name]; made && got[test.name] != test.want {
			t.Errorf("%s %.20q is classified %q, want %q", test.name, test.text, got[test.name], test.want)
		}
	}
}

func TestIsCloudFormation(t *testing.T) {
	for data, want := range map[string]bool{
		"Resources:\n  R:\n    Type: AWS::IAM::Role\n":                    true,
		"# a comment\r\nResources :\r\n  R: {Type: AWS::IAM::Role}\r\n":   true,
		"\xef\xbb\xbfResources: {R: {Type: AWS::IAM::Role}}\n":            true,
		`{"Parameters":{},"Resources" : {"R":{"Type":"AWS::IAM::Role"}}}`: true,
		"'Resources':\n  R: {Type: AWS::IAM::Role}\n":                     true,
		"Resources:\n  R: {Type: Other}\n":                                false,
		"data:\n  Resources: AWS::IAM::Role\n":                            false,
		"See AWS::IAM::Role.\nResources are many.\n":                      false,
		`{"Note":"Resources of AWS::IAM"}`:                                false,
		"AWS::IAM::Role\nResources":                                       false,
		`{"apiVersion":"v1","kind":"List","items":[{"Resources":[]}]}`:    false,
	} {
		if got := discover.IsCloudFormation([]byte(data)); got != want {
			t.Errorf("%q: %v, want %v", data, got, want)
		}
	}
}

func TestFoldersNeverWalked(t *testing.T) {
	dir := repository(t, map[string]string{
		".git/config.yaml":             "",
		".terraform/modules/m/main.tf": "",
		".terraform/modules/LICENSE":   "",
		"node_modules/a/b.yaml":        "",
		"sub/node_modules/a/b.yaml":    "",
		"sub/.git":                     "gitdir: ../.git/modules/sub\n",
		"sub/a.yaml":                   "",
		".github/workflows/w.yml":      "",
	})
	expect(t, find(t, discover.Options{Paths: []string{dir}}), `
		.github/workflows/w.yml yaml
		context .terraform/modules/m/main.tf terraform
		sub/a.yaml yaml
		skipped node_modules: folder of somebody else's source
		skipped sub/node_modules: folder of somebody else's source`)
	expect(t, find(t, discover.Options{Paths: []string{"node_modules"}, Dir: dir}), `
		node_modules/a/b.yaml yaml`)
}

func TestExclude(t *testing.T) {
	dir := repository(t, map[string]string{
		"a.yaml": "", "examples/a.yaml": "", "sub/examples/b.yaml": "", "sub/x.tf": "", "sub/deep/x.tf": "",
	})
	expect(t, find(t, discover.Options{Paths: []string{dir}, Exclude: []string{"examples", "/sub/*.tf"}}), `
		a.yaml yaml
		sub/deep/x.tf terraform
		skipped examples: excluded
		skipped sub/examples: excluded
		skipped sub/x.tf: excluded`)
	expect(t, find(t, discover.Options{Paths: []string{"sub/x.tf"}, Dir: dir, Exclude: []string{"*.tf"}}), `
		sub/x.tf terraform`)
	for _, glob := range []string{"[", "", "/", "./"} {
		if _, err := discover.Find(discover.Options{Paths: []string{dir}, Exclude: []string{glob}}); err == nil {
			t.Errorf("the malformed glob %q is taken", glob)
		}
	}
}

func TestPathsAreRelativeToTheRepository(t *testing.T) {
	dir := repository(t, map[string]string{"envs/prod/main.tf": ""})
	for _, opts := range []discover.Options{
		{Paths: []string{filepath.Join(dir, "envs", "prod")}},
		{Paths: []string{"prod"}, Dir: filepath.Join(dir, "envs")},
		{Paths: []string{"main.tf"}, Dir: filepath.Join(dir, "envs", "prod")},
		{Paths: []string{"../envs/prod/../prod/main.tf", "."}, Dir: filepath.Join(dir, "envs")},
		{Dir: filepath.Join(dir, "envs", "prod")},
	} {
		result := find(t, opts)
		expect(t, result, "envs/prod/main.tf terraform")
		if result.Root.Dir() != dir || !result.Root.Repository() {
			t.Errorf("%v: root is %s (repository: %t), want %s", opts, result.Root.Dir(), result.Root.Repository(), dir)
		}
	}
}

func TestRootOutsideRepositories(t *testing.T) {
	dir := tree(t, map[string]string{"a/x.tf": "", "b/y.tf": "", "c/z.tf": ""})
	if _, err := os.Lstat(filepath.Join(filepath.Dir(dir), ".git")); err == nil {
		t.Skip("the temporary folder lies in a repository")
	}
	expect(t, find(t, discover.Options{Paths: []string{"a"}, Dir: dir}), "x.tf terraform")
	expect(t, find(t, discover.Options{Paths: []string{"a/x.tf"}, Dir: dir}), "x.tf terraform")
	expect(t, find(t, discover.Options{Paths: []string{"b", "a/x.tf"}, Dir: dir}), "a/x.tf terraform\nb/y.tf terraform")
}

func TestPathsThatCannotBeLookedAt(t *testing.T) {
	dir := tree(t, map[string]string{"a.tf": ""})
	_, err := discover.Find(discover.Options{Paths: []string{"a.tf", "missing"}, Dir: dir})
	pathErr, ok := errors.AsType[*discover.PathError](err)
	if !ok || pathErr.Path != "missing" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a path that is not there: got %v", err)
	}
	if err != nil && strings.Contains(err.Error(), dir) {
		t.Errorf("the message %q has an absolute path that nobody typed", err)
	}
	if runtime.GOOS != "windows" {
		if _, err = discover.Find(discover.Options{Paths: []string{os.DevNull}}); !errors.Is(err, discover.ErrNotAFile) {
			t.Errorf("a device: got %v", err)
		}
		if _, err = discover.Find(discover.Options{Paths: []string{dir, "/usr/."}}); !errors.Is(err, discover.ErrNoCommonFolder) {
			t.Errorf("paths without a folder in common: got %v", err)
		}
	}
}

func TestStrangeNames(t *testing.T) {
	files := map[string]string{"a b/c d.tf": "", "größe/日本.yaml": "", "-flag.yaml": "", "$(x).yaml": "", "{{a}}.yaml": ""}
	want := "$(x).yaml yaml\n-flag.yaml yaml\na b/c d.tf terraform\ngröße/日本.yaml yaml\n{{a}}.yaml yaml\n"
	if runtime.GOOS == "linux" {
		files["back\\slash.tf"], files["new\nline.tf"], files["not-utf8-\xff.tf"], files["..dots.tf"] = "", "", "", ""
		want = "$(x).yaml yaml\n-flag.yaml yaml\n..dots.tf other\na b/c d.tf terraform\nback\\slash.tf terraform\ngröße/日本.yaml yaml\n" +
			"new\nline.tf terraform\nnot-utf8-\xff.tf terraform\n{{a}}.yaml yaml\n"
	}
	result := find(t, discover.Options{Paths: []string{tree(t, files)}})
	if got := print(result); got != want {
		t.Errorf("found:\n%s\nwant:\n%s", got, want)
	}
	for _, e := range result.Entries {
		if _, err := discover.Read(e); err != nil {
			t.Errorf("%q: %v", e.Path, err)
		}
		if _, err := result.Root.ReadFile(e.Path); err != nil {
			t.Errorf("%q, through the root: %v", e.Path, err)
		}
	}
}

// TestJobsChangeNothing walks one tree with one worker and with many.
func TestJobsChangeNothing(t *testing.T) {
	dir := generate(t, 400)
	one := find(t, discover.Options{Paths: []string{dir}, Jobs: 1})
	if len(one.Entries) != 401 || len(one.Skipped) != 0 {
		t.Fatalf("found %d entries and skipped %d, want 401 and 0", len(one.Entries), len(one.Skipped))
	}
	for range 5 {
		many := find(t, discover.Options{Paths: []string{dir}, Jobs: 8})
		if !reflect.DeepEqual(one.Entries, many.Entries) {
			t.Fatal("eight workers give another result than one")
		}
	}
}

// generate writes a repository of n files and a .gitignore, twenty files to a
// folder.
func generate(t testing.TB, n int) string {
	t.Helper()
	files := map[string]string{".gitignore": "*.tfvars\n/build/\n!keep/\n**/cache/*.json\n"}
	endings := []string{".tf", ".yaml", ".json", ".md", ".go", ".tfvars", "", ".sh"}
	for i := range n {
		name := fmt.Sprintf("team%d/service%d/file%d%s", i/200, i/20, i, endings[i%len(endings)])
		files[name] = strings.Repeat("# a line of some length to read\n", 64)
	}
	// Files whose names say nothing are asked for their class.
	return repository(t, files)
}

func BenchmarkFind10000(b *testing.B) {
	dir := generate(b, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		result, err := discover.Find(discover.Options{Paths: []string{dir}})
		if err != nil {
			b.Fatal(err)
		}
		_ = result.Root.Close()
	}
}

func BenchmarkPeek10000(b *testing.B) {
	entries := find(b, discover.Options{Paths: []string{generate(b, 10_000)}}).Entries
	b.ReportAllocs()
	for b.Loop() {
		var reader discover.Reader
		for _, e := range entries {
			if _, err := reader.Peek(e); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func TestLocate(t *testing.T) {
	repo := repository(t, map[string]string{"a/x.tf": "", "a/b/y.tf": "", "c/z.tf": ""})
	bare := tree(t, map[string]string{"d/w.tf": ""})
	for _, c := range []struct {
		name, dir         string
		paths             []string
		root, start, want string
	}{
		{"the current folder", repo + "/a", nil, repo, "/a", "[a]"},
		{"the root", repo, []string{"."}, repo, "", "[.]"},
		{"a file", repo, []string{"a/b/y.tf"}, repo, "/a/b", "[a/b/y.tf]"},
		{"a file and a folder", repo, []string{"a/x.tf", "a/b"}, repo, "/a", "[a/x.tf a/b]"},
		{"folders that share none", repo, []string{"a", "c"}, repo, "", "[a c]"},
		{"outside a repository", bare, []string{"d"}, bare + "/d", "/d", "[.]"},
	} {
		loc, err := discover.Locate(discover.Options{Dir: c.dir, Paths: c.paths})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		top := repo
		if c.dir == bare {
			top = bare
		}
		if loc.Root != c.root || loc.Start != top+c.start || fmt.Sprint(loc.Under) != c.want {
			t.Errorf("%s: %+v", c.name, loc)
		}
	}
	if _, err := discover.Locate(discover.Options{Paths: []string{"nowhere"}}); err == nil {
		t.Error("a path that is not there lies somewhere")
	}
}
