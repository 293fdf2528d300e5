// Package link joins facts across files into one graph: annotation to role to
// trust to provider, mapping to binding to role.
//
// A link is a set of candidates, never a guess: strings with unknown parts may
// refer to several facts or to none. That a reference leads nowhere is known
// only where the world is closed, which configuration declares.
package link

import (
	"slices"
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Options say what is known about the scan as a whole.
type Options struct {
	// Complete reports whether the scan holds every fact of a kind that a
	// reference in the file at this path (relative to the root; "" stands for
	// every file) can mean. Nil means that it never does.
	Complete func(kind facts.Kind, path string) bool
}

// Graph is a bundle whose links are filled in.
type Graph struct {
	Bundle   *facts.Bundle
	byID     map[facts.ID]facts.Fact
	ways     map[facts.ID]Way
	claims   map[facts.ID]Claim
	logins   map[facts.ID]Login
	complete func(facts.Kind, string) bool
	policies policies

	privileges privileges
	assumes    assumptions
	rbac       struct {
		once   sync.Once
		policy *rbac.Policy
	}
	// aggregated are the roles that the control plane fills from others.
	aggregated struct {
		once  sync.Once
		roles []*facts.Grant
	}
}

// Way is a way into an identity, with the trust document it belongs to.
type Way struct {
	Trust *facts.Trust
	Way   *facts.Way
}

// Claim is a cloud identity that a workload claims.
type Claim struct {
	Workload *facts.Workload
	Claim    *facts.Claim
}

// Login is a step of a CI job that takes an identity of a cloud.
type Login struct {
	Workflow *facts.Workflow
	Login    *facts.Login
}

// Link fills in the links of the bundle's facts, in place, and returns the
// graph. The bundle must be sorted, so that candidates come in a stable order.
func Link(b *facts.Bundle, o Options) *Graph {
	g := &Graph{
		Bundle:   b,
		byID:     map[facts.ID]facts.Fact{},
		ways:     map[facts.ID]Way{},
		claims:   map[facts.ID]Claim{},
		logins:   map[facts.ID]Login{},
		complete: o.Complete,
	}
	if g.complete == nil {
		g.complete = func(facts.Kind, string) bool { return false }
	}
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			g.byID[f.FactBase().ID] = f
		}
	}
	g.indexParts()
	g.linkTrusts()
	g.linkIdentities()
	g.linkWorkloads()
	g.linkServers()
	g.linkAssociations()
	g.linkBindings()
	g.linkMappings()
	g.linkIssuers()
	g.linkWorkflows()
	return g
}

// indexParts makes ways, claims and logins, which policies ask about by id, findable.
func (g *Graph) indexParts() {
	for _, t := range g.Bundle.Trusts {
		for i := range t.Ways {
			g.ways[t.Ways[i].ID] = Way{Trust: t, Way: &t.Ways[i]}
		}
	}
	for _, w := range g.Bundle.Workloads {
		for i := range w.Claims {
			g.claims[w.Claims[i].ID] = Claim{Workload: w, Claim: &w.Claims[i]}
		}
	}
	for _, w := range g.Bundle.Workflows {
		for i := range w.Logins {
			g.logins[w.Logins[i].ID] = Login{Workflow: w, Login: &w.Logins[i]}
		}
	}
}

// Fact returns the fact with this id, or nil.
func (g *Graph) Fact(id facts.ID) facts.Fact { return g.byID[id] }

// Way returns the way with this id.
func (g *Graph) Way(id facts.ID) (Way, bool) {
	w, ok := g.ways[id]
	return w, ok
}

// Claim returns the claim with this id.
func (g *Graph) Claim(id facts.ID) (Claim, bool) {
	c, ok := g.claims[id]
	return c, ok
}

// Login returns the login with this id.
func (g *Graph) Login(id facts.ID) (Login, bool) {
	l, ok := g.logins[id]
	return l, ok
}

// Complete reports whether the scan is known to hold every fact of a kind that
// any of its references can mean.
func (g *Graph) Complete(k facts.Kind) bool { return g.complete(k, "") }

