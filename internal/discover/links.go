package discover

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// followLinks looks at the links that the walk met. A folder that one leads to
// is walked at its own place, once; a file gets an entry at the link, for what
// reads its folder whole, and one at its own place.
func (w *walker) followLinks() {
	links := w.links
	w.links = nil
	slices.SortFunc(links, func(a, b link) int { return cmp.Compare(a.rel, b.rel) })
	for _, l := range links {
		w.followLink(l)
	}
}

// followLink looks at one link.
func (w *walker) followLink(l link) {
	class, ask := classifyName(path.Base(l.rel))
	target, info, reason, err := w.target(l)
	if reason != "" {
		if ask {
			class = ""
		}
		w.skip(Skipped{Path: l.rel, Reason: reason, Class: class, Context: l.context, Err: err})
		return
	}
	if info.IsDir() {
		if !l.context && !w.excluded(target) {
			scope, ignored := w.surroundings(target)
			ignored = ignored || target != "." && (generated[path.Base(target)] || scope.ignores(target, true))
			w.push(folder{rel: target, context: ignored, scope: scope})
		}
		return
	}
	c := candidate{rel: l.rel, target: target, abs: w.root.abs(target), info: info, class: class, ask: ask, context: l.context}
	own, askOwn := classifyName(path.Base(target))
	if own == class && askOwn == ask && !l.context {
		c.context = true
		w.addTarget(candidate{rel: target, abs: c.abs, info: info, class: own, ask: ask})
	}
	if !c.context || class != Other {
		w.addFile(new(Reader), c)
	}
}

// addTarget records a file that was met only through a link.
func (w *walker) addTarget(c candidate) {
	if w.named[c.rel] || w.seen[path.Dir(c.rel)] || w.excluded(c.rel) {
		return
	}
	scope, ignored := w.surroundings(c.rel)
	c.context = ignored || scope.ignores(c.rel, false)
	if !c.context || c.class != Other {
		w.addFile(new(Reader), c)
	}
}

// target finds where a link leads, relative to the root. The reason is not
// empty if it leads nowhere that may be looked at.
func (w *walker) target(l link) (rel string, info fs.FileInfo, reason Reason, err error) {
	abs, err := filepath.EvalSymlinks(w.root.abs(l.rel))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, w.dangling(l), nil
	case errors.Is(err, fs.ErrPermission):
		return "", nil, Unreadable, cause(err)
	case err != nil: // the links go round, or are more than any person made
		return "", nil, LinkLoop, nil
	}
	rel, ok := w.root.rel(abs)
	if !ok {
		return "", nil, LinkOutside, nil
	}
	for name := range strings.SplitSeq(rel, "/") {
		switch {
		case versionControl[name]:
			return "", nil, LinkOutside, nil
		case name == dependencies:
			return "", nil, Dependencies, nil
		}
	}
	info, err = os.Stat(abs)
	switch {
	case err != nil:
		return "", nil, Unreadable, cause(err)
	case info.IsDir() && isUnder(l.rel, rel):
		return "", nil, LinkLoop, nil
	case !info.IsDir() && !info.Mode().IsRegular():
		return "", nil, Device, nil
	}
	return rel, info, "", nil
}

// dangling tells a link to nothing inside from one that leads out, as far as
// its text says: nothing outside is asked for.
func (w *walker) dangling(l link) Reason {
	text, err := os.Readlink(w.root.abs(l.rel))
	if err != nil {
		return LinkDangling
	}
	if !filepath.IsAbs(text) {
		text = filepath.Join(filepath.Dir(w.root.abs(l.rel)), text)
	}
	if _, ok := w.root.rel(filepath.Clean(text)); !ok {
		return LinkOutside
	}
	return LinkDangling
}
