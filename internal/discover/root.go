package discover

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Root is the folder that every read is confined to: the repository that holds
// the named paths, or the folder of the paths outside a repository. It is safe
// for concurrent use.
type Root struct {
	dir        string // absolute, links resolved
	repository bool
	fsys       *os.Root
}

// OpenRoot opens a folder as a root. Close it when nothing reads any more.
func OpenRoot(dir string) (*Root, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open root: %w", err)
	}
	target, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, fmt.Errorf("open root: %w", err)
	}
	fsys, err := os.OpenRoot(target)
	if err != nil {
		return nil, fmt.Errorf("open root: %w", err)
	}
	return &Root{dir: target, repository: isRepository(target), fsys: fsys}, nil
}

// Dir returns the absolute path of the root, links resolved.
func (r *Root) Dir() string { return r.dir }

// Repository reports whether the root is the top of a git repository.
func (r *Root) Repository() bool { return r.repository }

// Close releases the root.
func (r *Root) Close() error { return r.fsys.Close() }

// Resolve returns where a path (slash-separated, relative to the root) leads
// once its links are followed, in the same form. The error is ErrOutside, or
// the system's without an absolute path.
func (r *Root) Resolve(rel string) (string, error) {
	local := filepath.Clean(filepath.FromSlash(rel))
	if !filepath.IsLocal(local) {
		return "", fmt.Errorf("resolve %q: %w", rel, ErrOutside)
	}
	target, err := filepath.EvalSymlinks(filepath.Join(r.dir, local))
	if err != nil {
		return "", fmt.Errorf("resolve %q: %w", rel, cause(err))
	}
	inside, ok := r.rel(target)
	if !ok {
		return "", fmt.Errorf("resolve %q: %w", rel, ErrOutside)
	}
	return inside, nil
}

// ReadFile returns the content of a file (slash-separated, relative to the
// root) for an analyzer that follows a reference. Links are followed as long
// as they stay inside. The error is ErrOutside, fs.ErrNotExist, ErrNotAFile, a
// *Skipped for a file over MaxSize, or the system's. Any bytes are returned,
// those of no text too.
func (r *Root) ReadFile(rel string) ([]byte, error) {
	target, err := r.Resolve(rel)
	if err != nil {
		return nil, err
	}
	name := filepath.FromSlash(target)
	// Asked before it is opened: to open a pipe would wait for a writer.
	if info, err := r.fsys.Stat(name); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %q: %w", rel, errors.Join(cause(err), notAFile(info)))
	}
	file, err := r.fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", rel, cause(err))
	}
	defer func() { _ = file.Close() }() // nothing was written that a failure could lose
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", rel, cause(err))
	}
	if len(data) > MaxSize {
		return nil, &Skipped{Path: target, Reason: TooLarge}
	}
	return data, nil
}

// ReadDir lists a folder (slash-separated, relative to the root), sorted by
// name. The errors are those of ReadFile.
func (r *Root) ReadDir(rel string) ([]fs.DirEntry, error) {
	target, err := r.Resolve(rel)
	if err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(r.fsys.FS(), target)
	if err != nil {
		return nil, fmt.Errorf("list %q: %w", rel, cause(err))
	}
	return entries, nil
}

// rel returns an absolute path as one relative to the root and reports whether
// it lies inside.
func (r *Root) rel(abs string) (string, bool) {
	rel, err := filepath.Rel(r.dir, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// abs is the reverse of rel.
func (r *Root) abs(rel string) string { return filepath.Join(r.dir, filepath.FromSlash(rel)) }

// notAFile is ErrNotAFile for what was found and is no regular file.
func notAFile(info fs.FileInfo) error {
	if info == nil {
		return nil
	}
	return ErrNotAFile
}

// isRepository reports whether a folder is the top of a repository: it has a
// .git, which in a work tree or a submodule is a file.
func isRepository(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, ".git"))
	return err == nil
}

// repositoryOf returns the nearest folder, from dir upwards, that is the top
// of a repository.
func repositoryOf(dir string) (string, bool) {
	for {
		if isRepository(dir) {
			return dir, true
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", false
		}
		dir = above
	}
}

// commonFolder returns the deepest folder that holds both, "" if that is the
// top of the file system or there is none.
func commonFolder(a, b string) string {
	for dir := a; ; {
		if rel, err := filepath.Rel(dir, b); err == nil && filepath.IsLocal(rel) {
			if filepath.Dir(dir) == dir && a != b {
				return ""
			}
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			return ""
		}
		dir = above
	}
}

// isUnder reports whether a path relative to the root is dir or lies below it.
func isUnder(rel, dir string) bool {
	return dir == "." || rel == dir || strings.HasPrefix(rel, dir+"/")
}

// OpenAround opens the repository that holds a folder, or the folder itself
// outside a repository. It also returns the folder's path relative to the
// root, "." for the root itself.
func OpenAround(dir string) (root *Root, rel string, err error) {
	abs, err := filepath.Abs(dir)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return nil, "", fmt.Errorf("open root: %w", err)
	}
	top := abs
	if repository, ok := repositoryOf(abs); ok {
		top = repository
	}
	root, err = OpenRoot(top)
	if err != nil {
		return nil, "", err
	}
	rel, _ = root.rel(abs)
	return root, rel, nil
}
