package rules

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
)

// onlyAudience reports whether all candidates certainly refuse a token, and each
// may let it in with another audience.
func onlyAudience(g *link.Graph, to facts.Link, token iam.Token) bool {
	for _, n := range to.Candidates {
		id, ok := g.Fact(n.ID).(*facts.Identity)
		if !ok || audienceRefused(g, id, token).Truth != text.Yes {
			return false
		}
	}
	return len(to.Candidates) > 0
}

// audienceRefused decides whether a role refuses a token for its audience and
// for nothing else.
func audienceRefused(g *link.Graph, id *facts.Identity, token iam.Token) Answer {
	if len(id.Trust.Candidates) != 1 {
		return Say(text.No)
	}
	trust, ok := g.Fact(id.Trust.Candidates[0].ID).(*facts.Trust)
	if !ok {
		return Say(text.No)
	}
	other := token
	other.Audience = facts.Text{}
	if g.Policy(trust).Admits(other).Truth == text.No {
		return Say(text.No)
	}
	a := g.Policy(trust).Admits(token)
	out := Answer{Truth: a.Truth.Not(), Evidence: Evidence{String: fmt.Sprintf("%s refuses the token: %s", id.Name, a.Explains)}}
	for _, s := range a.Symbols {
		out.Symbols = append(out.Symbols, s.Name)
	}
	return out
}
