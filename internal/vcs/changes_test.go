package vcs_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/vcs"
)

const ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"

func TestChanged(t *testing.T) {
	r := newRepo(t).commit("a.tf", ten, "gone.tf", "x\n", "old name.tf", ten, "mode.tf", "m\n", "same.tf", "s\n", "last.tf", "no newline",
		"bin", "a\x00b", ".gitignore", "ignored\n")
	r.write("a.tf", strings.Replace(strings.Replace(strings.Replace(ten, "3\n", "drei\nund\n", 1), "6\n7\n", "", 1), "10\n", "-- x\n++ y\n", 1),
		"last.tf", "no newline either", "bin", "a\x00c", "new.tf", "1\n2\n", "ignored/x.tf", "x\n", "same.tf", "s\n")
	if err := os.Remove(filepath.Join(r.dir, "gone.tf")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(r.dir, "mode.tf"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.git("mv", "old name.tf", "new\tname.tf")
	r.write("new\tname.tf", ten+"11\n")
	// What git remembers of a file is out of date; its content is not.
	later := r.dir + "/same.tf"
	if err := os.Chtimes(later, source1970, source1970); err != nil {
		t.Fatal(err)
	}
	expect(t, r.changed(""), `
		modified "a.tf" 3-4 7-6 9-10
		modified "bin" whole
		deleted "gone.tf"
		modified "last.tf" 1-1
		renamed "new\tname.tf" from "old name.tf" 11-11
		untracked "new.tf" whole
	`)
}

func TestPathsThatGitQuotes(t *testing.T) {
	r := newRepo(t).commit()
	names := []string{"nä me.tf", "quo\"te.tf", "new\nline.tf", "back\\slash.tf", "tab\there.tf", "bad\xffutf8.tf", "a b/c d.tf", "-n", " b/x", "\U0001F600.tf", "b/b/b b/b"}
	want := ""
	for _, n := range names {
		r.write(n, ten, n+".bin", "\x00")
	}
	r.commit()
	for _, n := range names {
		r.write(n, strings.Replace(ten, "5\n", "fünf\n", 1), n+".bin", "\x00\x00")
	}
	c, err := r.open().Changed(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range c.Files {
		got[f.Path] = show(&vcs.Changes{Files: []vcs.Change{f}})
	}
	for _, n := range names {
		if want = fmt.Sprintf("modified %q 5-5\n", n); got[n] != want {
			t.Errorf("got %q, want %q", got[n], want)
		}
		if want = fmt.Sprintf("modified %q whole\n", n+".bin"); got[n+".bin"] != want {
			t.Errorf("got %q, want %q", got[n+".bin"], want)
		}
	}
	if len(got) != 2*len(names) {
		t.Errorf("%d changes, want %d", len(got), 2*len(names))
	}
}

func TestUsersTasteDoesNotMatter(t *testing.T) {
	r := newRepo(t).commit("a b.tf", ten, "old.tf", ten)
	for _, s := range []string{"diff.noprefix=true", "diff.mnemonicPrefix=true", "color.ui=always", "diff.context=5", "diff.interHunkContext=9",
		"core.quotePath=true", "diff.renames=false", "diff.relative=true", "diff.submodule=log", "diff.colorMoved=zebra", "core.pager=false", "diff.orderFile=nowhere"} {
		key, value, _ := strings.Cut(s, "=")
		r.git("config", key, value)
	}
	r.write("a b.tf", strings.Replace(strings.Replace(ten, "3", "x", 1), "5", "y", 1))
	r.git("mv", "old.tf", "ü.tf")
	expect(t, r.changed(""), `
		modified "a b.tf" 3-3 5-5
		renamed "ü.tf" from "old.tf"
	`)
}

func TestStaged(t *testing.T) {
	r := newRepo(t)
	r.write("first.tf", "1\n2\n")
	r.git("add", ".")
	expect(t, r.staged(), "added \"first.tf\" 1-2\n") // no commit yet
	expect(t, r.changed(""), "added \"first.tf\" 1-2\n")
	r.commit()
	r.write("first.tf", "0\n1\n2\n", "second.tf", "x\n")
	r.git("add", "second.tf")
	expect(t, r.staged(), "added \"second.tf\" 1-1\n")
	r.git("add", "first.tf")
	r.write("first.tf", "0\n1\nx\n2\n") // not staged
	expect(t, r.staged(), `
		modified "first.tf" 1-1
		added "second.tf" 1-1
	`)
	index, err := r.open().Index(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	if data, err := index.ReadFile("first.tf"); err != nil || string(data) != "0\n1\n2\n" {
		t.Errorf("the index holds %q, %v", data, err)
	}
}

func TestIndexOfAHook(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n", "b.tf", "1\n")
	r.write("a.tf", "2\n", "b.tf", "2\n")
	r.git("add", "b.tf")
	other := filepath.Join(r.dir, ".git", "next-index-1.lock")
	t.Setenv("GIT_INDEX_FILE", other)
	r.git("read-tree", "HEAD")
	r.git("add", "a.tf")
	expect(t, r.staged(), "modified \"a.tf\" 1-1\n")

	stray := newRepo(t).commit("c.tf", "1\n")
	t.Setenv("GIT_INDEX_FILE", other)
	expect(t, stray.staged(), "")
}

func TestChangedSinceABranch(t *testing.T) {
	r := newRepo(t).commit("a.tf", ten)
	r.git("checkout", "-q", "-b", "topic")
	r.commit("a.tf", strings.Replace(ten, "2\n", "zwei\n", 1))
	r.git("checkout", "-q", "main")
	r.commit("a.tf", strings.Replace(ten, "9\n", "neun\n", 1), "main.tf", "x\n")
	r.git("checkout", "-q", "topic")
	r.write("new.tf", "1\n")
	expect(t, r.changed("main"), `
		modified "a.tf" 2-2
		untracked "new.tf" whole
	`)
	fork, err := r.open().Fork(context.Background(), "main")
	if err != nil {
		t.Fatal(err)
	}
	defer fork.Close()
	if data, err := fork.ReadFile("a.tf"); err != nil || string(data) != ten {
		t.Errorf("the fork holds %q, %v", data, err)
	}
}

func TestConflict(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n")
	r.git("checkout", "-q", "-b", "topic")
	r.commit("a.tf", "2\n")
	r.git("checkout", "-q", "main")
	r.commit("a.tf", "3\n")
	cmd := exec.Command("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "topic")
	cmd.Dir = r.dir
	if cmd.Run() == nil {
		t.Fatal("the merge has no conflict")
	}
	expect(t, r.changed(""), "modified \"a.tf\" 1-1 3-5\n") // the markers, and what stands between them of the other side
	expect(t, r.staged(), "modified \"a.tf\" whole\n")
}

func TestTypeChange(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	r := newRepo(t).commit("a.tf", ten, "b.tf", ten)
	if err := errors.Join(os.Remove(r.dir+"/a.tf"), os.Symlink("b.tf", r.dir+"/a.tf")); err != nil {
		t.Fatal(err)
	}
	expect(t, r.changed(""), "modified \"a.tf\" whole\n")
}

func TestSubmodule(t *testing.T) {
	inner := newRepo(t).commit("x.tf", "1\n")
	r := newRepo(t).commit("a.tf", "1\n")
	r.git("submodule", "--quiet", "add", inner.dir, "sub")
	expect(t, r.staged(), `
		added ".gitmodules" 1-3
		submodule "sub" whole
	`)
	r.commit()
	// git would ask in the submodule whether it is dirty, by its configuration.
	sub := repo{t, r.dir + "/sub"}
	ran := hostile(sub, "fsmonitor")
	sub.write("x.tf", "2\n")
	expect(t, r.changed(""), "")
	sub.git("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "commit", "-qam", "x")
	if err := os.RemoveAll(ran); err != nil {
		t.Fatal(err)
	}
	c, err := r.open().Changed(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, show(c), "submodule \"sub\" whole\n")
	if !c.Touches(source.NewFile("sub/x.tf", []byte("2\n")).Whole()) {
		t.Error("a file of a submodule that moved is not touched")
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program of the submodule ran")
	}
	tree, err := r.open().Tree(context.Background(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	if !reflect.DeepEqual(tree.Submodules, []string{"sub"}) || tree.List("sub") != nil {
		t.Errorf("submodules %q, files %q", tree.Submodules, tree.List("sub"))
	}
}

func TestUntrackedRepository(t *testing.T) {
	r := newRepo(t).commit("a.tf", "1\n")
	nested := repo{t, r.dir + "/nested"}
	nested.write("x.tf", "1\n")
	nested.git("init", "-q")
	expect(t, r.changed(""), "untracked \"nested\" whole\n")
}

func TestTouches(t *testing.T) {
	f := source.NewFile("a.tf", []byte(ten))
	line := func(first, last int) source.Span {
		a, _ := f.Line(first)
		b, _ := f.Line(last)
		return a.Cover(b)
	}
	c := &vcs.Changes{Files: []vcs.Change{
		{Path: "a.tf", Status: vcs.Modified, Lines: []vcs.Lines{{First: 3, Last: 4}, {First: 8, Last: 7}}},
		{Path: "gone.tf", Status: vcs.Deleted},
		{Path: "new", Status: vcs.Untracked, Whole: true},
	}}
	for _, test := range []struct {
		first, last int
		want        bool
	}{
		{1, 2, false}, {1, 3, true}, {3, 3, true}, {4, 6, true}, {5, 6, false}, {5, 5, false},
		{5, 7, false}, {8, 10, false}, {7, 8, true}, {5, 10, true}, // around the gap, or beside it
		{7, 7, true}, {8, 8, true}, {6, 6, false}, {9, 9, false}, // one line next to the gap
	} {
		if got := c.Touches(line(test.first, test.last)); got != test.want {
			t.Errorf("lines %d to %d: got %t", test.first, test.last, got)
		}
	}
	first, _ := f.Line(1)
	withBreak := f.Span(first.Start, first.End+1)
	if (&vcs.Changes{Files: []vcs.Change{{Path: "a.tf", Lines: []vcs.Lines{{First: 2, Last: 2}}}}}).Touches(withBreak) {
		t.Error("a line's own break reaches into the next line")
	}
	for name, want := range map[string]bool{"b.tf": false, "gone.tf": false, "new/x.tf": true, "newer/x.tf": false} {
		if got := c.Touches(source.NewFile(name, []byte(ten)).Whole()); got != want {
			t.Errorf("%s: got %t", name, got)
		}
	}
	view := source.NewView(f)
	view.Copy(line(3, 3).Start, line(3, 3).End)
	far := finding.Note{At: source.NewFile("b.tf", nil).Whole()}
	near := finding.Note{At: view.File().Whole()}
	for i, test := range []struct {
		f    finding.Finding
		more []source.Span
		want bool
	}{
		{finding.Finding{At: far.At}, nil, false},
		{finding.Finding{}, nil, false},
		{finding.Finding{At: near.At}, nil, true},
		{finding.Finding{At: far.At, Related: []finding.Note{far, near}}, nil, true},
		{finding.Finding{At: far.At, Chain: []finding.Note{near}}, nil, true},
		{finding.Finding{At: far.At}, []source.Span{near.At}, true},
	} {
		if got := c.TouchesFinding(&test.f, test.more...); got != test.want {
			t.Errorf("finding %d: got %t", i, got)
		}
	}
}
