// Package compare tells what became wider and what narrower between two trees:
// who is let in by trust policies, and what is granted.
//
// Facts are paired by kind and logical address, and by their names where they
// moved. Of a pair that says the same nothing more is asked. What is not known
// in either tree (a variable that nobody sets) is taken to be the same string
// in both, so that what is compared is what the change itself does.
package compare

import (
	"cmp"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Direction says what a change does.
type Direction string

// The directions. Undecided is a change of which it is not known whether it
// makes anything wider or narrower.
const (
	Wider     Direction = "wider"
	Narrower  Direction = "narrower"
	Undecided Direction = "undecided"
)

// Change is one thing that became wider or narrower, or may have.
type Change struct {
	Direction Direction
	// Kind and Address are those of the fact, in the new tree if it is there.
	Kind    facts.Kind
	Address string
	// Name is what the fact is called, for people.
	Name string
	// Message says in sentences what changed; the first stands alone.
	Message string
	// Old and New are the places to look at; zero where there is none.
	Old, New source.Span
	// Witness is a token or request that is let in or allowed newly, or no
	// longer; nil where the message says it all.
	Witness *finding.Witness
	// Symbols name what would decide an undecided change.
	Symbols []string
}

// Result is what a comparison found.
type Result struct {
	// Changes are sorted: the wider ones first, then by place.
	Changes []*Change
	// Compared is how many trusts and grants were looked at, Unchanged how many
	// of them say the same as before.
	Compared, Unchanged int
}

// Count is how many changes have the direction.
func (r *Result) Count(d Direction) int {
	n := 0
	for _, c := range r.Changes {
		if c.Direction == d {
			n++
		}
	}
	return n
}

// Tree is one of the two things that are compared.
type Tree struct {
	Facts *facts.Bundle
	// Link says what is known of the tree as a whole.
	Link link.Options
	// Under is the folder below the root, slash-separated, that the tree is;
	// empty or "." for the root itself.
	Under string
}

// Trees compares two trees. It links their facts, whose symbols and units it
// may rename.
func Trees(before, after Tree) *Result {
	align(before)
	align(after)
	follow(before.Facts, after.Facts)
	c := &comparison{old: link.Link(before.Facts, before.Link), new: link.Link(after.Facts, after.Link), out: &Result{}}
	c.trusts()
	c.identities()
	c.documents()
	c.issuers()
	c.grants()
	c.bindings()
	c.mappings()
	c.associations()
	c.sort()
	return c.out
}

// comparison is two linked graphs, and what was found of them so far.
type comparison struct {
	old, new *link.Graph
	out      *Result
}

// rank puts what a reviewer must see first.
var rank = map[Direction]int{Wider: 0, Undecided: 1, Narrower: 2}

func (c *comparison) sort() {
	slices.SortStableFunc(c.out.Changes, func(a, b *Change) int {
		return cmp.Or(
			cmp.Compare(rank[a.Direction], rank[b.Direction]), a.place().Compare(b.place()),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Message, b.Message),
		)
	})
}

// place is where a change is seen.
func (c *Change) place() source.Span {
	if c.New.IsZero() {
		return c.Old
	}
	return c.New
}

func (c *comparison) add(change *Change) { c.out.Changes = append(c.out.Changes, change) }

// subject is what a change is about.
type subject struct {
	kind     facts.Kind
	name     string
	before   *facts.Base // nil where it is new
	after    *facts.Base // nil where it is gone
	old, new source.Span // places that are more exact than those of the facts
}

// change makes a change of the subject.
func (s subject) change(d Direction, message string) *Change {
	out := &Change{Direction: d, Kind: s.kind, Name: s.name, Message: message, Old: s.old, New: s.new}
	for _, side := range []struct {
		base *facts.Base
		at   *source.Span
	}{{s.before, &out.Old}, {s.after, &out.New}} {
		if side.base == nil {
			continue
		}
		out.Address = side.base.Address
		if side.at.IsZero() {
			*side.at = side.base.At
		}
	}
	return out
}

// called is the name of a fact: its own, or its address where that is not known.
func called(name facts.Text, base *facts.Base) string {
	if s, ok := name.Value(); ok && s != "" || base.Address == "" {
		return name.String()
	}
	return base.Address
}

// names lists the symbols by name, each once.
func names(symbols []*text.Symbol) []string {
	out := []string{}
	for _, s := range symbols {
		if !slices.Contains(out, s.Name) {
			out = append(out, s.Name)
		}
	}
	return out
}

// unique keeps the first of equal words.
func unique(words []string) []string {
	out := []string{}
	for _, w := range words {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// symbolsIn names the symbols of texts.
func symbolsIn(texts ...facts.Text) []string {
	var out []*text.Symbol
	for _, t := range texts {
		out = append(out, t.Symbols()...)
	}
	return names(out)
}
