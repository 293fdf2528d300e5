package discover_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/subaud/subaud/internal/discover"
)

func TestLinksThatLeadNowhere(t *testing.T) {
	outside := tree(t, map[string]string{"secret.tf": "", "dir/a.tf": ""})
	dir := repository(t, map[string]string{"a.tf": "", ".git/config.yaml": "", "node_modules/x.yaml": ""})
	symlink(t, dir, "absolute.tf", filepath.Join(outside, "secret.tf"))
	symlink(t, dir, "folder", filepath.Join(outside, "dir"))
	symlink(t, dir, "relative.tf", "../../../../../../../../../../etc/hostname")
	symlink(t, dir, "gone.tf", "nothing.tf")
	symlink(t, dir, "gone-outside.tf", "../nothing-there.tf")
	symlink(t, dir, "self.tf", "self.tf")
	symlink(t, dir, "ping.tf", "pong.tf")
	symlink(t, dir, "pong.tf", "ping.tf")
	symlink(t, dir, "deep/er/up", "../..")
	symlink(t, dir, "git.yaml", ".git/config.yaml")
	symlink(t, dir, "modules", "node_modules")
	expect(t, find(t, discover.Options{Paths: []string{dir}}), `
		a.tf terraform
		skipped absolute.tf: link that leaves the root
		skipped deep/er/up: link that loops
		skipped folder: link that leaves the root
		skipped git.yaml: link that leaves the root
		skipped gone-outside.tf: link that leaves the root
		skipped gone.tf: link to nothing
		skipped modules: folder of somebody else's source
		skipped node_modules: folder of somebody else's source
		skipped ping.tf: link that loops
		skipped pong.tf: link that loops
		skipped relative.tf: link that leaves the root
		skipped self.tf: link that loops`)
}

// TestLinksToFiles has links beside what they lead to, to a file that is not
// among the named paths, and under a name that says something else.
func TestLinksToFiles(t *testing.T) {
	dir := repository(t, map[string]string{
		"prod/main.tf":       "",
		"common/provider.tf": "",
		"common/shared.part": "",
		"common/ignored.tf":  "",
		".gitignore":         "ignored*\n",
	})
	symlink(t, dir, "prod/twin.tf", "main.tf")
	symlink(t, dir, "prod/provider.tf", "../common/provider.tf")
	symlink(t, dir, "prod/shared.tf", "../common/shared.part")
	symlink(t, dir, "prod/other.tf", "../common/ignored.tf")
	symlink(t, dir, "prod/ignored-link.tf", "../common/provider.tf")
	result := find(t, discover.Options{Paths: []string{"prod"}, Dir: dir})
	expect(t, result, `
		context common/ignored.tf terraform
		common/provider.tf terraform
		context prod/ignored-link.tf terraform -> common/provider.tf
		prod/main.tf terraform
		context prod/other.tf terraform -> common/ignored.tf
		context prod/provider.tf terraform -> common/provider.tf
		prod/shared.tf terraform -> common/shared.part
		context prod/twin.tf terraform -> prod/main.tf`)
	for _, e := range result.Entries {
		if _, err := discover.Read(e); err != nil {
			t.Error(err)
		}
	}
}

// TestLinksToFolders walks what a link leads to at its own place, once.
func TestLinksToFolders(t *testing.T) {
	dir := repository(t, map[string]string{
		"prod/main.tf":          "",
		"modules/a/main.tf":     "",
		"modules/a/v.tfvars":    "",
		"cache/generated/a.tf":  "",
		".gitignore":            "*.tfvars\n/cache/\n/prod/hidden\n",
		"never/reached/main.tf": "",
	})
	symlink(t, dir, "prod/modules", "../modules")
	symlink(t, dir, "prod/again", "../modules/a")
	symlink(t, dir, "prod/generated", "../cache/generated")
	symlink(t, dir, "prod/hidden", "../never")
	symlink(t, dir, "modules/a/back", "../../prod")
	result := find(t, discover.Options{Paths: []string{"prod"}, Dir: dir})
	expect(t, result, `
		context cache/generated/a.tf terraform
		modules/a/main.tf terraform
		context modules/a/v.tfvars tfvars
		prod/main.tf terraform`)
	if got, err := result.Root.Resolve("prod/modules/a/main.tf"); err != nil || got != "modules/a/main.tf" {
		t.Errorf("Resolve gives %q, %v", got, err)
	}
}

