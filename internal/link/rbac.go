package link

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
)

// RBAC returns the roles and bindings of the scan, taken as those of one
// cluster, ready for questions. Where several roles have the name that a
// binding refers to, an answer holds only if it holds for all of them.
func (g *Graph) RBAC() *rbac.Policy {
	g.rbac.once.Do(func() {
		g.rbac.policy = rbac.NewPolicy(g.Bundle.Grants, g.Bundle.Bindings, rbac.Options{
			Complete: func(at source.Span) bool { return g.CompleteAt(facts.KindGrant, at) },
		})
	})
	return g.rbac.policy
}
