package vcs_test

import (
	"context"
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

func TestSnapshot(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	r := newRepo(t)
	r.write("infra/main.tf", "resource {}\n", "infra/mod/a.tf", "a\n", "k8s/sa.yaml", "kind: X\n", "README", "text\n", "trust", `{"a": 1}`,
		"main.go", "package main\n", "node_modules/x/y.yaml", "a: b\n", ".terraform/m/x.tf", "x\n", "large.yaml", strings.Repeat("a: b\n", discover.MaxSize/5+1))
	for link, target := range map[string]string{
		"infra/shared.tf": "mod/a.tf", "folder": "infra", "out.tf": "../../etc/passwd", "abs.tf": "/etc/passwd", "loop.tf": "loop.tf", "dangling.tf": "none.tf", "as.yaml": "trust",
	} {
		if err := os.Symlink(target, filepath.Join(r.dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	r.git("add", "-f", ".")
	r.git("commit", "-qm", "x")
	r.write("infra/main.tf", "changed since\n")
	tree, err := r.open().Tree(context.Background(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	for name, want := range map[string]string{
		"infra/main.tf": "resource {}\n", "./infra/../trust": `{"a": 1}`, "infra/shared.tf": "a\n", "folder/mod/a.tf": "a\n", "folder/shared.tf": "a\n", "as.yaml": `{"a": 1}`,
	} {
		if data, err := tree.ReadFile(name); err != nil || string(data) != want {
			t.Errorf("ReadFile(%q) = %q, %v", name, data, err)
		}
	}
	for name, want := range map[string]error{
		"none": fs.ErrNotExist, "infra": fs.ErrNotExist, "../x": fs.ErrPermission, "/etc/passwd": fs.ErrPermission, "out.tf": fs.ErrPermission, "abs.tf": fs.ErrPermission,
		"loop.tf": fs.ErrNotExist, "dangling.tf": fs.ErrNotExist, "infra/../../x": fs.ErrPermission, "trust/x": fs.ErrNotExist,
	} {
		if _, err := tree.ReadFile(name); !errors.Is(err, want) {
			t.Errorf("ReadFile(%q): got %v, want %v", name, err, want)
		}
	}
	if got, want := tree.List("infra/"), []string{"infra/main.tf", "infra/shared.tf"}; !reflect.DeepEqual(got, want) {
		t.Errorf("List gives %q, want %q", got, want)
	}
	entries, content, skipped := tree.Entries(func(path string) bool { return path != "k8s/sa.yaml" })
	got := ""
	for _, e := range entries {
		got += fmt.Sprintf("%s %s %q %t %d %d\n", e.Path, e.Class, e.Real, e.Context, e.Size, len(content[e.Path]))
	}
	expect(t, got, `
		.terraform/m/x.tf terraform "" true 2 2
		README other "" false 5 5
		as.yaml yaml "trust" false 8 8
		infra/main.tf terraform "" false 12 12
		infra/mod/a.tf terraform "" false 2 2
		infra/shared.tf terraform "infra/mod/a.tf" true 2 2
		trust json "" false 8 8
	`)
	if len(skipped) != 1 || skipped[0].Path != "large.yaml" || skipped[0].Reason != discover.TooLarge || !skipped[0].Incomplete() {
		t.Errorf("skipped %v", skipped)
	}
	if _, err := tree.ReadFile("trust"); err != nil {
		t.Errorf("a file that was too large broke the reading: %v", err)
	}
	if err := tree.Close(); err != nil {
		t.Error(err)
	}
	if _, err := tree.ReadFile("trust"); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("reading after Close gives %v", err)
	}
}
