package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/discover"
)

// tree writes files (a name that ends in a slash is a folder) and returns the
// folder that holds them, links resolved.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		path := filepath.Join(top, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			err = os.MkdirAll(path, 0o755)
		} else if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
			err = os.WriteFile(path, []byte(data), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return top
}

func TestFind(t *testing.T) {
	top := tree(t, map[string]string{
		".subaud.yaml":                "", // above the root: never seen
		"repo/.subaud.yaml":           "",
		"repo/apps/pay/.subaud.yml":   "",
		"repo/apps/pay/deep/er/a.tf":  "",
		"repo/apps/shop/a.tf":         "",
		"repo/two/.subaud.yaml":       "",
		"repo/two/.subaud.yml":        "",
		"bare/sub/":                   "",
		"elsewhere/org.yaml":          "",
		"elsewhere/from-environ.yaml": "",
		"elsewhere/folder/":           "",
	})
	at := func(rel string) string { return filepath.Join(top, filepath.FromSlash(rel)) }
	for _, c := range []struct {
		name, start, root, flag, env string
		none                         bool
		want                         string // path, "named " before a named one, or part of the error
		fails                        bool
	}{
		{name: "in the folder", start: "repo", root: "repo", want: "repo/.subaud.yaml"},
		{name: "above the folder", start: "repo/apps/shop", root: "repo", want: "repo/.subaud.yaml"},
		{name: "above a file", start: "repo/apps/shop/a.tf", root: "repo", want: "repo/.subaud.yaml"},
		{name: "the nearest", start: "repo/apps/pay/deep/er", root: "repo", want: "repo/apps/pay/.subaud.yml"},
		{name: "none up to the root", start: "bare/sub", root: "bare", want: ""},
		{name: "two in a folder", start: "repo/two", root: "repo", want: "holds both .subaud.yaml and .subaud.yml", fails: true},
		{name: "not below the root", start: "bare", root: "repo", want: "is not below", fails: true},
		{name: "environment before nearest", start: "repo", root: "repo", env: "elsewhere/from-environ.yaml", want: "named elsewhere/from-environ.yaml"},
		{name: "flag before environment", start: "repo", root: "repo", env: "elsewhere/from-environ.yaml", flag: "elsewhere/org.yaml", want: "named elsewhere/org.yaml"},
		{name: "flag before a missing environment", start: "repo", root: "repo", env: "nowhere", flag: "elsewhere/org.yaml", want: "named elsewhere/org.yaml"},
		{name: "flag before two in a folder", start: "repo/two", root: "repo", flag: "elsewhere/org.yaml", want: "named elsewhere/org.yaml"},
		{name: "none before all", start: "repo", root: "repo", env: "elsewhere/org.yaml", none: true, want: ""},
		{name: "flag and none", start: "repo", root: "repo", flag: "elsewhere/org.yaml", none: true, want: "--config and --no-config exclude each other", fails: true},
		{name: "missing file", start: "repo", root: "repo", flag: "elsewhere/no.yaml", want: "--config names", fails: true},
		{name: "missing file of the environment", start: "repo", root: "repo", env: "elsewhere/no.yaml", want: "SUBAUD_CONFIG names", fails: true},
		{name: "a folder", start: "repo", root: "repo", flag: "elsewhere/folder", want: "which is not a file", fails: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var flag, env string
			if c.flag != "" {
				flag = at(c.flag)
			}
			if c.env != "" {
				env = at(c.env)
			}
			getenv := func(name string) string {
				if name != "SUBAUD_CONFIG" {
					t.Errorf("asks for the variable %s", name)
				}
				return env
			}
			found, err := config.Find(at(c.start), at(c.root), getenv, flag, c.none)
			if c.fails {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error is %v, want %q", err, c.want)
				}
				return
			}
			want := config.Found{}
			if name, named := strings.CutPrefix(c.want, "named "); c.want != "" {
				want = config.Found{Path: at(name), Named: named}
			}
			if err != nil || found != want {
				t.Errorf("got %+v, %v; want %+v", found, err, want)
			}
		})
	}
}

func TestFindTakesRelativePaths(t *testing.T) {
	top := tree(t, map[string]string{"repo/": "", "org.yaml": ""})
	t.Chdir(filepath.Join(top, "repo"))
	found, err := config.Find(top, top, func(string) string { return "" }, "../org.yaml", false)
	if want := filepath.Join(top, "org.yaml"); err != nil || found.Path != want {
		t.Errorf("got %+v, %v; want %s", found, err, want)
	}
}

// TestDisk follows links: what a stranger puts into a repository must not make
// the program read, and quote, what lies outside of it.
func TestDisk(t *testing.T) {
	top := tree(t, map[string]string{
		"repo/.subaud.yaml": "extends: linked.yaml\n",
		"repo/inner.yaml":   "persona: auditor\n",
		"repo/folder/":      "",
		"secret.yaml":       "password: hunter2\n",
	})
	repo := filepath.Join(top, "repo")
	for link, target := range map[string]string{"linked.yaml": "../secret.yaml", "good.yaml": "inner.yaml"} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(repo, link)); err != nil {
			t.Skipf("this system makes no links: %v", err)
		}
	}
	root, err := discover.OpenRoot(repo)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	found, named := config.Disk(root, false), config.Disk(root, true)
	if data, err := found(filepath.Join(repo, "good.yaml")); err != nil || string(data) != "persona: auditor\n" {
		t.Errorf("a link within is read as %q, %v", data, err)
	}
	for _, name := range []string{"repo/linked.yaml", "secret.yaml"} {
		path := filepath.Join(top, filepath.FromSlash(name))
		if data, err := found(path); !errors.Is(err, discover.ErrOutside) {
			t.Errorf("%s is read as %q, %v", name, data, err)
		}
		if data, err := named(path); err != nil || string(data) != "password: hunter2\n" {
			t.Errorf("named, %s is read as %q, %v", name, data, err)
		}
	}
	for _, read := range []func(string) ([]byte, error){found, named} {
		if _, err := read(filepath.Join(repo, "folder")); !errors.Is(err, discover.ErrNotAFile) {
			t.Errorf("a folder is answered with %v", err)
		}
	}
	if _, err := named(top); !errors.Is(err, discover.ErrNotAFile) {
		t.Errorf("a folder outside is answered with %v", err)
	}
	_, err = config.Load(filepath.Join(repo, ".subaud.yaml"), config.Options{Root: repo, Read: found})
	if got := lines(err, ""); got != ".subaud.yaml:1:10: extends linked.yaml cannot be read: it lies outside of the repository" {
		t.Errorf("Load says %s", got)
	}
}
