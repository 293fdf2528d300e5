package rules

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// placedBuiltins ask whether a workload's identity is for the cluster that it
// runs in.
func placedBuiltins() []Builtin {
	claim := []law.Param{{Name: "claim", Kind: law.ParamID}}
	return []Builtin{
		{
			Name: "be_for_another_cluster", Params: claim, Result: law.ResultString,
			Doc:        "Every role that the claim can mean takes the workload's tokens, and only those of other clusters than the one that the workload runs in; gives which is which.",
			Quantifier: "all candidates for the role, all ways into each",
			Unknown:    "an issuer, the role's trust policy or the name of a cluster is a symbol; where the workload's cluster is not known, nothing is asked",
			Ask:        askPlaced(forAnotherCluster),
		},
		{
			Name: "be_in_another_account", Params: claim, Result: law.ResultString,
			Doc: "The claim names a role of another account than that of the workload's cluster, and that account has no provider of the cluster's tokens: the scan holds every provider, " +
				"or a role of the same name in the cluster's own account lets the workload in; gives which is which.",
			Quantifier: "all providers of the scan",
			Unknown:    "an account or the issuer of a provider is a symbol; where the workload's cluster is not known, nothing is asked",
			Ask:        askPlaced(inAnotherAccount),
		},
	}
}

// askPlaced asks about a claim of a workload of which the cluster is known.
func askPlaced(ask func(*link.Graph, link.Claim, *facts.Cluster) Answer) func(*Call) Answer {
	return func(c *Call) Answer {
		claim, ok := c.Graph().Claim(c.ID(0))
		if !ok {
			return Say(text.No)
		}
		cluster := c.Graph().ClusterOf(claim.Workload)
		if cluster == nil {
			return Say(text.No)
		}
		return ask(c.Graph(), claim, cluster)
	}
}

// forAnotherCluster: STS takes a token only from the issuer that the role names,
// and each cluster is an issuer of its own.
// https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
func forAnotherCluster(g *link.Graph, claim link.Claim, here *facts.Cluster) Answer {
	to := claim.Claim.Identity
	if to.Count == 0 || to.Count != len(to.Candidates) {
		return Say(text.No)
	}
	out := Answer{Truth: text.Yes}
	for _, n := range to.Candidates {
		id, ok := g.Fact(n.ID).(*facts.Identity)
		if !ok || trustOf(g, id) == nil {
			return Say(text.No)
		}
		t := trustOf(g, id)
		one := onlyFrom(g, t, here)
		one.Truth = text.And(one.Truth, g.Policy(t).Admits(link.TokenOf(claim.Workload, claim.Claim.Audience)).Truth)
		if !n.Sure || id.Maybe || t.Maybe {
			one.Truth = text.And(one.Truth, text.Unknown)
			one.Symbols = append(one.Symbols, "which role "+claim.Claim.Value.String()+" is")
		}
		out = both(out, one)
	}
	return out
}

// onlyFrom decides whether a trust policy takes tokens of other clusters only.
func onlyFrom(g *link.Graph, t *facts.Trust, here *facts.Cluster) Answer {
	out := Answer{Truth: text.Yes}
	if t.Open || t.Reading != iam.ReadingAll {
		out = hangsOn("what could not be read of the trust policy of " + t.Name.String())
	}
	for i := range t.Ways {
		w := &t.Ways[i]
		switch {
		case w.Mechanism == "assume-role" || w.Mechanism == "saml" || w.PrincipalType == "Service":
			continue // takes no tokens of clusters
		case w.PrincipalType != "Federated" || w.Maybe:
			out = both(out, hangsOn("the principals of "+t.Name.String()))
		default:
			out = both(out, fromAnother(g, t, w, here))
		}
	}
	return out
}

