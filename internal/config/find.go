package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/subaud/subaud/internal/discover"
)

// Variable is the environment variable that names a configuration file.
const Variable = "SUBAUD_CONFIG"

// fileNames are the names that are looked for in each folder.
var fileNames = [...]string{".subaud.yaml", ".subaud.yml"}

// Found is where the configuration is.
type Found struct {
	// Path is the absolute path of the file; empty if there is none.
	Path string
	// Named says that a person named it, with --config or SUBAUD_CONFIG.
	Named bool
}

// Find says which configuration a run uses: the explicit file (--config), else
// the file that SUBAUD_CONFIG names, else the nearest .subaud.yaml or
// .subaud.yml from start upwards, root included. start and root are absolute
// and of the same file system view: links resolved, as discover does. With
// none (--no-config) there is no configuration. The error is for a person: the
// file is not there, is no file, or there are two.
func Find(start, root string, env func(string) string, explicit string, none bool) (Found, error) {
	switch {
	case none && explicit != "":
		return Found{}, errors.New("find configuration: --config and --no-config exclude each other")
	case none:
		return Found{}, nil
	case explicit != "":
		return named("--config", explicit)
	case env(Variable) != "":
		return named(Variable, env(Variable))
	}
	rel, err := filepath.Rel(root, start)
	if err != nil || !filepath.IsLocal(rel) {
		return Found{}, fmt.Errorf("find configuration: %s is not below %s", start, root)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		path, err := within(dir)
		if err != nil || path != "" {
			return Found{Path: path}, err
		}
		if dir == root || dir == filepath.Dir(dir) {
			return Found{}, nil
		}
	}
}

// named checks a file that a person named.
func named(by, file string) (Found, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return Found{}, fmt.Errorf("find configuration: %s: %w", by, err)
	}
	switch info, err := os.Stat(abs); {
	case err != nil:
		return Found{}, fmt.Errorf("find configuration: %s names %s: %s", by, file, reason(err))
	case !info.Mode().IsRegular():
		return Found{}, fmt.Errorf("find configuration: %s names %s, which is not a file", by, file)
	}
	return Found{Path: abs, Named: true}, nil
}

// within returns the configuration of one folder, "" if it has none. A start
// that is a file has none either: its folder comes next.
func within(dir string) (string, error) {
	var found []string
	for _, name := range fileNames {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil {
			found = append(found, path)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("find configuration: %s holds both %s and %s; remove one", dir, fileNames[0], fileNames[1])
}

// Disk returns a reader of files for Options. Below the root it follows no
// link that leads out of it; what lies outside of the root is read only for a
// configuration that a person named.
func Disk(root *discover.Root, named bool) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		rel, err := filepath.Rel(root.Dir(), path)
		if err == nil && filepath.IsLocal(rel) {
			data, err := root.ReadFile(filepath.ToSlash(rel))
			if !named || !errors.Is(err, discover.ErrOutside) {
				return data, err
			}
		}
		if !named {
			return nil, discover.ErrOutside
		}
		return readAnywhere(path)
	}
}

// readAnywhere reads a regular file of at most discover.MaxSize bytes.
func readAnywhere(path string) ([]byte, error) {
	// Asked before it is opened: to open a pipe would wait for a writer.
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, discover.ErrNotAFile
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // nothing was written that a failure could lose
	data, err := io.ReadAll(io.LimitReader(file, discover.MaxSize+1))
	if err == nil && len(data) > discover.MaxSize {
		err = fmt.Errorf("larger than %d bytes", discover.MaxSize)
	}
	return data, err
}

// reason is why a file could not be had, without its path: that is printed
// already, and may be an absolute one.
func reason(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, discover.ErrOutside):
		return "it lies outside of the repository"
	case errors.Is(err, discover.ErrNotAFile):
		return "it is not a file"
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}
