package link

import (
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
)

// policies remembers compiled trust documents, since several rules ask about
// each of them.
type policies struct {
	mu   sync.Mutex
	byID map[*facts.Trust]*iam.Policy
}

// Facts returns all facts.
func (g *Graph) Facts() *facts.Bundle { return g.Bundle }

// Policy returns a trust document ready for questions.
func (g *Graph) Policy(t *facts.Trust) *iam.Policy {
	g.policies.mu.Lock()
	defer g.policies.mu.Unlock()
	if g.policies.byID == nil {
		g.policies.byID = map[*facts.Trust]*iam.Policy{}
	}
	p := g.policies.byID[t]
	if p == nil {
		p = iam.Compile(t, iam.Env{Issuer: g.Provider})
		g.policies.byID[t] = p
	}
	return p
}

// Provider returns the identity provider that a way names, or nil. A single
// candidate is taken even where the accounts cannot be compared: an account
// has one provider for an issuer at most, so the same issuer in one scan is
// the same provider unless the scan spans accounts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
func (g *Graph) Provider(w *facts.Way) *facts.Issuer {
	if len(w.Issuer.Candidates) != 1 {
		return nil
	}
	is, _ := g.byID[w.Issuer.Candidates[0].ID].(*facts.Issuer)
	return is
}
