package reach

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Takeovers lists what a rule of a role lets its subjects become outside of the
// cluster: they can run something as a service account, which is given a cloud
// identity. Left out is who has the identity anyway, and whom Kubernetes itself
// names; certain ways come first.
func (g *Graph) Takeovers(rule source.Span) []Path { return g.takeovers(g.byRule[rule]) }

// BoundTakeovers is Takeovers for a binding to a role that Kubernetes brings.
func (g *Graph) BoundTakeovers(binding source.Span) []Path { return g.takeovers(g.bound[binding]) }

func (g *Graph) takeovers(steps []*Edge) []Path {
	var out []Path
	for _, e := range steps {
		if e.To.Kind != Account || !takes(e) || strings.HasPrefix(e.From.Name, "system:") {
			continue
		}
		for _, given := range g.from[e.To] {
			if gives(given) && !g.holds(e.From, given.To) {
				out = append(out, Path{Steps: []*Edge{e, given}})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Path) int { return a.cost().compare(b.cost()) })
	return out
}

// Mapping gives the place where a principal of a cloud certainly becomes a user
// or group; nothing if there is none. Of several it gives the first.
func (g *Graph) Mapping(subject *Node) []finding.Note {
	for _, e := range g.to[subject] {
		if e.Step == Mapped && e.Truth == text.Yes && len(e.Evidence) > 0 {
			return []finding.Note{{At: e.Evidence[0].At, Message: e.String()}}
		}
	}
	return nil
}

// takes reports whether a step makes its subject the account, to the clouds too,
// by itself. Who may make tokens of all accounts is told as such.
func takes(e *Edge) bool {
	switch e.Step {
	case CreatesPods, EntersPods:
		return true
	case MintsTokens:
		return e.Limited
	}
	return false
}

// gives reports whether a step gives an account the cloud identity that is meant
// for it. What takes any token is another matter.
func gives(e *Edge) bool {
	return e.Step == Annotated || e.Step == Trusted || e.Step == PodIdentity
}

// holds reports whether a node is given an identity itself, perhaps.
func (g *Graph) holds(n, identity *Node) bool {
	return slices.ContainsFunc(g.from[n], func(e *Edge) bool { return e.To == identity })
}

func (p Path) cost() cost {
	var c cost
	for _, e := range p.Steps {
		c = c.plus(e)
	}
	return c
}
