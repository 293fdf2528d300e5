package link

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
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

// FilledInto lists the roles whose rules the control plane takes, or may take,
// from this one: whoever they are granted to has its rules as well.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
func (g *Graph) FilledInto(from *facts.Grant) (into []*facts.Grant, truths []text.Truth) {
	g.aggregated.once.Do(func() {
		for _, gr := range g.Bundle.Grants {
			if gr.Aggregated.Present {
				g.aggregated.roles = append(g.aggregated.roles, gr)
			}
		}
	})
	for _, gr := range g.aggregated.roles {
		if truth := rbac.Aggregates(gr, from); gr != from && truth != text.No {
			into, truths = append(into, gr), append(truths, truth)
		}
	}
	return into, truths
}
