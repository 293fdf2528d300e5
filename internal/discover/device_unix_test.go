//go:build unix

package discover_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/subaud/subaud/internal/discover"
)

// TestPipes must not wait for a writer that never comes.
func TestPipes(t *testing.T) {
	dir := repository(t, map[string]string{"a.tf": "", "b.tf": ""})
	for _, name := range []string{"pipe.yaml", "pipe"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Skipf("this system makes no pipes: %v", err)
		}
	}
	symlink(t, dir, "link.tf", "pipe")
	result := find(t, discover.Options{Paths: []string{dir}})
	expect(t, result, `
		a.tf terraform
		b.tf terraform
		skipped link.tf: not a regular file
		skipped pipe: not a regular file
		skipped pipe.yaml: not a regular file`)
	if _, err := result.Root.ReadFile("pipe"); !errors.Is(err, discover.ErrNotAFile) {
		t.Errorf("ReadFile of a pipe: %v", err)
	}
	// A pipe that took the place of a file since it was found.
	if err := os.Rename(filepath.Join(dir, "pipe"), filepath.Join(dir, "a.tf")); err != nil {
		t.Fatal(err)
	}
	if file, err := discover.Read(result.Entries[0]); err == nil && len(file.Data) != 0 {
		t.Errorf("read %q from a pipe", file.Data)
	}
	// A link that took the place of a file since it was found.
	if err := errors.Join(os.Remove(filepath.Join(dir, "b.tf")), os.Symlink("/etc/hostname", filepath.Join(dir, "b.tf"))); err != nil {
		t.Fatal(err)
	}
	if _, err := discover.Read(result.Entries[1]); !errors.Is(err, syscall.ELOOP) {
		t.Errorf("a link in place of a file is followed: %v", err)
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("everything is readable for root: TestReadSeesWhatTheFileIsNow covers the report of a failed read")
	}
	dir := repository(t, map[string]string{"a.tf": "", "noname": "", "closed/b.tf": "", "image.png": "", "c.yaml": "", ".gitignore": "hidden/\n", "hidden/x.tf": ""})
	for name, mode := range map[string]os.FileMode{"a.tf": 0, "noname": 0, "image.png": 0, "closed": 0, "hidden": 0} {
		path := filepath.Join(dir, name)
		if name == "noname" {
			if err := os.WriteFile(path, []byte("kind: x\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(path, 0o700) }) // so that the folder can be removed
	}
	result := find(t, discover.Options{Paths: []string{dir}})
	expect(t, result, `
		.gitignore other
		a.tf terraform
		c.yaml yaml
		image.png other
		skipped closed: unreadable (incomplete)
		skipped hidden: unreadable
		skipped noname: unreadable (incomplete)`)
	for _, e := range result.Entries {
		_, err := discover.Read(e)
		skipped, _ := errors.AsType[*discover.Skipped](err)
		if wantFault := e.Path == "a.tf"; wantFault && (skipped == nil || !skipped.Incomplete()) {
			t.Errorf("%s: got %v", e.Path, err)
		}
	}
}
