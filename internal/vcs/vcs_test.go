package vcs_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/vcs"
)

// repo is a throw-away repository.

type repo struct {
	*testing.T
	dir string
}

// newRepo makes a repository with nothing of the machine's configuration.

func newRepo(t *testing.T, options ...string) repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed: what this package asks of it cannot be tested")
	}
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "GIT_") {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := repo{t, dir}
	r.git(append([]string{"init", "-q", "-b", "main"}, options...)...)
	return r
}

// git runs git in the repository as a user would, with hooks and all.

func (r repo) git(args ...string) string {
	r.Helper()
	cmd := exec.Command("git", append([]string{
		"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgSign=false", "-c", "protocol.file.allow=always",
	}, args...)...)
	cmd.Dir = r.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// write writes files: path, text, path, text.

func (r repo) write(files ...string) repo {
	r.Helper()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(r.dir, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			r.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o644); err != nil {
			r.Fatal(err)
		}
	}
	return r
}

func (r repo) commit(files ...string) repo {
	r.Helper()
	r.write(files...)
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", "x")
	return r
}

func (r repo) open() *vcs.Repo {
	r.Helper()
	opened, err := vcs.Open(context.Background(), r.dir)
	if err != nil {
		r.Fatal(err)
	}
	return opened
}

// changed prints the changes since a revision, one line for each file.

func (r repo) changed(ref string) string {
	r.Helper()
	c, err := r.open().Changed(context.Background(), ref)
	if err != nil {
		r.Fatal(err)
	}
	return show(c)
}

func (r repo) staged() string {
	r.Helper()
	c, err := r.open().Staged(context.Background())
	if err != nil {
		r.Fatal(err)
	}
	return show(c)
}

