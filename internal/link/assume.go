package link

import (
	"slices"
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/text"
)

// AssumeEdge says that one role of AWS can assume another: its policies that are
// seen allow sts:AssumeRole on the other, and the other's trust policy lets it in.
// Policies of the organisation are not looked at.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
type AssumeEdge struct {
	From, To *facts.Identity
	// Truth is yes if both are proved, and unknown if one is open.
	Truth text.Truth
	// Way is the way into the other role.
	Way *facts.Way
	// Allowed is what allows the first role to ask.
	Allowed privilege.Answer
	// Symbols name what would decide an unknown edge.
	Symbols []string
}

// MaxChain bounds how many roles a chain passes through, its first left aside.
// Each step takes a session of at most one hour, so that long chains are rare.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
const MaxChain = 4

// assumptions remembers the edges that leave each role.
type assumptions struct {
	mu   sync.Mutex
	from map[*facts.Identity]func() []AssumeEdge
}

// AssumeEdges lists which roles of the scan can, or may, assume which others, in
// the order of the bundle.
func (g *Graph) AssumeEdges() []AssumeEdge {
	var out []AssumeEdge
	for _, id := range g.Bundle.Identities {
		out = append(out, g.AssumableFrom(id)...)
	}
	return out
}

// AssumableFrom lists the roles that one can, or may, assume.
func (g *Graph) AssumableFrom(from *facts.Identity) []AssumeEdge {
	g.assumes.mu.Lock()
	if g.assumes.from == nil {
		g.assumes.from = map[*facts.Identity]func() []AssumeEdge{}
	}
	edges := g.assumes.from[from]
	if edges == nil {
		edges = sync.OnceValue(func() []AssumeEdge { return g.edgesFrom(from) })
		g.assumes.from[from] = edges
	}
	g.assumes.mu.Unlock()
	return edges()
}

func (g *Graph) edgesFrom(from *facts.Identity) []AssumeEdge {
	if !isRole(from) || !g.mayAssume(from) {
		return nil
	}
	var out []AssumeEdge
	for _, to := range g.Bundle.Identities {
		if to == from || !isRole(to) || len(to.Trust.Candidates) != 1 {
			continue
		}
		t, ok := g.byID[to.Trust.Candidates[0].ID].(*facts.Trust)
		if !ok || !slices.ContainsFunc(t.Ways, isForRoles) {
			continue
		}
		if e := g.edge(from, to, t); e.Truth != text.No {
			out = append(out, e)
		}
	}
	return out
}

func isRole(id *facts.Identity) bool { return id.Cloud == "aws" && id.Type == "role" }

// isForRoles reports whether a role may come along a way.
func isForRoles(w facts.Way) bool {
	return w.PrincipalType != "Federated" && w.PrincipalType != "Service" && w.PrincipalType != "CanonicalUser"
}

// mayAssume reports whether the policies of a role may allow it to assume some
// role, which those of most do not.
func (g *Graph) mayAssume(id *facts.Identity) bool {
	return g.Grants(id).Seen(privilege.Request{Action: "sts:AssumeRole", Kind: "role/", Service: "iam", Some: true}).Truth != text.No
}

// edge decides about two roles. Of several ways in the surest is taken.
func (g *Graph) edge(from, to *facts.Identity, t *facts.Trust) AssumeEdge {
	e := AssumeEdge{From: from, To: to}
	e.Allowed = g.Grants(from).Seen(privilege.Request{Action: "sts:AssumeRole", On: to.ARN, Service: "iam"})
	if e.Allowed.Truth == text.No {
		return AssumeEdge{Truth: text.No}
	}
	admitted := text.No
	for i := range t.Ways {
		v := g.Policy(t).AdmitsRole(t.Ways[i].ID, from.ARN)
		if v.Truth == text.Yes && admitted != text.Yes || v.Truth == text.Unknown && admitted == text.No {
			admitted, e.Way = v.Truth, &t.Ways[i]
			e.Symbols = nil
			for _, s := range v.Symbols {
				e.Symbols = append(e.Symbols, s.Name)
			}
		}
	}
	e.Truth = text.And(e.Allowed.Truth, admitted)
	if (from.Maybe || to.Maybe) && e.Truth == text.Yes {
		e.Truth, e.Symbols = text.Unknown, append(e.Symbols, "whether both roles exist")
	}
	if e.Allowed.Truth == text.Unknown {
		e.Symbols = append(e.Symbols, e.Allowed.Symbols...)
	}
	return e
}

// Chain is a way from one role to another through roles that assume each other.
type Chain struct {
	Truth text.Truth
	Edges []AssumeEdge
	// Symbols name what would decide a chain that is not certain.
	Symbols []string
}

// ChainTo finds a shortest chain from a role to one of which goal holds, by edges
// that are proved if there is one, else by edges that are possible. The role
// itself is not looked at.
func (g *Graph) ChainTo(from *facts.Identity, goal func(*facts.Identity) text.Truth) Chain {
	for _, least := range []text.Truth{text.Yes, text.Unknown} {
		if c, ok := g.search(from, least, goal); ok {
			return c
		}
	}
	return Chain{Truth: text.No}
}

// search goes breadth first along edges that are at least so certain.
func (g *Graph) search(from *facts.Identity, least text.Truth, goal func(*facts.Identity) text.Truth) (Chain, bool) {
	good := func(t text.Truth) bool { return t == text.Yes || least == text.Unknown && t == text.Unknown }
	seen := map[*facts.Identity]bool{from: true}
	paths := [][]AssumeEdge{nil}
	for range MaxChain {
		var next [][]AssumeEdge
		for _, path := range paths {
			at := from
			if len(path) > 0 {
				at = path[len(path)-1].To
			}
			for _, e := range g.AssumableFrom(at) {
				if seen[e.To] || !good(e.Truth) {
					continue
				}
				seen[e.To] = true
				longer := append(slices.Clone(path), e)
				if good(goal(e.To)) {
					return chainOf(longer, least), true
				}
				next = append(next, longer)
			}
		}
		paths = next
	}
	return Chain{}, false
}

func chainOf(path []AssumeEdge, truth text.Truth) Chain {
	c := Chain{Truth: truth, Edges: path}
	for _, e := range path {
		if e.Truth == text.Unknown {
			c.Symbols = append(c.Symbols, e.Symbols...)
		}
	}
	return c
}
