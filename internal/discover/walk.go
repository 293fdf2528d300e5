package discover

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
)

// versionControl are the folders of version control, which hold no sources.
var versionControl = map[string]bool{".git": true, ".hg": true, ".svn": true, ".jj": true}

// dependencies is the one folder of other people's sources that is large in
// nearly every tree that has it and that nothing about identity refers to.
const dependencies = "node_modules"

// generated are folders that Terraform and Terragrunt write; they are context
// even where nobody told git to ignore them.
var generated = map[string]bool{".terraform": true, ".terragrunt-cache": true}

// folder is one folder to be listed.
type folder struct {
	rel     string // "." for the root
	context bool   // all below is context
	scope   *ignoreScope
}

// link is a symbolic link that was met; it is followed when the walk is over,
// when it is known what was found without it.
type link struct {
	rel     string
	context bool
}

// found is what a folder held.
type found struct {
	entries []Entry
	skipped []Skipped
	links   []link
	folders []folder
}

// walker lists folders in parallel, each folder of the disk once, so that no
// arrangement of links can make the walk longer than the tree.
type walker struct {
	root    *Root
	exclude []string
	named   map[string]bool // by path; written before the walk only

	mu    sync.Mutex
	wake  sync.Cond
	queue []folder
	busy  int
	seen  map[string]bool // folders listed or waiting to be
	found                 // of all folders; its folders stay empty
}

// newWalker returns a walker that has nothing to do yet.
func newWalker(root *Root, exclude []string) *walker {
	w := &walker{root: root, exclude: exclude, named: map[string]bool{}, seen: map[string]bool{}}
	w.wake.L = &w.mu
	return w
}

// addNamed makes a named path a start of the walk. It is looked at whatever
// git ignores; rules still hold for what lies below.
func (w *walker) addNamed(s start) {
	rel, ok := w.root.rel(s.abs)
	if !ok || w.named[rel] { // the root holds every start: it was chosen so
		return
	}
	w.named[rel] = true
	if s.info.IsDir() {
		scope, _ := w.surroundings(rel)
		w.push(folder{rel: rel, scope: scope})
		return
	}
	w.found.addFile(new(Reader), candidate{rel: rel, abs: s.abs, info: s.info, named: true})
}

// surroundings returns the ignore rules from above a path and whether they
// ignore a folder that it lies in.
func (w *walker) surroundings(rel string) (scope *ignoreScope, ignored bool) {
	if rel == "." {
		return nil, false
	}
	at := "."
	for name := range strings.SplitSeq(rel, "/") {
		if at != "." {
			ignored = ignored || generated[path.Base(at)] || scope.ignores(at, true)
		}
		dir := w.root.abs(at)
		scope = scope.enter(dir, scopeDir(at), isRepository(dir), true)
		at = path.Join(at, name)
	}
	return scope, ignored
}

// scopeDir gives a folder the form that ignore rules use.
func scopeDir(rel string) string {
	if rel == "." {
		return ""
	}
	return rel
}

// push queues a folder that was not seen before. The caller holds no lock
// before the walk, and the lock during it.
func (w *walker) push(f folder) {
	if !w.seen[f.rel] {
		w.seen[f.rel] = true
		w.queue = append(w.queue, f)
	}
}

// run walks until no folder is left and no link leads to a new one.
func (w *walker) run(jobs int) {
	for len(w.queue) > 0 || len(w.links) > 0 {
		var workers sync.WaitGroup
		for range jobs {
			workers.Go(w.work)
		}
		workers.Wait()
		w.followLinks()
	}
}

// work lists folders until none is left and nobody can bring new ones.
func (w *walker) work() {
	var reader Reader
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		for len(w.queue) == 0 && w.busy > 0 {
			w.wake.Wait()
		}
		if len(w.queue) == 0 {
			return
		}
		next := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		w.busy++
		w.mu.Unlock()
		got := w.list(next, &reader)
		w.mu.Lock()
		w.busy--
		w.entries = append(w.entries, got.entries...)
		w.skipped = append(w.skipped, got.skipped...)
		w.links = append(w.links, got.links...)
		for _, f := range got.folders {
			w.push(f)
		}
		w.wake.Broadcast()
	}
}

