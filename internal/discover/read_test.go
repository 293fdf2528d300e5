package discover_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/discover"
)

func TestReadGivesADocument(t *testing.T) {
	const text = "\xef\xbb\xbfa: größe\r\n"
	dir := repository(t, map[string]string{"a.yaml": text, "b.yaml": text, ".gitignore": "b.yaml\n"})
	for _, e := range find(t, discover.Options{Paths: []string{dir}}).Entries {
		if e.Class != discover.YAML {
			continue
		}
		file, err := discover.Read(e)
		if err != nil {
			t.Fatal(err)
		}
		if file.Path != e.Path || string(file.Data) != text || file.Context != (e.Path == "b.yaml") {
			t.Errorf("got %q, context %t: %q", file.Path, file.Context, file.Data)
		}
	}
}

// TestReaderKeepsNothing reads a short file after a long one, and keeps what
// Read gave while the memory behind Peek is used again.
func TestReaderKeepsNothing(t *testing.T) {
	dir := tree(t, map[string]string{"a.yaml": strings.Repeat("long ", 100_000), "b.yaml": "short", "c.yaml": ""})
	entries := find(t, discover.Options{Paths: []string{dir}}).Entries
	var reader discover.Reader
	long, err := reader.Read(entries[0])
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{1: "short", 2: ""} {
		if i == 0 {
			continue
		}
		if got, err := reader.Peek(entries[i]); err != nil || string(got) != want {
			t.Errorf("Peek(%s) = %q, %v", entries[i].Path, got, err)
		}
	}
	if string(long.Data) != strings.Repeat("long ", 100_000) {
		t.Error("the document changed under its owner")
	}
}

// TestReadSeesWhatTheFileIsNow grows, shrinks and removes files after they
// were found.
func TestReadSeesWhatTheFileIsNow(t *testing.T) {
	dir := tree(t, map[string]string{"a.yaml": "aaa", "b.yaml": "bbb", "c.yaml": "ccc"})
	entries := find(t, discover.Options{Paths: []string{dir}}).Entries
	grown := strings.Repeat("grown ", 50_000)
	for name, text := range map[string]string{"a.yaml": grown, "b.yaml": "b"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(dir, "c.yaml")); err != nil {
		t.Fatal(err)
	}
	var reader discover.Reader
	for i, want := range []string{grown, "b"} {
		if got, err := reader.Peek(entries[i]); err != nil || string(got) != want {
			t.Errorf("Peek(%s) = %.20q (%d bytes), %v", entries[i].Path, got, len(got), err)
		}
	}
	_, err := reader.Read(entries[2])
	skipped, ok := errors.AsType[*discover.Skipped](err)
	if !ok || skipped.Reason != discover.Unreadable || !skipped.Incomplete() || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is gone: %v", err)
	}
	if strings.Contains(err.Error(), dir) {
		t.Errorf("the message %q has an absolute path", err)
	}
}

func TestReadRefuses(t *testing.T) {
	dir := tree(t, map[string]string{
		"binary.yaml": "a\x00b",
		"late.yaml":   strings.Repeat("a", 600) + "\x00",
		"utf16.yaml":  "\xff\xfea\x00",
		"utf16be.tf":  "\xfe\xff\x00a",
	})
	want := map[string]string{
		"binary.yaml": `read "binary.yaml": binary`,
		"late.yaml":   "", // a NUL that far in is for the parser to judge, with its place
		"utf16.yaml":  `read "utf16.yaml": not UTF-8`,
		"utf16be.tf":  `read "utf16be.tf": not UTF-8`,
	}
	for _, e := range find(t, discover.Options{Paths: []string{dir}}).Entries {
		_, err := discover.Read(e)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want[e.Path] {
			t.Errorf("%s: got %q, want %q", e.Path, got, want[e.Path])
		}
	}
}

func TestTooLarge(t *testing.T) {
	dir := tree(t, map[string]string{"at.yaml": "", "over.yaml": "", "over.zip": "", "over": "", ".gitignore": "context.yaml", "context.yaml": ""})
	for name, size := range map[string]int64{
		"at.yaml": discover.MaxSize, "over.yaml": discover.MaxSize + 1, "over.zip": discover.MaxSize + 1,
		"over": discover.MaxSize + 1, "context.yaml": discover.MaxSize + 1,
	} {
		if err := os.Truncate(filepath.Join(dir, name), size); err != nil {
			t.Fatal(err)
		}
	}
	result := find(t, discover.Options{Paths: []string{dir}})
	expect(t, result, `
		.gitignore other
		at.yaml yaml
		context context.yaml yaml
		over.zip other
		skipped over: too large (incomplete)
		skipped over.yaml: too large (incomplete)`)
	_, err := result.Root.ReadFile("context.yaml")
	if skipped, ok := errors.AsType[*discover.Skipped](err); !ok || skipped.Reason != discover.TooLarge {
		t.Errorf("ReadFile of what is too large: %v", err)
	}
	if data, err := result.Root.ReadFile("at.yaml"); err != nil || len(data) != discover.MaxSize {
		t.Errorf("ReadFile of the largest: %d bytes, %v", len(data), err)
	}
}