// CompleteAt reports whether the scan is known to hold every fact of a kind
// that a reference at this place can mean.
func (g *Graph) CompleteAt(k facts.Kind, at source.Span) bool { return g.complete(k, pathOf(at)) }

// pathOf returns the path of the file that a span stands in.
func pathOf(at source.Span) string {
	if root := at.Root(); root.File != nil {
		return root.File.Path
	}
	return ""
}

// candidate is a fact that a reference may mean.
type candidate struct {
	fact  facts.Fact
	name  facts.Text
	truth text.Truth
}

// linkTo makes a link of candidates for what is referred to at a place. A
// candidate that may not exist is not sure.
func (g *Graph) linkTo(k facts.Kind, at source.Span, found []candidate) facts.Link {
	l := facts.Link{Count: len(found), Complete: g.CompleteAt(k, at), Candidates: []facts.Neighbour{}}
	for _, c := range found {
		if len(l.Candidates) == facts.MaxNeighbours {
			break
		}
		base := c.fact.FactBase()
		l.Candidates = append(l.Candidates, facts.Neighbour{
			ID: base.ID, Kind: c.fact.FactKind(), Name: c.name, At: base.At,
			Sure: c.truth == text.Yes && !base.Maybe,
		})
	}
	return l
}

// linkFrom makes a link like linkTo, from a fact. A candidate that may not
// exist is sure, too, if it is there whenever the fact is: all that it depends
// on, the fact depends on as well.
func (g *Graph) linkFrom(from *facts.Base, k facts.Kind, found []candidate) facts.Link {
	l := g.linkTo(k, from.At, found)
	for i := range l.Candidates {
		base := found[i].fact.FactBase()
		if found[i].truth == text.Yes && base.Maybe && len(base.DependsOn) > 0 {
			l.Candidates[i].Sure = !slices.ContainsFunc(base.DependsOn, func(c string) bool {
				return !slices.Contains(from.DependsOn, c)
			})
		}
	}
	return l
}

// prefer keeps only the certain candidates if there are any: a reference that
// is known to mean one fact cannot mean another. Where several facts have the
// name that is referred to (the same role in two overlays, or in two clusters),
// none of them is certain.
func prefer(found []candidate) []candidate {
	var sure []candidate
	for _, c := range found {
		if c.truth == text.Yes {
			sure = append(sure, c)
		}
	}
	switch len(sure) {
	case 0:
		return found
	case 1:
		return sure
	}
	for i := range sure {
		sure[i].truth = text.Unknown
	}
	return sure
}

// index finds facts by a text that names them.
type index struct {
	known   map[string][]candidate
	partial []named
	all     []named
}

// named is a fact with the text that names it.
type named struct {
	key facts.Text
	candidate
}

func newIndex() *index { return &index{known: map[string][]candidate{}} }

// add makes a fact findable by key; shown is its name for people.
func (x *index) add(key, shown facts.Text, f facts.Fact) {
	if key.Absent() {
		return
	}
	n := named{key: key, candidate: candidate{fact: f, name: shown, truth: text.Yes}}
	x.all = append(x.all, n)
	if s, ok := key.Value(); ok {
		x.known[s] = append(x.known[s], n.candidate)
	} else {
		x.partial = append(x.partial, n)
	}
}

// find lists the facts that the text may name. Where some are certain, only
// those.
func (x *index) find(t facts.Text) []candidate { return prefer(x.findAll(t)) }

// findAll lists the facts that the text may name, certain or not.
func (x *index) findAll(t facts.Text) []candidate {
	if t.Absent() {
		return nil
	}
	var found []candidate
	compare := x.all
	if s, ok := t.Value(); ok {
		found = append(found, x.known[s]...)
		compare = x.partial
	}
	for _, n := range compare {
		if truth := text.Equal(n.key, t); truth != text.No {
			c := n.candidate
			c.truth = truth
			found = append(found, c)
		}
	}
	return found
}
