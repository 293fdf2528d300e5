package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// chainBuiltins ask where roles lead that assume each other.
func chainBuiltins() []Builtin {
	trust := []law.Param{{Name: "trust", Kind: law.ParamID}}
	return []Builtin{
		{
			Name: "lead_to_admin", Params: trust, Result: law.ResultString,
			Doc:        fmt.Sprintf("Pods, jobs of a build service or everybody can assume the role that the document guards, which administers nothing itself, and it can assume, in at most %d steps, a role that administers the account; gives how.", link.MaxChain),
			Quantifier: "some chain of roles", Unknown: "a trust policy, a policy or which policies are attached is not wholly known on the only chain",
			Ask: leadToAdmin,
		},
		{
			Name: "chain_to_admin", Plain: true, Params: trust, Result: law.ResultChain,
			Doc: "Gives the places of each step that lead_to_admin finds.",
			Ask: func(c *Call) Answer {
				g, id := c.Graph(), guarded(c)
				if id == nil {
					return Answer{}
				}
				return Answer{Evidence: Evidence{Chain: chainNotes(g, id, chainToAdmin(g, id))}}
			},
		},
	}
}

// guarded is the role that a trust document guards, or nil.
func guarded(c *Call) *facts.Identity {
	t, ok := c.Graph().Fact(c.ID(0)).(*facts.Trust)
	if !ok || t.Cloud != "aws" || len(t.Identity.Candidates) != 1 {
		return nil
	}
	id, _ := c.Graph().Fact(t.Identity.Candidates[0].ID).(*facts.Identity)
	return id
}

func chainToAdmin(g *link.Graph, id *facts.Identity) link.Chain {
	return g.ChainTo(id, func(to *facts.Identity) text.Truth { return g.Grants(to).Administers().Truth })
}

// leadToAdmin leaves a role that administers the account itself to the rules on
// those.
func leadToAdmin(c *Call) Answer {
	g, id := c.Graph(), guarded(c)
	if id == nil || g.Grants(id).Administers().Truth == text.Yes {
		return Say(text.No)
	}
	entry := entryOf(g, id)
	if entry.Truth == text.No {
		return Say(text.No)
	}
	chain := chainToAdmin(g, id)
	out := Answer{Truth: text.And(entry.Truth, chain.Truth), Symbols: append(entry.Symbols, chain.Symbols...)}
	if out.Truth == text.No {
		return Say(text.No)
	}
	var names []string
	for _, e := range chain.Edges {
		names = append(names, e.To.Name.String())
	}
	last := chain.Edges[len(chain.Edges)-1].To
	admin := administers(g, last)
	out.Symbols = append(out.Symbols, admin.Symbols...)
	slices.Sort(out.Symbols)
	out.Symbols = slices.Compact(out.Symbols)
	out.Evidence.String = fmt.Sprintf("%s, which administers the account by %s", strings.Join(names, ", then "), admin.Evidence.String)
	return out
}

// entryOf says who comes into a role without being known to the account: pods,
// jobs of a build service, or principals of every account.
func entryOf(g *link.Graph, id *facts.Identity) link.Reach {
	out := g.Workloads(id)
	t := trustOf(g, id)
	if t != nil && out.Way != nil && g.Policy(t).AdmitsNothing(out.Way.ID).Truth == text.Yes {
		out = link.Reach{Truth: text.No} // dead is not open
	}
	if out.Truth == text.Yes || t == nil {
		return out
	}
	for i := range t.Ways {
		p, way := g.Policy(t), t.Ways[i].ID
		if p.AnyPrincipal(way).Truth == text.Yes && p.RequiresExternalID(way).Truth == text.No {
			return link.Reach{Truth: text.Yes, Who: "assumed by principals of every account", Way: &t.Ways[i]}
		}
	}
	return out
}

// chainNotes lists the way in and, for each role, what allows the step and what
// lets it in.
func chainNotes(g *link.Graph, id *facts.Identity, chain link.Chain) []finding.Note {
	var out []finding.Note
	if r := entryOf(g, id); r.Way != nil && r.Who != "" {
		out = append(out, finding.Note{At: r.Way.At, Message: fmt.Sprintf("%s is %s", id.Name, r.Who)})
	}
	for _, e := range chain.Edges {
		if !e.Allowed.At.IsZero() {
			out = append(out, finding.Note{At: e.Allowed.At, Message: fmt.Sprintf("%s may assume %s", e.From.Name, e.To.Name)})
		}
		if e.Way != nil {
			out = append(out, finding.Note{At: e.Way.At, Message: fmt.Sprintf("%s lets in %s", e.To.Name, e.From.Name)})
		}
	}
	if n := len(chain.Edges); n > 0 {
		last := chain.Edges[n-1].To
		if a := g.Grants(last).Administers(); !a.At.IsZero() {
			out = append(out, finding.Note{At: a.At, Message: fmt.Sprintf("%s administers the account", last.Name)})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
