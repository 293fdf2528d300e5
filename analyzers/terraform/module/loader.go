package module

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/subaud/subaud/internal/source"
)

// Loader parses each folder once, whichever roots ask for it. It is safe for
// concurrent use.
type Loader struct {
	// Read reads a file by its path relative to the repository root; nil reads
	// only what Dirs holds.
	Read func(path string) (*source.File, error)
	// List lists the paths of the files in a folder; may be nil.
	List func(dir string) []string

	// Given are values of variables, for every root.
	Given Given

	elsewhere *elsewhere

	mu     sync.Mutex
	dirs   map[string][]*source.File
	called map[string]bool // by another folder; written by Roots
	calls  map[string][]string
	speaks map[string]bool // what Speaks found
	loaded map[string]*entry
	states struct {
		once  sync.Once
		roots map[string][]string // folders by where their state is kept
	}
}

type entry struct {
	once   sync.Once
	module *Module
}

// IsModuleFile reports whether Terraform or OpenTofu reads a file as a part of a
// module.
func IsModuleFile(name string) bool {
	base := path.Base(name)
	plain := strings.TrimSuffix(base, ".json")
	return (strings.HasSuffix(plain, ".tf") || strings.HasSuffix(plain, ".tofu")) && base[0] != '.' && base[0] != '#'
}

// NewLoader returns a loader of the given files, sorted by path.
func NewLoader(files []*source.File) *Loader {
	l := &Loader{dirs: map[string][]*source.File{}, loaded: map[string]*entry{}, elsewhere: newElsewhere()}
	for _, f := range files {
		if IsModuleFile(f.Path) {
			l.dirs[path.Dir(f.Path)] = append(l.dirs[path.Dir(f.Path)], f)
		}
	}
	return l
}

// Load returns the module in a folder, or nil if there is none.
func (l *Loader) Load(dir string) *Module {
	l.mu.Lock()
	files := l.dirs[dir]
	e := l.loaded[dir]
	if e == nil && files != nil {
		e = &entry{}
		l.loaded[dir] = e
	}
	l.mu.Unlock()
	if e == nil {
		return nil
	}
	e.once.Do(func() { e.module = Parse(dir, files) })
	return e.module
}

// Loaded lists the modules that were parsed, by folder.
func (l *Loader) Loaded() []*Module {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []*Module
	for _, e := range l.loaded {
		if e.module != nil {
			out = append(out, e.module)
		}
	}
	slices.SortFunc(out, func(a, b *Module) int { return strings.Compare(a.Dir, b.Dir) })
	return out
}

// Roots lists the folders that are to be judged by themselves: those that no
// other folder of the scan calls as a module, and of folders that call each
// other in a circle the first. Folders from which nothing that speaks of
// identity is reached are left out; they are never parsed.
func (l *Loader) Roots() []string {
	calls := map[string][]string{}
	called := map[string]bool{}
	dirs := make([]string, 0, len(l.dirs))
	for dir, files := range l.dirs {
		dirs = append(dirs, dir)
		for _, f := range files {
			calls[dir] = append(calls[dir], localSources(dir, f.Data)...)
		}
		for _, c := range calls[dir] {
			called[c] = called[c] || c != dir
		}
	}
	l.called, l.calls = called, calls
	slices.Sort(dirs)
	reached := map[string]bool{}
	var roots []string
	for _, first := range []bool{true, false} {
		for _, dir := range dirs {
			if first && called[dir] || reached[dir] {
				continue
			}
			speaks := l.reach(dir, calls, reached, map[string]bool{})
			if speaks {
				roots = append(roots, dir)
			}
		}
	}
	slices.Sort(roots)
	return roots
}

// reach marks what a folder calls, and reports whether any of it speaks of
// identity.
func (l *Loader) reach(dir string, calls map[string][]string, reached, seen map[string]bool) bool {
	if seen[dir] {
		return false
	}
	seen[dir], reached[dir] = true, true
	speaks := slices.ContainsFunc(l.dirs[dir], func(f *source.File) bool { return Relevant(f.Data) })
	for _, c := range calls[dir] {
		if l.reach(c, calls, reached, seen) {
			speaks = true
		}
	}
	return speaks
}

// Speaks reports whether anything that is reached from a folder speaks of
// identity.
func (l *Loader) Speaks(dir string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls == nil || l.dirs[dir] == nil {
		return true
	}
	found, known := l.speaks[dir]
	if !known {
		if l.speaks == nil {
			l.speaks = map[string]bool{}
		}
		found = l.reach(dir, l.calls, map[string]bool{}, map[string]bool{})
		l.speaks[dir] = found
	}
	return found
}

// silent reports whether a call is of a local module that says nothing about
// identity.
func (s *Scope) silent(b *Block) bool {
	from, ok := Local(b)
	return ok && !s.root.loader.Speaks(path.Join(s.Module.Dir, from))
}

// localSources finds calls of local modules without parsing: strings that
// begin with ./ or ../ behind "source =".
func localSources(dir string, data []byte) []string {
	var out []string
	for rest := data; ; {
		i := bytes.Index(rest, []byte(`"./`))
		if j := bytes.Index(rest, []byte(`"..`)); i < 0 || j >= 0 && j < i {
			i = j
		}
		if i < 0 {
			return out
		}
		before := bytes.TrimRight(rest[:i], " \t")
		rest = rest[i+1:]
		name, found := bytes.CutSuffix(before, []byte("="))
		if !found { // in JSON
			name, found = bytes.CutSuffix(before, []byte(":"))
		}
		if found && bytes.HasSuffix(bytes.TrimRight(name, " \t\r\n\""), []byte("source")) {
			if end := bytes.IndexAny(rest, "\"\n"); end >= 0 {
				out = append(out, path.Join(dir, string(rest[:end])))
			}
		}
	}
}