// fromAnother decides whether tokens that come along a way are of another
// cluster. An issuer that is no known cluster's may be this one's.
func fromAnother(g *link.Graph, t *facts.Trust, w *facts.Way, here *facts.Cluster) Answer {
	issuer := g.Policy(t).Issuer(w.ID)
	out := Answer{Truth: text.Equal(here.IssuerHost, issuer).Not(), Symbols: append(symbolNames(issuer), symbolNames(here.IssuerHost)...)}
	for _, c := range g.ClustersOf(t, w) {
		out.Truth = link.AreTwo(here, c)
		if out.Truth != text.Yes {
			break
		}
		out.Evidence.String = fmt.Sprintf("the role takes tokens of %s, and the service account is applied to %s", c.Address, here.Address)
	}
	if out.Evidence.String == "" {
		out.Evidence.String = fmt.Sprintf("the role takes tokens of %s, and the service account is applied to %s", issuer, here.Address)
	}
	return out
}

// both holds if two answers do; what is said is the first's.
func both(a, b Answer) Answer {
	out := Answer{Truth: text.And(a.Truth, b.Truth), Evidence: a.Evidence}
	if out.Evidence.String == "" {
		out.Evidence = b.Evidence
	}
	for _, one := range []Answer{a, b} {
		if one.Truth == text.Unknown {
			out.Symbols = append(out.Symbols, one.Symbols...)
		}
	}
	return out
}

// inAnotherAccount: a role takes tokens by a provider of its own account, so that
// one elsewhere needs a provider of the cluster's tokens there.
// https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html
func inAnotherAccount(g *link.Graph, claim link.Claim, here *facts.Cluster) Answer {
	named, ok := iam.ParseARN(claim.Claim.Value)
	if !ok || here.Account.Absent() || claim.Claim.Identity.Count > 0 { // a role of the scan says itself whom it takes
		return Say(text.No)
	}
	out := Answer{Truth: text.Equal(named.Account, here.Account).Not(), Symbols: append(symbolNames(here.Account), symbolNames(named.Account)...)}
	out.Evidence.String = fmt.Sprintf("%s is in account %s, and the role in %s", here.Address, here.Account, named.Account)
	twin := twinOf(g, claim, here)
	switch {
	case twin != nil:
		out.Evidence.String += fmt.Sprintf("; %s, which has the same name, lets it in", twin.Address)
	case !g.CompleteAt(facts.KindIssuer, claim.Workload.At):
		return Say(text.No)
	}
	for _, is := range g.Bundle.Issuers {
		out = both(out, notThere(is, here, named.Account))
	}
	return out
}

// notThere decides whether a provider is not one of the cluster's tokens in an
// account.
func notThere(is *facts.Issuer, here *facts.Cluster, account facts.Text) Answer {
	if is.Type != "oidc" || is.Cloud != "" && is.Cloud != "aws" {
		return Answer{Truth: text.Yes}
	}
	same := text.Or(text.Equal(is.URL, here.Issuer), text.Equal(link.Host(is.URL), here.IssuerHost))
	open := []string{"the account of " + is.Address}
	if arn, ok := iam.ParseARN(is.ARN); ok {
		same = text.And(same, text.Equal(arn.Account, account))
		open = symbolNames(arn.Account)
	}
	return Answer{Truth: same.Not(), Symbols: append(symbolNames(is.URL), open...)}
}

// twinOf is the role of the cluster's own account that has the path and name of
// the one that is claimed, and certainly lets the workload in.
func twinOf(g *link.Graph, claim link.Claim, here *facts.Cluster) *facts.Identity {
	for _, id := range g.Bundle.Identities {
		arn, ok := iam.ParseARN(id.ARN)
		t := trustOf(g, id)
		if !ok || t == nil || id.Type != "role" || id.Maybe || sameRole(id.ARN, claim.Claim.Value) != text.Yes ||
			text.Equal(arn.Account, here.Account) != text.Yes {
			continue
		}
		if g.Policy(t).Admits(link.TokenOf(claim.Workload, claim.Claim.Audience)).Truth == text.Yes {
			return id
		}
	}
	return nil
}