// TestLinkBomb has folders whose links double the paths at every step: 2^30
// ways lead to the last of them.
func TestLinkBomb(t *testing.T) {
	files := map[string]string{}
	for i := range 31 {
		files[fmt.Sprintf("d%d/a.tf", i)] = ""
	}
	dir := repository(t, files)
	for i := range 30 {
		symlink(t, dir, fmt.Sprintf("d%d/x", i), fmt.Sprintf("../d%d", i+1))
		symlink(t, dir, fmt.Sprintf("d%d/y", i), fmt.Sprintf("../d%d", i+1))
	}
	result := find(t, discover.Options{Paths: []string{"d0"}, Dir: dir})
	if len(result.Entries) != 31 || len(result.Skipped) != 0 {
		t.Errorf("found %d entries and skipped %d, want 31 and 0:\n%s", len(result.Entries), len(result.Skipped), print(result))
	}
}

func TestRootConfinesReads(t *testing.T) {
	outside := tree(t, map[string]string{"secret": "s", "dir/a": ""})
	dir := repository(t, map[string]string{"in/file.txt": "inside", "in/sub/x": ""})
	symlink(t, dir, "link.txt", "in/file.txt")
	symlink(t, dir, "in/absolute.txt", filepath.Join(dir, "in", "file.txt"))
	symlink(t, dir, "out", outside)
	symlink(t, dir, "out.txt", filepath.Join(outside, "secret"))
	symlink(t, dir, "loop", "loop")
	root, err := discover.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	for _, name := range []string{"in/file.txt", "./in/../in/file.txt", "link.txt", "in/absolute.txt"} {
		if data, err := root.ReadFile(name); err != nil || string(data) != "inside" {
			t.Errorf("ReadFile(%q) = %q, %v", name, data, err)
		}
	}
	for name, want := range map[string]error{
		"../x":                    discover.ErrOutside,
		"in/../../x":              discover.ErrOutside,
		filepath.ToSlash(outside): discover.ErrOutside,
		"out/secret":              discover.ErrOutside,
		"out.txt":                 discover.ErrOutside,
		"missing":                 fs.ErrNotExist,
		"in":                      discover.ErrNotAFile,
		"":                        discover.ErrNotAFile,
	} {
		data, err := root.ReadFile(name)
		if !errors.Is(err, want) || data != nil {
			t.Errorf("ReadFile(%q) = %q, %v; want %v", name, data, err, want)
		}
	}
	if _, err := root.ReadFile("loop"); err == nil {
		t.Error("a link to itself is read")
	}
	if _, err := root.ReadFile("out.txt"); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a read from outside is no fs.ErrPermission: %v", err)
	}
	if _, err := root.ReadDir("out/dir"); !errors.Is(err, discover.ErrOutside) {
		t.Errorf("ReadDir lists a folder outside: %v", err)
	}
	listed, err := root.ReadDir("in")
	if err != nil || len(listed) != 3 || listed[1].Name() != "file.txt" {
		t.Errorf("ReadDir(in) = %v, %v", listed, err)
	}
	if _, err := root.ReadDir("."); err != nil {
		t.Error(err)
	}
}

func TestOpenRootThatIsNotThere(t *testing.T) {
	if _, err := discover.OpenRoot(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := discover.OpenRoot(file); err == nil {
		t.Error("a file is opened as a root")
	}
}
