package vcs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// Repo is a git repository with a working tree.
type Repo struct {
	// Root is the top of the working tree: absolute, links resolved. Paths of
	// all answers are relative to it and slash-separated.
	Root string

	git     git
	shallow bool
	empty   string // the id of the tree without files
}

// Open finds the repository that holds a folder. The error is ErrNoGit,
// ErrNotRepository, ErrBare, ErrUntrusted or ErrElsewhere, with the folder's
// name around it, or git's own.
func Open(ctx context.Context, dir string) (*Repo, error) {
	r, err := open(ctx, dir)
	if err == nil {
		return r, nil
	}
	for _, known := range []error{ErrNoGit, ErrNotRepository, ErrBare, ErrUntrusted, ErrElsewhere} {
		if errors.Is(err, known) {
			return nil, fmt.Errorf("open repository of %q: %w", dir, known) // git's own words say less
		}
	}
	return nil, fmt.Errorf("open repository of %q: %w", dir, err)
}

func open(ctx context.Context, dir string) (*Repo, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, err
	}
	g, err := find(abs)
	if err != nil {
		return nil, err
	}
	bare, err := g.line(ctx, "rev-parse", "--is-bare-repository")
	if err != nil {
		return nil, err
	}
	if bare == "true" {
		return nil, ErrBare
	}
	top, err := g.line(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	if top, err = filepath.EvalSymlinks(filepath.FromSlash(top)); err != nil {
		return nil, ErrElsewhere
	}
	if rel, err := filepath.Rel(top, abs); err != nil || !filepath.IsLocal(rel) {
		return nil, ErrElsewhere
	}
	g.dir = top
	r := &Repo{Root: top, git: g}
	return r, r.describe(ctx)
}

// describe asks what the repository is like.
func (r *Repo) describe(ctx context.Context) error {
	shallow, err := r.git.line(ctx, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return err
	}
	r.shallow = shallow == "true"
	format, err := r.git.line(ctx, "rev-parse", "--show-object-format")
	if err != nil {
		return err
	}
	// git knows the empty tree even where it is not stored.
	r.empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
	if format == "sha256" {
		r.empty = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
	}
	if err := r.disarmFilters(ctx); err != nil {
		return err
	}
	return r.keepIndex(ctx)
}

// disarmFilters overrides the programs through which git would pass the files
// of the working tree to compare them (filter.<driver>.clean). They may be the
// repository's own choice. https://git-scm.com/docs/gitattributes#_filter
func (r *Repo) disarmFilters(ctx context.Context) error {
	out, err := r.git.output(ctx, "config", "--list", "-z", "--name-only")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for key := range strings.SplitSeq(string(out), "\x00") {
		driver, ok := strings.CutPrefix(key, "filter.")
		at := strings.LastIndexByte(driver, '.')
		if !ok || at < 0 || seen[driver[:at]] {
			continue
		}
		driver = driver[:at]
		seen[driver] = true
		if strings.ContainsAny(driver, "=\n") {
			return fmt.Errorf("the name %q of a filter in the git configuration cannot be switched off", driver)
		}
		for _, setting := range []string{"clean=", "smudge=", "process=", "required=false"} {
			r.git.settings = append(r.git.settings, "-c", "filter."+driver+"."+setting)
		}
	}
	return nil
}

// keepIndex passes on the index that git prepared for a hook: for `git commit
// -a` and `git commit FILE` it is not the usual one, and it is what will be
// committed. One that belongs to another repository is not passed on.
// https://git-scm.com/docs/githooks#_pre_commit
func (r *Repo) keepIndex(ctx context.Context) error {
	index := os.Getenv("GIT_INDEX_FILE")
	if index == "" {
		return nil
	}
	own, err := r.git.line(ctx, "rev-parse", "--absolute-git-dir")
	if err != nil {
		return err
	}
	abs, err := filepath.Abs(index)
	if err != nil {
		return err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return nil //nolint:nilerr // it is not ours, since ours is there
	}
	if own, err = filepath.EvalSymlinks(filepath.FromSlash(own)); err != nil {
		return err
	}
	if folder == own {
		r.git.env = append(r.git.env, "GIT_INDEX_FILE="+filepath.Join(folder, filepath.Base(abs)))
	}
	return nil
}

// Resolve returns the id of the commit that a revision names: a branch, a tag,
// an id, HEAD~2. The error is ErrNoRevision, or git's own.
func (r *Repo) Resolve(ctx context.Context, ref string) (string, error) {
	if ref == "" || strings.HasPrefix(ref, "-") || strings.ContainsFunc(ref, unicode.IsControl) {
		return "", fmt.Errorf("find commit %q: %w", ref, ErrNoRevision)
	}
	id, err := r.git.line(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if exited(err, 1) || err == nil && !isID(id) {
		hint := ""
		if r.shallow {
			hint = ": the clone is shallow, fetch the commit first"
		}
		return "", fmt.Errorf("find commit %q: %w%s", ref, ErrNoRevision, hint)
	}
	if err != nil {
		return "", fmt.Errorf("find commit %q: %w", ref, err)
	}
	return id, nil
}

// isID reports whether a string is the full id of an object.
func isID(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// head returns the commit that is checked out; ok is false before the first.
func (r *Repo) head(ctx context.Context) (id string, ok bool, err error) {
	id, err = r.Resolve(ctx, "HEAD")
	if errors.Is(err, ErrNoRevision) {
		return "", false, nil
	}
	return id, err == nil, err
}

// fork returns the commit that a revision and HEAD both come from.
func (r *Repo) fork(ctx context.Context, ref string) (string, error) {
	id, err := r.Resolve(ctx, ref)
	if err != nil {
		return "", err
	}
	head, ok, err := r.head(ctx)
	if err != nil || !ok {
		return id, err
	}
	base, err := r.git.line(ctx, "merge-base", id, head)
	if exited(err, 1) {
		hint := ""
		if r.shallow {
			hint = ": the clone is shallow, fetch more of it (git fetch --unshallow; fetch-depth: 0 in actions/checkout)"
		}
		return "", fmt.Errorf("compare with %q: %w%s", ref, ErrNoCommonHistory, hint)
	}
	if err != nil {
		return "", fmt.Errorf("compare with %q: %w", ref, err)
	}
	if !isID(base) {
		return "", fmt.Errorf("compare with %q: git merge-base printed %q", ref, base)
	}
	return base, nil
}
