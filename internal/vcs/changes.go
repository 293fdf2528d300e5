package vcs

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// Status says what became of a file.
type Status string

// The statuses.
const (
	Added     Status = "added"
	Modified  Status = "modified"
	Renamed   Status = "renamed"
	Deleted   Status = "deleted"
	Untracked Status = "untracked"
	Submodule Status = "submodule"
)

// Lines are lines of the new version of a file, 1-based and inclusive, as git
// counts them: a line ends at LF. Where Last is First-1, lines were taken away
// in front of First and none put in their place.
type Lines struct {
	First, Last int
}

// Change is what became of one file.
type Change struct {
	// Path is relative to the root and slash-separated: of the new version, or
	// of the old one if the file was deleted. For Submodule, and for a
	// repository that is not tracked, it is a folder.
	Path string
	// From is the old path of a file that was renamed.
	From   string
	Status Status
	// Whole says that all of the file counts as changed: it is new, no text,
	// or a folder. Lines is nil then.
	Whole bool
	// Lines are the changed lines, in order. A file that was renamed and left
	// as it was has none.
	Lines []Lines
}

// Changes are the differences between two versions of a tree.
type Changes struct {
	// Files is sorted by path.
	Files []Change
}

// Changed compares the working tree, with its untracked files, with the commit
// at which HEAD left a revision; with HEAD itself where the revision is empty.
func (r *Repo) Changed(ctx context.Context, ref string) (*Changes, error) {
	var base string
	var err error
	if ref == "" {
		base, err = r.headOrEmpty(ctx)
	} else {
		base, err = r.fork(ctx, ref)
	}
	if err != nil {
		return nil, err
	}
	changes, err := r.diff(ctx, base)
	if err != nil {
		return nil, fmt.Errorf("find changed files: %w", err)
	}
	out, err := r.git.output(ctx, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, fmt.Errorf("find untracked files: %w", err)
	}
	for path := range strings.SplitSeq(string(out), "\x00") {
		if path != "" { // a repository within ends with a slash
			changes.Files = append(changes.Files, Change{Path: strings.TrimSuffix(path, "/"), Status: Untracked, Whole: true})
		}
	}
	changes.sort()
	return changes, nil
}

// Staged compares what would be committed with HEAD. Its lines are those of
// the staged version: see Index for reading that.
func (r *Repo) Staged(ctx context.Context) (*Changes, error) {
	base, err := r.headOrEmpty(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := r.diff(ctx, base, "--cached")
	if err != nil {
		return nil, fmt.Errorf("find staged files: %w", err)
	}
	changes.sort()
	return changes, nil
}

func (r *Repo) headOrEmpty(ctx context.Context) (string, error) {
	id, ok, err := r.head(ctx)
	if err == nil && !ok {
		return r.empty, nil
	}
	return id, err
}

// diff compares a tree with the working tree or the index. diff-index, unlike
// diff, does not care for what users have configured about the form of diffs.
func (r *Repo) diff(ctx context.Context, base string, options ...string) (*Changes, error) {
	args := slices.Concat([]string{
		"diff-index", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative", "--raw", "--patch", "-z", "--unified=0",
		"--inter-hunk-context=0", "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short",
		// "dirty" would have git ask in each submodule, by its configuration.
		"--ignore-submodules=dirty",
	}, options, []string{base, "--"})
	var changes *Changes
	err := r.git.stream(ctx, func(out io.Reader) error {
		var err error
		changes, err = parseDiff(out)
		return err
	}, args...)
	return changes, err
}

func (c *Changes) sort() {
	slices.SortStableFunc(c.Files, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
}

// Empty reports whether nothing changed.
func (c *Changes) Empty() bool { return len(c.Files) == 0 }

// of returns the change of a path: its own, or that of a folder it lies in.
func (c *Changes) of(path string) (Change, bool) {
	for at := path; ; {
		i, ok := slices.BinarySearchFunc(c.Files, at, func(f Change, path string) int { return cmp.Compare(f.Path, path) })
		for ; ok && i < len(c.Files) && c.Files[i].Path == at; i++ {
			if f := c.Files[i]; f.Status != Deleted && (at == path || f.Whole) {
				return f, true
			}
		}
		slash := strings.LastIndexByte(at, '/')
		if slash < 0 {
			return Change{}, false
		}
		at = at[:slash]
	}
}

// Touches reports whether one of the spans lies on changed lines, seen in its
// outermost file. Where lines were only taken away, that is a span which goes
// from before to behind that place, or a single line that is next to it.
func (c *Changes) Touches(spans ...source.Span) bool {
	for _, s := range spans {
		root := s.Root()
		if root.IsZero() {
			continue
		}
		change, ok := c.of(root.File.Path)
		if !ok {
			continue
		}
		if change.Whole {
			return true
		}
		first := 1 + bytes.Count(root.File.Data[:root.Start], []byte("\n"))
		last := first + bytes.Count(root.File.Data[root.Start:max(root.Start, root.End-1)], []byte("\n"))
		if slices.ContainsFunc(change.Lines, func(l Lines) bool { return l.touch(first, last) }) {
			return true
		}
	}
	return false
}

// touch reports whether the change lies on the lines from first to last.
func (l Lines) touch(first, last int) bool {
	if l.Last < l.First && first == last {
		return first == l.First || first == l.Last
	}
	return first <= l.Last && l.First <= last
}

// TouchesFinding reports whether the place of a finding, a related place, or
// one of its chain lies on changed lines. Further spans, such as all of the
// fact that was judged, count like its place.
func (c *Changes) TouchesFinding(f *finding.Finding, more ...source.Span) bool {
	if c.Touches(f.At) || c.Touches(more...) {
		return true
	}
	touches := func(n finding.Note) bool { return c.Touches(n.At) }
	return slices.ContainsFunc(f.Related, touches) || slices.ContainsFunc(f.Chain, touches)
}
