package rules

import (
	"fmt"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// mappingBuiltins ask about the names by which a cluster and a workload know
// cloud principals.
func mappingBuiltins() []Builtin {
	return slices.Concat(mappedNameBuiltins(), awsAuthBuiltins(), accessEntryBuiltins(), clusterAdminBuiltins())
}

// mappedNameBuiltins ask about ARNs and the roles that they name.
func mappedNameBuiltins() []Builtin {
	arn := []law.Param{{Name: "text", Kind: law.ParamText}}
	claim := []law.Param{{Name: "claim", Kind: law.ParamID}}
	return []Builtin{
		{
			Name: "be_unmatchable_arn", Params: []law.Param{{Name: "text", Kind: law.ParamText}, {Name: "list", Kind: law.ParamString}}, Result: law.ResultString,
			Doc:     "The text, in this list of aws-auth, can be the ARN of no caller as the authenticator writes it; gives the reason.",
			Unknown: "the kind of principal, or the role's path and name, is a symbol",
			Ask:     func(c *Call) Answer { return malformed(iam.CheckMappedARN(c.Text(0), c.String(1))) },
		},
		{
			Name: "be_user_arn", Params: arn,
			Doc:     "The text is the ARN of an IAM user.",
			Unknown: "the part that says so is a symbol",
			Ask:     func(c *Call) Answer { return Say(iam.IsUserARN(c.Text(0))) },
		},
		{
			Name: "name_no_role", Params: claim, Result: law.ResultString,
			Doc:        "No role has the ARN that the claim names, in a scan that holds every identity; gives a hint, or the empty string.",
			Quantifier: "all roles of the scan", Unknown: "the claim or a role's ARN holds a symbol",
			Ask: func(c *Call) Answer { return noRole(c, true) },
		},
		{
			Name: "name_no_role_in_scan", Params: claim, Result: law.ResultString,
			Doc:        "No role of the scan has the ARN that the claim names, although the scan holds roles of its account; gives a hint, or the empty string.",
			Quantifier: "all roles of the scan", Unknown: "the claim or a role's ARN holds a symbol",
			Ask: func(c *Call) Answer { return noRole(c, false) },
		},
	}
}

// noRole decides whether a claim names no role of the scan. A role of which
// only the account is unknown is found (see
// docs/decisions/0003-links-across-unknown-accounts.md).
func noRole(c *Call, closedWorld bool) Answer {
	g := c.Graph()
	claim, ok := g.Claim(c.ID(0))
	if !ok || closedWorld && !claim.Claim.Identity.Complete {
		return Say(text.No)
	}
	want := claim.Claim.Value
	if _, bad := iam.CheckRoleARN(want); bad == text.Yes || want.Absent() {
		return Say(text.No) // another rule's matter
	}
	for _, n := range claim.Claim.Identity.Candidates {
		id, ok := g.Fact(n.ID).(*facts.Identity)
		if n.Sure || ok && sameRole(id.ARN, want) == text.Yes {
			return Say(text.No)
		}
	}
	hint, owned := roleNames(g, want)
	a := Answer{Truth: text.Yes, Evidence: Evidence{String: hint}}
	switch {
	case !claim.Claim.Identity.Complete && !owned:
		return Say(text.No) // nothing here is about the role's account
	case len(claim.Claim.Identity.Candidates) > 0:
		a.Truth = text.Unknown // one of them may be it
		for _, s := range want.Symbols() {
			a.Symbols = append(a.Symbols, s.Name)
		}
	}
	return a
}

// roleNames looks at the roles of the account that an ARN names: whether there
// are any, and which of them was probably meant.
func roleNames(g *link.Graph, want facts.Text) (hint string, owned bool) {
	a, _ := iam.ParseARN(want)
	resource, _ := a.Resource.Value()
	var names []string
	for _, id := range g.Bundle.Identities {
		b, ok := iam.ParseARN(id.ARN)
		if !ok || text.Equal(a.Account, b.Account) != text.Yes {
			continue
		}
		owned = true
		if name, ok := b.Resource.Value(); ok {
			names = append(names, name)
		}
	}
	if meant := near.Word(resource, names); meant != "" {
		hint = fmt.Sprintf("; perhaps %s is meant", meant)
	}
	return hint, owned
}
