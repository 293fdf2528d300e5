package analyzers

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/subaud/subaud/internal/source"
)

// files gives each path one source.File for the whole run, whoever asks for it
// and however often: two spans are of the same file only if they hold the same
// pointer.
type files struct {
	read func(path string) (*source.File, error)

	mu   sync.Mutex
	byID map[string]*fileOnce
}

// fileOnce is a file that is read at most once.
type fileOnce struct {
	once sync.Once
	file *source.File
	err  error
}

func newFiles(read func(string) (*source.File, error)) *files {
	if read == nil {
		read = func(string) (*source.File, error) { return nil, fs.ErrNotExist }
	}
	return &files{read: read, byID: map[string]*fileOnce{}}
}

// slot returns the place of a path.
func (c *files) slot(name string) *fileOnce {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.byID[name]
	if s == nil {
		s = &fileOnce{}
		c.byID[name] = s
	}
	return s
}

// put remembers a file that was read already.
func (c *files) put(f *source.File) {
	s := c.slot(f.Path)
	s.once.Do(func() { s.file = f })
}

// get reads the file at a path relative to the root. A path that leads out of
// the root is refused before anything is asked of the system.
func (c *files) get(name string) (*source.File, error) {
	clean := path.Clean(name)
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
		return nil, fmt.Errorf("read %q: %w", name, fs.ErrPermission)
	}
	s := c.slot(clean)
	s.once.Do(func() { s.file, s.err = c.read(clean) })
	return s.file, s.err
}

// IsDocument reports whether a path is that of a YAML or JSON document which is
// not Terraform's own.
func IsDocument(name string) bool {
	base := strings.ToLower(path.Base(name))
	for _, other := range []string{".tf.json", ".tofu.json", ".tfvars.json"} {
		if strings.HasSuffix(base, other) {
			return false
		}
	}
	switch path.Ext(base) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}
