package cli

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/vcs"
)

// wanted returns which paths, relative to the root, belong to the run: they
// lie under the named ones and are not excluded.
func (s *settings) wanted(scan scanFlags) (func(string) bool, error) {
	excluded, err := discover.Matcher(scan.excluded(s.Config))
	if err != nil {
		return nil, err
	}
	return func(name string) bool {
		if slices.Contains(s.location.Under, name) {
			return true // it was named itself
		}
		under := slices.ContainsFunc(s.location.Under, func(u string) bool { return u == "." || strings.HasPrefix(name, u+"/") })
		return under && !excluded(name)
	}, nil
}

// revision makes the tree that a commit held of what a tree on disk is. Files
// that git ignores belong to no commit and are the same for both.
func (s *settings) revision(ctx context.Context, repo *vcs.Repo, ref string, disk *tree, scan scanFlags) (*tree, error) {
	keep, err := s.wanted(scan)
	if err != nil {
		return nil, err
	}
	snapshot, err := repo.Tree(ctx, ref)
	if err != nil {
		return nil, err
	}
	ignored := map[string]bool{}
	for _, e := range disk.entries {
		ignored[e.Path] = e.Context
	}
	t := &tree{root: disk.root, close: snapshot.Close}
	t.entries, t.content, t.skipped = snapshot.Entries(keep)
	t.read = func(name string) ([]byte, error) {
		data, err := snapshot.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) && ignored[path.Clean(name)] {
			return disk.read(name)
		}
		return data, err
	}
	t.list = func(dir string) []string {
		out := snapshot.List(dir)
		for _, name := range disk.list(dir) {
			if ignored[name] && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
		slices.Sort(out)
		return out
	}
	return t, nil
}

// stage turns a tree on disk into what would be committed: files that are not
// on disk as they are staged are read from the index, and those that would not
// be committed are not there.
func (s *settings) stage(ctx context.Context, repo *vcs.Repo, staged *vcs.Changes, disk *tree, scan scanFlags) (*tree, error) {
	working, err := repo.Changed(ctx, "")
	if err != nil {
		return nil, err
	}
	keep, err := s.wanted(scan)
	if err != nil {
		return nil, err
	}
	index, err := repo.Index(ctx)
	if err != nil {
		return nil, err
	}
	differs := map[string]bool{} // what need not be on disk as it is in the index
	for _, c := range slices.Concat(staged.Files, working.Files) {
		differs[c.Path] = true
		if c.From != "" {
			differs[c.From] = true
		}
	}
	apart := func(name string) bool { return inside(differs, name) }
	entries, content, skipped := index.Entries(func(name string) bool { return apart(name) && keep(name) })
	t := &tree{root: disk.root, content: content, close: func() error { return errors.Join(disk.close(), index.Close()) }}
	t.entries = slices.DeleteFunc(slices.Clone(disk.entries), func(e discover.Entry) bool { return apart(e.Path) })
	t.entries = append(t.entries, entries...)
	slices.SortFunc(t.entries, func(a, b discover.Entry) int { return strings.Compare(a.Path, b.Path) })
	t.skipped = append(slices.DeleteFunc(slices.Clone(disk.skipped), func(s discover.Skipped) bool { return apart(s.Path) }), skipped...)
	t.read = func(name string) ([]byte, error) {
		if apart(path.Clean(name)) {
			return index.ReadFile(name)
		}
		return disk.read(name)
	}
	t.list = func(dir string) []string {
		out := slices.DeleteFunc(disk.list(dir), apart)
		for _, name := range index.List(dir) {
			if apart(name) {
				out = append(out, name)
			}
		}
		slices.Sort(out)
		return out
	}
	return t, nil
}

// inside reports whether a path, or a folder above it, is in the set.
func inside(set map[string]bool, name string) bool {
	for at := name; at != "." && at != "/"; at = path.Dir(at) {
		if set[at] {
			return true
		}
	}
	return false
}
