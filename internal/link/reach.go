package link

import (
	"fmt"
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/text"
)

// privileges remembers what identities may do, and who holds each statement.
type privileges struct {
	mu      sync.Mutex
	grants  map[*facts.Identity]*privilege.Grants
	holders map[facts.ID][]*facts.Identity
}

// Grants returns what the policies of an identity of AWS say.
func (g *Graph) Grants(id *facts.Identity) *privilege.Grants {
	g.privileges.mu.Lock()
	defer g.privileges.mu.Unlock()
	if g.privileges.grants == nil {
		g.privileges.grants = map[*facts.Identity]*privilege.Grants{}
	}
	out := g.privileges.grants[id]
	if out == nil {
		out = privilege.Of(id, g.statement)
		g.privileges.grants[id] = out
	}
	return out
}

func (g *Graph) statement(id facts.ID) *facts.Statement {
	s, _ := g.byID[id].(*facts.Statement)
	return s
}

// Holders lists the identities of which a statement is known to be a policy's.
func (g *Graph) Holders(statement facts.ID) []*facts.Identity {
	g.privileges.mu.Lock()
	defer g.privileges.mu.Unlock()
	if g.privileges.holders == nil {
		g.privileges.holders = map[facts.ID][]*facts.Identity{}
		for _, id := range g.Bundle.Identities {
			for _, s := range id.Statements {
				g.privileges.holders[s] = append(g.privileges.holders[s], id)
			}
		}
	}
	return g.privileges.holders[statement]
}

// Reach says who outside of AWS can become an identity.
type Reach struct {
	Truth text.Truth
	// Who completes "it is", such as "assumed with tokens of X"; empty if
	// nobody is known to.
	Who string
	// Way is the way in, where one leads through the trust policy.
	Way *facts.Way
	// Symbols name what would decide an unknown answer.
	Symbols []string
}

// podIdentity is the service that takes roles on behalf of pods.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
const podIdentity = "pods.eks.amazonaws.com"

// Workloads decides whether pods or jobs of a build service can become an
// identity: by tokens of an OIDC provider, or by EKS Pod Identity.
func (g *Graph) Workloads(id *facts.Identity) Reach {
	out := Reach{Truth: text.No}
	for _, n := range id.Trust.Candidates {
		if t, ok := g.byID[n.ID].(*facts.Trust); ok {
			for i := range t.Ways {
				out = out.or(entrance(&t.Ways[i]))
			}
			if t.Open {
				out = out.or(Reach{Truth: text.Unknown, Symbols: []string{"the trust policy of " + id.Address}})
			}
		}
	}
	for _, a := range g.Bundle.Associations {
		for _, n := range a.RoleLink.Candidates {
			if n.ID == id.ID && n.Sure {
				out = out.or(Reach{Truth: text.Yes, Who: fmt.Sprintf("given to pods of %s/%s", a.Namespace, a.ServiceAccount)})
			}
		}
	}
	return out
}

// entrance decides about one way in.
func entrance(w *facts.Way) Reach {
	out := Reach{Truth: text.No, Way: w}
	switch {
	case w.PrincipalType == "Federated" && (w.Mechanism == "web-identity" || w.Mechanism == "mixed"):
		out.Truth, out.Who = text.Yes, fmt.Sprintf("assumed with tokens of %s", shortProvider(w.Principal))
	case w.PrincipalType == "Service":
		out.Truth = text.Equal(w.Principal, text.Known(podIdentity, w.At))
		out.Who = "assumed by pods through EKS Pod Identity"
	case w.PrincipalType == "unknown" || w.PrincipalType == "Federated" && w.Mechanism == "unknown":
		out.Truth = text.Unknown
	}
	if w.Maybe {
		out.Truth = text.And(out.Truth, text.Unknown)
	}
	if out.Truth == text.Unknown {
		for _, s := range w.Principal.Symbols() {
			out.Symbols = append(out.Symbols, s.Name)
		}
	}
	return out
}

// shortProvider prints a provider without what all its ARNs begin with.
func shortProvider(arn facts.Text) string {
	if name := ProviderName(arn); !name.Absent() {
		return name.String()
	}
	return arn.String()
}

// or keeps the first certain answer, and else the first uncertain one.
func (r Reach) or(s Reach) Reach {
	if r.Truth == text.Yes || s.Truth == text.No || r.Truth == text.Unknown && s.Truth == text.Unknown {
		return r
	}
	return s
}
