package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/discover"
)

// tree is what is read: the files on disk, on standard input, or of git.
type tree struct {
	root    string // absolute
	entries []discover.Entry
	skipped []discover.Skipped
	// content holds the bytes of entries that are not on disk, or not as they
	// are there.
	content map[string][]byte
	// read reads a file, and list lists a folder, for an analyzer that follows
	// a reference.
	read  func(name string) ([]byte, error)
	list  func(dir string) []string
	close func() error
}

// tree opens what the paths name, as it would be committed if that is of
// interest.
func (p *program) tree(ctx context.Context, paths []string, flags scanFlags, s *settings, focus *focus) (*tree, error) {
	t, err := p.openTree(paths, flags, s)
	if err != nil || focus == nil || !focus.staged {
		return t, err
	}
	staged, err := s.stage(ctx, focus.repo, focus.changes, t, flags)
	if err != nil {
		return nil, errors.Join(err, t.close())
	}
	return staged, nil
}

func (p *program) openTree(paths []string, flags scanFlags, s *settings) (*tree, error) {
	if slices.Contains(paths, stdinPath) {
		return p.stdinTree(flags.stdinName)
	}
	found, err := discover.Find(discover.Options{Paths: paths, Exclude: flags.excluded(s.Config), Jobs: flags.jobs})
	if err != nil {
		return nil, err
	}
	t := onDisk(found.Root)
	t.entries, t.skipped = found.Entries, found.Skipped
	return t, nil
}

// onDisk is a tree without entries whose references lead to the files below a
// root.
func onDisk(root *discover.Root) *tree {
	return &tree{root: root.Dir(), read: root.ReadFile, list: lister(root), close: root.Close}
}

// stdinTree makes a tree of one file from standard input. Its root is the
// repository of the current folder, so that references lead to the files on
// disk.
func (p *program) stdinTree(name string) (*tree, error) {
	data, err := io.ReadAll(io.LimitReader(p.stdin, discover.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	if name == "" {
		name = "stdin"
	}
	root, folder, err := discover.OpenAround(".")
	if err != nil {
		return nil, err
	}
	clean := path.Join(folder, filepath.ToSlash(name))
	if filepath.IsAbs(name) || clean == ".." || strings.HasPrefix(clean, "../") {
		return nil, errors.Join(fmt.Errorf("--stdin-filename %q: want a path within the repository, relative to the current folder", name), root.Close())
	}
	t := onDisk(root)
	entry := discover.Entry{Path: clean, Size: int64(len(data)), Class: discover.Classify(clean, data)}
	if len(data) > discover.MaxSize {
		t.skipped = []discover.Skipped{{Path: clean, Reason: discover.TooLarge, Class: entry.Class}}
		return t, nil
	}
	t.entries, t.content = []discover.Entry{entry}, map[string][]byte{clean: data}
	return t, nil
}

// lister lists the files of a folder.
func lister(root *discover.Root) func(string) []string {
	return func(dir string) []string {
		entries, err := root.ReadDir(dir)
		if err != nil {
			return nil // a folder that is not there holds no files
		}
		var out []string
		for _, e := range entries {
			if !e.IsDir() {
				out = append(out, path.Join(dir, e.Name()))
			}
		}
		return out
	}
}
