package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// refusalBuiltins ask whether a role lets in the workload that names it.
func refusalBuiltins() []Builtin {
	return []Builtin{{
		Name: "be_refused", Params: []law.Param{{Name: "claim", Kind: law.ParamID}}, Result: law.ResultString,
		Doc:        "Every role of the scan that the claim can mean refuses the workload's token; gives the nearest condition that stands in the way.",
		Quantifier: "all candidates for the role, all ways into each",
		Unknown:    "the role's name, its trust policy, or the workload's namespace or name holds a symbol that decides it",
		Ask:        refused,
	}}
}

func refused(c *Call) Answer {
	g := c.Graph()
	claim, ok := g.Claim(c.ID(0))
	if !ok || len(claim.Claim.Identity.Candidates) == 0 {
		return Say(text.No) // a role that is not in the scan is another rule's matter
	}
	if claim.Claim.Identity.Count > len(claim.Claim.Identity.Candidates) {
		return Say(text.Unknown)
	}
	token := link.TokenOf(claim.Workload, claim.Claim.Audience)
	out := Answer{Truth: text.Yes}
	for _, n := range claim.Claim.Identity.Candidates {
		one := refusedBy(g, claim, n, token)
		out.Truth = text.And(out.Truth, one.Truth)
		if out.Evidence.String == "" {
			out.Evidence = one.Evidence
		}
		if one.Truth == text.Unknown {
			out.Symbols = append(out.Symbols, one.Symbols...)
		}
	}
	slices.Sort(out.Symbols)
	out.Symbols = slices.Compact(out.Symbols)
	if out.Truth == text.Unknown {
		out.Evidence.String = "that depends on " + strings.Join(out.Symbols, " and ")
	}
	return out
}

// refusedBy asks one candidate. That an account is unknown does not hinder the
// proof (see docs/decisions/0003-links-across-unknown-accounts.md); that the
// role's name is unknown does.
func refusedBy(g *link.Graph, claim link.Claim, n facts.Neighbour, token iam.Token) Answer {
	id, ok := g.Fact(n.ID).(*facts.Identity)
	if !ok || len(id.Trust.Candidates) != 1 {
		return Answer{Truth: text.Unknown, Symbols: []string{"the trust policy of " + n.Name.String()}}
	}
	trust, ok := g.Fact(id.Trust.Candidates[0].ID).(*facts.Trust)
	if !ok {
		return Answer{Truth: text.Unknown, Symbols: []string{"the trust policy of " + n.Name.String()}}
	}
	a := g.Policy(trust).Admits(token)
	answer := Answer{Truth: a.Truth.Not(), Evidence: Evidence{String: a.Explains}}
	for _, s := range append(token.Subject.Symbols(), a.Symbols...) {
		answer.Symbols = append(answer.Symbols, s.Name)
	}
	if a.Truth == text.Unknown && len(answer.Symbols) == 0 {
		answer.Symbols = []string{"the trust policy of " + n.Name.String()}
	}
	if n.Sure || answer.Truth != text.Yes {
		return answer
	}
	same := sameRole(id.ARN, claim.Claim.Value)
	switch {
	case same != text.Yes:
		answer = Answer{Truth: text.Unknown}
		for _, s := range append(id.ARN.Symbols(), claim.Claim.Value.Symbols()...) {
			answer.Symbols = append(answer.Symbols, s.Name)
		}
	case id.Maybe || trust.Maybe:
		return Answer{Truth: text.Unknown, Symbols: []string{"whether " + id.Address + " exists"}}
	default:
		if x, ok := iam.ParseARN(claim.Claim.Value); ok {
			answer.Evidence.String += fmt.Sprintf(" (taking the role's account for %s)", x.Account)
		}
	}
	return answer
}

// sameRole compares two ARNs by path and name only.
func sameRole(a, b facts.Text) text.Truth {
	x, okX := iam.ParseARN(a)
	y, okY := iam.ParseARN(b)
	if !okX || !okY {
		return text.Unknown
	}
	return text.Equal(x.Resource, y.Resource)
}
