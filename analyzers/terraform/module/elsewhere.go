package module

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/subaud/subaud/analyzers/terraform/summary"
	"github.com/subaud/subaud/internal/source"
)

// elsewhere holds the modules that are not folders of the scan: those that
// `terraform init` has put beside a root, and summaries of well-known ones.
// What is in them stands, for the reader, where they are called: nobody mends
// a file that somebody else publishes.
type elsewhere struct {
	mu        sync.Mutex
	manifests map[string]map[string]installed // by root and key
	modules   map[calling]*Module             // nil values are kept, too
	summaries func() []summary.Summary
}

// calling is a call of a module within a root.
type calling struct {
	root, key string
	block     *Block
}

// installed is an entry of .terraform/modules/modules.json.
type installed struct {
	Key, Source, Version, Dir string
}

func newElsewhere() *elsewhere {
	return &elsewhere{
		manifests: map[string]map[string]installed{}, modules: map[calling]*Module{},
		summaries: sync.OnceValue(func() []summary.Summary {
			all, err := summary.All()
			if err != nil {
				return nil // a test shows that all can be read
			}
			return all
		}),
	}
}

// elsewhere loads the module that a call names, or nil if nothing is known of
// it.
func (s *Scope) elsewhere(b *Block, name string) *Module {
	l := s.root.loader
	e := l.elsewhere
	at := calling{s.root.Dir, s.key(name), b}
	e.mu.Lock()
	defer e.mu.Unlock()
	m, done := e.modules[at]
	if !done {
		m = l.other(at)
		e.modules[at] = m
	}
	return m
}

// key is the module's name in the manifest: the names of the calls.
func (s *Scope) key(name string) string {
	if s.parent == nil {
		return name
	}
	return s.parent.key(s.name) + "." + name
}

func (l *Loader) other(at calling) *Module {
	from, version := at.block.spelled("source"), at.block.spelled("version")
	entry, known := l.installed(at.root)[at.key]
	if known && strings.HasSuffix(entry.Source, from) {
		if m := l.unpacked(at, path.Join(at.root, entry.Dir)); m != nil {
			return m
		}
		if entry.Version != "" {
			version = entry.Version
		}
	}
	found := summary.Find(l.elsewhere.summaries(), from, version, slices.Collect(maps.Keys(at.block.Body().Attributes)))
	if found == nil {
		return nil
	}
	f := standIn(at.block, found.Name, found.Text)
	m := Parse("summary/"+strings.TrimSuffix(found.Name, ".tf"), []*source.File{f})
	m.Summary, m.foreign = true, true
	return m
}

// installed reads the manifest of what `terraform init` has put beside a root.
// It is a cache: where it cannot be read it says nothing.
func (l *Loader) installed(root string) map[string]installed {
	entries, done := l.elsewhere.manifests[root]
	if done {
		return entries
	}
	entries = map[string]installed{}
	l.elsewhere.manifests[root] = entries
	if l.Read == nil {
		return entries
	}
	f, err := l.Read(path.Join(root, ".terraform/modules/modules.json"))
	if err != nil {
		return entries
	}
	var manifest struct{ Modules []installed }
	if json.Unmarshal(f.Data, &manifest) != nil {
		return entries
	}
	for _, m := range manifest.Modules {
		entries[m.Key] = m
	}
	return entries
}

// unpacked reads a module from the folder where it was put.
func (l *Loader) unpacked(at calling, dir string) *Module {
	if l.List == nil {
		return nil
	}
	var files []*source.File
	for _, name := range l.List(dir) {
		if !IsModuleFile(name) {
			continue
		}
		if f, err := l.Read(name); err == nil {
			files = append(files, standIn(at.block, name, string(f.Data)))
		}
	}
	if len(files) == 0 {
		return nil
	}
	m := Parse(dir, files)
	m.foreign = true
	return m
}

// standIn is a file of which every part stands where a module is called.
func standIn(b *Block, name, content string) *source.File {
	at := b.Header()
	view := source.NewView(at.File)
	view.Replace(content, at.Start, at.End)
	f := view.File()
	f.Path = name
	return f
}

// spelled is an attribute that must be a literal; empty if it is not.
func (b *Block) spelled(name string) string {
	if a := b.Body().Attributes[name]; a != nil {
		s, _ := literal(a.Expr)
		return s
	}
	return ""
}
