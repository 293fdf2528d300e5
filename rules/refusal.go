package rules

import (
	"fmt"
	"slices"

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

// defaultAudience is what the webhook asks a token for where no annotation says
// otherwise.
// https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
const defaultAudience = "sts.amazonaws.com"

func refused(c *Call) Answer {
	g := c.Graph()
	claim, ok := g.Claim(c.ID(0))
	if !ok || len(claim.Claim.Identity.Candidates) == 0 {
		return Say(text.No) // a role that is not in the scan is another rule's matter
	}
	if claim.Claim.Identity.Count > len(claim.Claim.Identity.Candidates) {
		return Say(text.Unknown)
	}
	token := tokenOf(claim)
	out := Answer{Truth: text.Yes}
	for _, n := range claim.Claim.Identity.Candidates {
		one := refusedBy(g, claim, n, token)
		out.Truth = text.And(out.Truth, one.Truth)
		if out.Evidence.String == "" {
			out.Evidence = one.Evidence
		}
		for _, s := range one.Symbols {
			if !slices.Contains(out.Symbols, s) {
				out.Symbols = append(out.Symbols, s)
			}
		}
	}
	return out
}

// refusedBy asks one candidate. That an account is unknown does not hinder the
// proof (see docs/decisions/0003-links-across-unknown-accounts.md); that the
// role's name is unknown does.
func refusedBy(g *link.Graph, claim link.Claim, n facts.Neighbour, token iam.Token) Answer {
	id, ok := g.Fact(n.ID).(*facts.Identity)
	if !ok || len(id.Trust.Candidates) != 1 {
		return Say(text.Unknown)
	}
	trust, ok := g.Fact(id.Trust.Candidates[0].ID).(*facts.Trust)
	if !ok {
		return Say(text.Unknown)
	}
	a := g.Policy(trust).Admits(token)
	answer := Answer{Truth: a.Truth.Not(), Evidence: Evidence{String: a.Explains}}
	for _, s := range a.Symbols {
		answer.Symbols = append(answer.Symbols, s.Name)
	}
	if n.Sure || answer.Truth != text.Yes {
		return answer
	}
	if id.Maybe || trust.Maybe || sameRole(id.ARN, claim.Claim.Value) != text.Yes {
		answer.Truth = text.Unknown
		for _, s := range append(id.ARN.Symbols(), claim.Claim.Value.Symbols()...) {
			answer.Symbols = append(answer.Symbols, s.Name)
		}
		return answer
	}
	if x, ok := iam.ParseARN(claim.Claim.Value); ok {
		answer.Evidence.String += fmt.Sprintf(" (taking the role's account for %s)", x.Account)
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

// tokenOf is the token that the workload would present. The cluster's issuer is
// left open: nothing in a manifest says which cluster it is applied to.
func tokenOf(c link.Claim) iam.Token {
	namespace := c.Workload.Namespace
	if namespace.Absent() {
		namespace = text.Of(&text.Symbol{Name: "namespace", Fresh: true}, c.Claim.At)
	}
	audience := c.Claim.Audience
	if audience.Absent() {
		audience = text.Known(defaultAudience, c.Claim.At)
	}
	return iam.Token{
		Subject: text.Concat(
			text.Known("system:serviceaccount:", c.Claim.At), namespace,
			text.Known(":", c.Claim.At), c.Workload.Name,
		),
		Audience: audience,
	}
}
