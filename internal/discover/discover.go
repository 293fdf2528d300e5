// Package discover finds the files to analyse: it walks the named paths, marks
// what git ignores as context, classifies by name and first bytes, and says
// what was skipped and why. It also confines every later read to the root.
//
// Files that git ignores (tfvars, .terraform/modules) are listed as context:
// read where something refers to them, never the place of a finding unless
// they are named. Of git's configuration it reads .gitignore files and
// .git/info/exclude, nothing of the user's own, so that a tree gives the same
// result on every machine; a file that is committed in spite of a rule is
// context, since only git's index knows better. Names match rules byte by
// byte, on every system.
package discover

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Entry is one file of the result.
type Entry struct {
	// Path is relative to the root and slash-separated.
	Path string
	// Abs is the absolute path to open: of the target where Path is a link.
	Abs string
	// Real is where a symbolic link leads, in the form of Path; "" for a file.
	// A link is context if the target has an entry of the same class.
	Real string
	// Size is in bytes, when it was found.
	Size  int64
	Class Class
	// Context is true for a file that is read on reference only.
	Context bool
}

// Options says what to look for. The zero Options means the current folder.
type Options struct {
	// Paths are files and folders; none means ".".
	Paths []string
	// Dir is what relative paths are relative to; "" is the current folder.
	Dir string
	// Exclude are globs (doublestar) over paths relative to the root; one
	// without a slash is matched with every name. What matches is left out,
	// with all below it, unless it was named itself.
	Exclude []string
	// Jobs is how many folders are read at once; 0 means one for each core.
	// The result does not depend on it.
	Jobs int
}

// Result is what was found.
type Result struct {
	// Root confines the reads. Close it when nothing reads any more.
	Root *Root
	// Entries is sorted by path, each path once.
	Entries []Entry
	// Skipped is sorted by path.
	Skipped []Skipped
}

// start is a named path, resolved.
type start struct {
	named string // as it was named
	abs   string
	info  os.FileInfo
}

// Find walks the paths of the options. Its error is a *PathError for a path
// that cannot be looked at, or says which glob is malformed; what happens
// further down is in Skipped.
func Find(opts Options) (*Result, error) {
	exclude, err := parseExclude(opts.Exclude)
	if err != nil {
		return nil, err
	}
	starts, err := resolveAll(opts)
	if err != nil {
		return nil, err
	}
	root, err := rootOf(starts)
	if err != nil {
		return nil, err
	}
	jobs := opts.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	w := newWalker(root, exclude)
	for _, s := range starts {
		w.addNamed(s)
	}
	w.run(jobs)
	slices.SortFunc(w.entries, func(a, b Entry) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(w.skipped, func(a, b Skipped) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Reason, b.Reason))
	})
	return &Result{
		Root:    root,
		Entries: slices.CompactFunc(w.entries, func(a, b Entry) bool { return a.Path == b.Path }),
		Skipped: slices.CompactFunc(w.skipped, func(a, b Skipped) bool { return a.Path == b.Path && a.Reason == b.Reason }),
	}, nil
}

// Location is where the paths of a run lie.
type Location struct {
	// Root is the folder that reads are confined to: absolute, links resolved.
	Root string
	// Start is the deepest folder that holds all paths, in the same form.
	Start string
	// Under are the paths relative to Root and slash-separated, "." for Root.
	Under []string
}

// Locate says where the paths of the options lie, and looks no further. The
// errors are those of Find.
func Locate(opts Options) (Location, error) {
	starts, err := resolveAll(opts)
	if err != nil {
		return Location{}, err
	}
	root, err := rootOf(starts)
	if err != nil {
		return Location{}, err
	}
	loc := Location{Root: root.Dir()}
	for i, s := range starts {
		folder := s.abs
		if !s.info.IsDir() {
			folder = filepath.Dir(folder)
		}
		if i == 0 {
			loc.Start = folder
		} else {
			loc.Start = commonFolder(loc.Start, folder)
		}
		rel, _ := root.rel(s.abs)
		loc.Under = append(loc.Under, rel)
	}
	return loc, root.Close()
}

// resolveAll finds the named paths on disk, the current folder if there are
// none.
func resolveAll(opts Options) ([]start, error) {
	paths := opts.Paths
	if len(paths) == 0 {
		paths = []string{"."}
	}
	starts := make([]start, 0, len(paths))
	for _, named := range paths {
		s, err := resolve(opts.Dir, named)
		if err != nil {
			return nil, &PathError{Path: named, Err: cause(err)}
		}
		starts = append(starts, s)
	}
	return starts, nil
}

// resolve finds a named path on disk, links followed: what a user names may
// lie anywhere.
func resolve(dir, named string) (start, error) {
	name := named
	if dir != "" && !filepath.IsAbs(named) {
		name = filepath.Join(dir, named)
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return start{}, err
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return start{}, err
	}
	info, err := os.Stat(abs)
	if err != nil {
		return start{}, err
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return start{}, ErrNotAFile
	}
	return start{named: named, abs: abs, info: info}, nil
}

// rootOf opens the root: the repository that holds the paths, the deepest
// folder that holds them where they share none.
func rootOf(starts []start) (*Root, error) {
	dir := ""
	for i, s := range starts {
		folder := s.abs
		if !s.info.IsDir() {
			folder = filepath.Dir(folder)
		}
		top, ok := repositoryOf(folder)
		if !ok {
			top = folder
		}
		if i == 0 {
			dir = top
		} else if dir = commonFolder(dir, top); dir == "" {
			return nil, &PathError{Path: s.named, Err: ErrNoCommonFolder}
		}
	}
	return OpenRoot(dir)
}

// parseExclude checks globs and gives each the form that matches whole paths.
func parseExclude(globs []string) ([]string, error) {
	var out []string
	for _, glob := range globs {
		pattern := strings.TrimSuffix(strings.TrimPrefix(glob, "./"), "/")
		if pattern == "" || !doublestar.ValidatePattern(pattern) {
			return nil, fmt.Errorf("parse exclude %q: %w", glob, doublestar.ErrBadPattern)
		}
		if !strings.Contains(pattern, "/") {
			pattern = path.Join("**", pattern)
		}
		out = append(out, strings.TrimPrefix(pattern, "/"))
	}
	return out, nil
}
