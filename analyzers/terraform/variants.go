package terraform

import (
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// readAll reads a root in every way in which it is applied: with each of the
// variables files that lie beside it. Facts that are alike in all are one fact;
// each of the others says with which file it is so.
func readAll(l *module.Loader, dir string, files []*source.File) *facts.Bundle {
	variants := l.Variants(dir, files)
	if len(variants) == 0 {
		return readRoot(l, dir, nil)
	}
	ways := make([]*way, len(variants))
	for i, v := range variants {
		ways[i] = newWay(v, readRoot(l, dir, v))
	}
	if len(ways) == 1 {
		return ways[0].facts
	}
	differ := differing(ways)
	out := &facts.Bundle{}
	for i, w := range ways {
		for _, id := range slices.Sorted(maps.Keys(w.byID)) {
			f := w.byID[id]
			if differ[id] {
				facts.Rename(f, w.renamed(id), w.names(differ))
				f.FactBase().Variants = w.places()
			} else if i > 0 {
				continue // the first says it for all
			}
			out.Add(f)
		}
		for _, in := range w.facts.Inputs {
			out.Add(in)
		}
	}
	return out
}

// way is what a root says with one variables file; file is nil for none.
type way struct {
	file  *source.File
	facts *facts.Bundle
	byID  map[facts.ID]facts.Fact
	said  map[facts.ID]string
}

func newWay(file *source.File, b *facts.Bundle) *way {
	w := &way{file: file, facts: b, byID: map[facts.ID]facts.Fact{}, said: map[facts.ID]string{}}
	for _, k := range facts.Kinds() {
		if k == facts.KindInput {
			continue
		}
		for _, f := range b.Of(k) {
			id := f.FactBase().ID
			w.byID[id], w.said[id] = f, facts.Print(f)
		}
	}
	return w
}

// differing finds the facts that are not alike in all ways, and those that refer
// to such a fact.
func differing(ways []*way) map[facts.ID]bool {
	out := map[facts.ID]bool{}
	for _, w := range ways {
		for id, said := range w.said {
			if slices.ContainsFunc(ways, func(o *way) bool { return o.said[id] != said }) {
				out[id] = true
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for id, f := range ways[0].byID {
			if !out[id] && slices.ContainsFunc(facts.IDs(f), func(x facts.ID) bool { return out[x] }) {
				out[id], changed = true, true
			}
		}
	}
	return out
}

// name tells the way apart from the others of its root.
func (w *way) name() string {
	if w.file == nil {
		return "?"
	}
	return "?" + w.file.Path
}

// renamed is the id of a fact of this way only: the kind, the way, and the rest.
func (w *way) renamed(id facts.ID) facts.ID {
	place, address, found := strings.Cut(string(id), "#")
	if !found {
		return id + facts.ID(w.name())
	}
	return facts.ID(place + w.name() + "#" + address)
}

func (w *way) names(differ map[facts.ID]bool) map[facts.ID]facts.ID {
	out := map[facts.ID]facts.ID{}
	for id := range differ {
		out[id] = w.renamed(id)
	}
	return out
}

// places is where the way is written down.
func (w *way) places() []source.Span {
	if w.file == nil {
		return nil
	}
	return []source.Span{w.file.Whole().FirstLine()}
}
