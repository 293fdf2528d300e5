package vcs_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/subaud/subaud/internal/vcs"
)

var source1970 = time.Unix(1, 0)

// hostile makes every setting of a repository that names a program name one
// that leaves a mark, and returns the mark's path. The programs are put there
// by the test that proves that they do run when git is not held back.
func hostile(r repo, name string) (mark string) {
	r.Helper()
	if runtime.GOOS == "windows" {
		r.Skip("the traps are scripts")
	}
	dir := r.TempDir()
	mark = filepath.Join(dir, name)
	trap := filepath.Join(dir, "trap")
	if err := os.WriteFile(trap, []byte("#!/bin/sh\necho \"$0 $*\" >> '"+mark+"'\ncat\nexit 0\n"), 0o755); err != nil {
		r.Fatal(err)
	}
	hooks := filepath.Join(dir, "hooks")
	if err := os.Mkdir(hooks, 0o755); err != nil {
		r.Fatal(err)
	}
	for _, hook := range []string{"post-index-change", "pre-commit", "post-checkout", "fsmonitor-watchman", "reference-transaction"} {
		if err := os.Symlink(trap, filepath.Join(hooks, hook)); err != nil {
			r.Fatal(err)
		}
	}
	for _, setting := range [][2]string{
		{"core.hooksPath", hooks},
		{"core.fsmonitor", trap},
		{"core.sshCommand", trap},
		{"core.pager", trap},
		{"core.gitProxy", trap},
		{"core.askPass", trap},
		{"core.editor", trap},
		{"diff.external", trap},
		{"diff.evil.command", trap},
		{"diff.evil.textconv", trap},
		{"diff.evil.cachetextconv", "true"},
		{"filter.evil.clean", trap},
		{"filter.evil.smudge", trap},
		{"filter.evil.required", "true"},
		{"filter.evil.two.process", trap},
		{"pager.diff-index", trap},
		{"pager.ls-files", trap},
		{"alias.diff-index", "!" + trap},
		{"alias.rev-parse", "!" + trap},
		{"credential.helper", "!" + trap},
		{"remote.origin.url", "ext::" + trap},
		{"remote.origin.uploadpack", trap},
		{"remote.origin.vcs", "evil"},
		{"uploadpack.packObjectsHook", trap},
	} {
		r.config(setting[0], setting[1])
	}
	return mark
}

// config sets a setting by writing, so that no trap that is set already runs.
func (r repo) config(key, value string) {
	r.Helper()
	cmd := exec.Command("git", "config", key, value)
	cmd.Dir = r.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("git config %s: %v\n%s", key, err, out)
	}
}

// TestNothingIsExecuted first lets git do as the repository wants, to see that
// the traps work, and then asks all that this package can ask.
func TestNothingIsExecuted(t *testing.T) {
	ctx := context.Background()
	r := newRepo(t).commit("a.tf", ten, "b.conv", ten, ".gitattributes", "*.tf filter=evil diff=evil\n*.conv filter=evil.two diff=evil\n")
	mark := hostile(r, "ran")
	r.write("a.tf", ten+"x\n", "b.conv", ten+"y\n", "new.tf", "1\n")
	cmd := exec.Command("git", "diff")
	cmd.Dir = r.dir
	if err := cmd.Run(); err != nil {
		t.Logf("git diff: %v", err)
	}
	if data, err := os.ReadFile(mark); err != nil || len(data) == 0 {
		t.Fatalf("the traps do not work: %v", err)
	}
	if err := os.Remove(mark); err != nil {
		t.Fatal(err)
	}

	index, err := os.ReadFile(r.dir + "/.git/index")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r.changed(""), `
		modified "a.tf" 11-11
		modified "b.conv" 11-11
		untracked "new.tf" whole
	`)
	expect(t, r.changed("main"), r.changed(""))
	expect(t, r.staged(), "")
	for _, open := range []func(*vcs.Repo) (*vcs.Snapshot, error){
		func(v *vcs.Repo) (*vcs.Snapshot, error) { return v.Tree(ctx, "HEAD") },
		func(v *vcs.Repo) (*vcs.Snapshot, error) { return v.Fork(ctx, "main") },
		func(v *vcs.Repo) (*vcs.Snapshot, error) { return v.Index(ctx) },
	} {
		tree, err := open(r.open())
		if err != nil {
			t.Fatal(err)
		}
		if data, err := tree.ReadFile("b.conv"); err != nil || string(data) != ten {
			t.Errorf("the tree holds %q, %v", data, err)
		}
		tree.Entries(nil)
		if err := tree.Close(); err != nil {
			t.Error(err)
		}
	}
	if data, err := os.ReadFile(mark); err == nil {
		t.Errorf("ran:\n%s", data)
	}
	if after, err := os.ReadFile(r.dir + "/.git/index"); err != nil || string(after) != string(index) {
		t.Error("the index was written")
	}
}