// list lists one folder.
func (w *walker) list(f folder, reader *Reader) found {
	var got found
	dir := w.root.abs(f.rel)
	listed, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		got.skip(Skipped{Path: f.rel, Reason: Unreadable, Context: f.context, Err: cause(err)})
	}
	var hasGit, hasIgnore bool
	for _, e := range listed {
		hasGit = hasGit || e.Name() == ".git"
		hasIgnore = hasIgnore || e.Name() == ".gitignore"
	}
	f.scope = f.scope.enter(dir, scopeDir(f.rel), hasGit, hasIgnore)
	for _, e := range listed {
		rel := path.Join(f.rel, e.Name())
		if w.named[rel] || versionControl[e.Name()] {
			continue
		}
		if w.excluded(rel) {
			got.skip(Skipped{Path: rel, Reason: Excluded, Context: f.context})
			continue
		}
		w.add(&got, f, e, rel, reader)
	}
	return got
}

// add sorts one thing of a folder to where it belongs.
func (w *walker) add(got *found, in folder, e fs.DirEntry, rel string, reader *Reader) {
	context := in.context || in.scope.ignores(rel, e.IsDir())
	switch kind := e.Type(); {
	case kind.IsDir() && e.Name() == dependencies:
		got.skip(Skipped{Path: rel, Reason: Dependencies, Context: context})
	case kind.IsDir():
		got.folders = append(got.folders, folder{rel: rel, context: context || generated[e.Name()], scope: in.scope})
	case kind&fs.ModeSymlink != 0:
		got.links = append(got.links, link{rel: rel, context: context})
	case kind.IsRegular():
		class, ask := classifyName(e.Name())
		if context && class == Other {
			return // not worth asking the system for its size
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return // removed since it was listed
		}
		if err != nil {
			got.skip(Skipped{Path: rel, Reason: Unreadable, Class: class, Context: context, Err: cause(err)})
			return
		}
		got.addFile(reader, candidate{rel: rel, abs: w.root.abs(rel), info: info, class: class, ask: ask, context: context})
	default:
		class, _ := classifyName(e.Name())
		got.skip(Skipped{Path: rel, Reason: Device, Class: class, Context: context})
	}
}

// excluded reports whether a glob of the options leaves a path out.
func (w *walker) excluded(rel string) bool {
	for _, glob := range w.exclude {
		if doublestar.MatchUnvalidated(glob, rel) {
			return true
		}
	}
	return false
}

// skip records what was skipped.
func (f *found) skip(s Skipped) { f.skipped = append(f.skipped, s) }

// candidate is a file that is about to become an entry.
type candidate struct {
	rel, abs, target string // target of a link, relative
	info             fs.FileInfo
	class            Class // by name
	ask              bool  // the name says nothing
	context          bool
	named            bool // as a path: classified whatever its name
}

// addFile records a file, asking its first bytes for the class where its name
// says nothing.
func (f *found) addFile(reader *Reader, c candidate) {
	if c.named {
		c.class, _ = classifyName(path.Base(c.rel))
		c.ask = c.class == Other
	}
	known := c.class
	if c.ask {
		known = "" // it may be anything
	}
	if c.info.Size() > MaxSize && !c.context && known != Other {
		f.skip(Skipped{Path: c.rel, Reason: TooLarge, Class: known})
		return
	}
	if c.ask && !c.context && c.info.Size() > 0 {
		head, err := readAll(c.abs, reader.buf, sniffLength-1)
		if err != nil {
			f.skip(Skipped{Path: c.rel, Reason: Unreadable, Class: known, Err: cause(err)})
			return
		}
		reader.buf = head
		c.class = classifyBytes(head)
	}
	f.entries = append(f.entries, Entry{
		Path: c.rel, Abs: c.abs, Real: c.target, Size: c.info.Size(), Class: c.class, Context: c.context,
	})
}