func show(c *vcs.Changes) string {
	var b strings.Builder
	for _, f := range c.Files {
		fmt.Fprintf(&b, "%s %q", f.Status, f.Path)
		if f.From != "" {
			fmt.Fprintf(&b, " from %q", f.From)
		}
		if f.Whole {
			b.WriteString(" whole")
		}
		for _, l := range f.Lines {
			fmt.Fprintf(&b, " %d-%d", l.First, l.Last)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	want = strings.TrimLeft(strings.ReplaceAll(want, "\t", ""), "\n")
	if got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// TestIndexOfAHook commits a file by its name, for which git gives the hook an

// index of its own.

func TestErrors(t *testing.T) {
	ctx := context.Background()
	r := newRepo(t).commit("a.tf", "1\n")
	is := func(name string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
	}
	for _, ref := range []string{"", "nowhere", "--upload-pack=touch ran", "-h", "--output=ran", "HEAD\x00", "HEAD\n", "HEAD:a.tf", "main..main", "^HEAD", "@{-1}", "--all"} {
		_, err := r.open().Tree(ctx, ref)
		is(fmt.Sprintf("tree of %q", ref), err, vcs.ErrNoRevision)
		if ref != "" { // nothing stands for HEAD
			_, err = r.open().Changed(ctx, ref)
			is(fmt.Sprintf("changed since %q", ref), err, vcs.ErrNoRevision)
		}
	}
	if left := r.git("status", "--porcelain"); left != "" {
		t.Errorf("a revision wrote a file: %s", left)
	}

	outside := t.TempDir()
	_, err := vcs.Open(ctx, outside)
	is("outside", err, vcs.ErrNotRepository)
	_, err = vcs.Open(ctx, filepath.Join(outside, "none"))
	is("no folder", err, fs.ErrNotExist)

	bare := repo{t, t.TempDir()}
	bare.git("init", "-q", "--bare")
	_, err = vcs.Open(ctx, bare.dir)
	is("bare", err, vcs.ErrBare)

	elsewhere := newRepo(t).commit("a.tf", "1\n")
	elsewhere.git("config", "core.worktree", outside)
	_, err = vcs.Open(ctx, elsewhere.dir)
	is("worktree elsewhere", err, vcs.ErrElsewhere)

	t.Setenv("PATH", outside)
	_, err = vcs.Open(ctx, r.dir)
	is("no git", err, vcs.ErrNoGit)
	if _, err := vcs.Open(ctx, outside); err == nil || !strings.Contains(err.Error(), "install it") {
		t.Errorf("the sentence for no git is %v", err)
	}
}

func TestForeignOwner(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n")
	t.Setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
	t.Setenv("GIT_CONFIG_COUNT", "0")
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	if err := os.Chown(r.dir, 12345, 12345); err != nil {
		t.Skip(err)
	}
	if err := os.Chown(r.dir+"/.git", 12345, 12345); err != nil {
		t.Skip(err)
	}
	if _, err := vcs.Open(context.Background(), r.dir); !errors.Is(err, vcs.ErrUntrusted) {
		t.Errorf("got %v, want %v", err, vcs.ErrUntrusted)
	}
}

// TestBareRepositoryInTheTree is about a folder that is content and that git

// would take for a repository.

func TestBareRepositoryInTheTree(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n")
	r.git("init", "-q", "--bare", "trap")
	trap := repo{t, r.dir + "/trap"}
	ran := hostile(trap, "bare")
	if _, err := vcs.Open(context.Background(), trap.dir); !errors.Is(err, vcs.ErrBare) {
		t.Errorf("got %v, want %v", err, vcs.ErrBare)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program of the bare repository ran")
	}
}

func TestWorktree(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n")
	other := filepath.Join(t.TempDir(), "other")
	r.git("worktree", "add", "-q", other)
	linked := repo{t, other}
	linked.write("a.tf", "2\n", "b.tf", "1\n")
	linked.git("add", "b.tf")
	expect(t, linked.changed(""), `
		modified "a.tf" 1-1
		added "b.tf" 1-1
	`)
	expect(t, linked.staged(), "added \"b.tf\" 1-1\n")
	expect(t, r.changed(""), "")
}

func TestSubfolder(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n", "sub/b.tf", "1\n")
	r.write("a.tf", "2\n", "sub/c.tf", "1\n")
	opened, err := vcs.Open(context.Background(), r.dir+"/sub")
	if err != nil {
		t.Fatal(err)
	}
	if opened.Root != r.dir {
		t.Errorf("the root is %q, want %q", opened.Root, r.dir)
	}
	c, err := opened.Changed(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, show(c), `
		modified "a.tf" 1-1
		untracked "sub/c.tf" whole
	`)
}

func TestShallowClone(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n")
	r.git("checkout", "-q", "-b", "topic")
	r.commit("a.tf", "2\n")
	r.git("checkout", "-q", "main")
	r.commit("b.tf", "1\n")
	clone := repo{t, t.TempDir()}
	clone.git("clone", "-q", "--depth=1", "--no-single-branch", "file://"+filepath.ToSlash(r.dir), ".")
	expect(t, clone.changed(""), "")
	_, err := clone.open().Changed(context.Background(), "origin/topic")
	if !errors.Is(err, vcs.ErrNoCommonHistory) || !strings.Contains(err.Error(), "shallow") {
		t.Errorf("got %v, want %v and that the clone is shallow", err, vcs.ErrNoCommonHistory)
	}
	_, err = clone.open().Changed(context.Background(), "HEAD~1")
	if !errors.Is(err, vcs.ErrNoRevision) || !strings.Contains(err.Error(), "shallow") {
		t.Errorf("got %v, want %v and that the clone is shallow", err, vcs.ErrNoRevision)
	}
}

func TestSHA256(t *testing.T) {
	r := newRepo(t, "--object-format=sha256")
	r.write("a.tf", "1\n")
	r.git("add", ".")
	expect(t, r.staged(), "added \"a.tf\" 1-1\n")
	r.commit()
	tree, err := r.open().Tree(context.Background(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	if data, err := tree.ReadFile("a.tf"); err != nil || string(data) != "1\n" {
		t.Errorf("the tree holds %q, %v", data, err)
	}
}

func TestCancel(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n")
	opened := r.open()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := opened.Changed(ctx, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