// TestEnvironmentOfAHook checks that a caller's git cannot point us elsewhere
// or at a program.
func TestEnvironmentOfAHook(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n")
	mark := hostile(r, "ran")
	other := newRepo(t).commit("b.tf", "1\n")
	trap := filepath.Join(filepath.Dir(mark), "trap")
	for name, value := range map[string]string{
		"GIT_DIR": r.dir + "/.git", "GIT_WORK_TREE": r.dir, "GIT_EXTERNAL_DIFF": trap, "GIT_PAGER": trap, "GIT_SSH_COMMAND": trap,
		"GIT_TRACE": mark, "GIT_TRACE2_EVENT": mark, "GIT_EXEC_PATH": filepath.Dir(trap), "GIT_OBJECT_DIRECTORY": t.TempDir(),
	} {
		t.Setenv(name, value)
	}
	opened := other.open()
	if opened.Root != other.dir {
		t.Errorf("the root is %q, want %q", opened.Root, other.dir)
	}
	if c, err := opened.Changed(context.Background(), ""); err != nil || !c.Empty() {
		t.Errorf("changes %v, %v", c, err)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("a program ran, or a trace was written")
	}
}

// TestNothingIsFetched is about a clone that lacks an object and says whom to
// ask for it: whom, and by which program, is the repository's choice.
func TestNothingIsFetched(t *testing.T) {
	ctx := context.Background()
	r := newRepo(t).commit("a.tf", "secret\n", "b.tf", "1\n")
	id := r.git("rev-parse", "HEAD:a.tf")
	mark := hostile(r, "ran")
	r.config("core.repositoryFormatVersion", "1")
	r.config("extensions.partialClone", "origin")
	r.config("remote.origin.promisor", "true")
	r.config("remote.origin.partialclonefilter", "blob:none")
	if err := os.Remove(filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"ext::" + filepath.Join(filepath.Dir(mark), "trap"), r.dir, "ssh://host/x", "file://" + r.dir, "git://host.invalid/x"} {
		r.config("remote.origin.url", url)
		if cmd := exec.Command("git", "config", "--unset", "remote.origin.vcs"); url == r.dir {
			cmd.Dir = r.dir
			if err := cmd.Run(); err != nil {
				t.Fatal(err)
			}
		}
		tree, err := r.open().Tree(ctx, "HEAD")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tree.ReadFile("a.tf"); err == nil {
			t.Error("an object that is not there was read")
		} else {
			t.Logf("%s: %v", url, err)
		}
		_ = tree.Close()
		r.write("a.tf", "changed\n")
		if _, err := r.open().Changed(ctx, ""); err == nil {
			t.Error("a file was compared with an object that is not there")
		}
	}
	if data, err := os.ReadFile(mark); err == nil {
		t.Errorf("ran:\n%s", data)
	}
}

// TestFilterWithAnOddName checks that what cannot be switched off stops us.
func TestFilterWithAnOddName(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n", ".gitattributes", "*.tf filter=a=b\n")
	r.config("filter.a=b.clean", "false")
	if _, err := vcs.Open(context.Background(), r.dir); err == nil {
		t.Error("a filter that cannot be switched off is accepted")
	} else if errors.Is(err, vcs.ErrNotRepository) {
		t.Errorf("misleading: %v", err)
	}
}
