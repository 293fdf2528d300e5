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

// providerBuiltins ask whether tokens that are used are taken at all.
func providerBuiltins() []Builtin {
	return []Builtin{{
		Name: "lack_provider", Params: []law.Param{issuerParam}, Result: law.ResultString,
		Doc:        "A role trusts the tokens of the EKS cluster, or a service account names a role that takes tokens, and no identity provider is made for the cluster, in a scan that holds every provider; gives who.",
		Quantifier: "all providers", Unknown: "a provider's URL or a principal is a symbol, a provider may not exist, or a module is missing",
		Ask: askIssuer(lacksProvider),
	}}
}

// lacksProvider asks who uses the tokens of a cluster that no provider is for.
// https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
func lacksProvider(g *link.Graph, is *facts.Issuer) Answer {
	if is.Type != "cluster" || !g.CompleteAt(facts.KindIssuer, is.At) {
		return Say(text.No)
	}
	provided := providerOf(g, is)
	if provided.Truth == text.Yes {
		return Say(text.No)
	}
	used := tokensUsed(g, is)
	used.Symbols = append(used.Symbols, provided.Symbols...)
	used.Truth = text.And(used.Truth, provided.Truth.Not())
	return used
}

// providerOf decides whether some provider takes the tokens of a cluster.
func providerOf(g *link.Graph, is *facts.Issuer) Answer {
	out := Say(text.No)
	for _, p := range g.Facts().Issuers {
		if p.Cloud != "aws" || p.Type != "oidc" {
			continue
		}
		same := text.Or(ofCluster(link.Host(p.URL), link.Host(is.URL)), ofCluster(link.ProviderName(p.ARN), link.ProviderName(is.ARN)))
		if p.Maybe && !existsWith(&p.Base, &is.Base) {
			same = text.And(same, text.Unknown)
		}
		out.Truth = text.Or(out.Truth, same)
		if same == text.Unknown {
			out.Symbols = append(out.Symbols, "whether "+p.Address+" is for the cluster")
		}
	}
	for _, in := range g.Facts().Inputs {
		if in.Code == "module-missing" {
			out.Truth = text.Or(out.Truth, text.Unknown)
			out.Symbols = append(out.Symbols, in.Address)
		}
	}
	return out
}

// existsWith reports whether a fact that may not exist is there whenever the other is.
func existsWith(f, other *facts.Base) bool {
	return len(f.DependsOn) > 0 && !slices.ContainsFunc(f.DependsOn, func(c string) bool { return !slices.Contains(other.DependsOn, c) })
}

// ofCluster compares an issuer with that of an EKS cluster, each without scheme.
// That of a build service is never a cluster's.
func ofCluster(issuer, cluster facts.Text) text.Truth {
	if issuer.Absent() {
		return text.No
	}
	if p := iam.ProfileOf(issuer); p.Class == iam.ClassShared || p.Class == iam.ClassTenant {
		return text.No
	}
	return text.Equal(issuer, cluster)
}

// tokensUsed decides whether somebody counts on the tokens of a cluster.
func tokensUsed(g *link.Graph, is *facts.Issuer) Answer {
	out := Say(text.No)
	for _, t := range g.Facts().Trusts {
		for i := range t.Ways {
			w := &t.Ways[i]
			if w.PrincipalType != "Federated" || w.Mechanism == "saml" {
				continue
			}
			same := ofCluster(link.ProviderName(w.Principal), link.ProviderName(is.ARN))
			if w.Maybe || t.Maybe {
				same = text.And(same, text.Unknown)
			}
			switch {
			case same == text.Yes:
				return Answer{Truth: same, Evidence: Evidence{String: fmt.Sprintf("the role %s trusts its tokens", t.Name)}}
			case same == text.Unknown && out.Truth == text.No:
				out = Answer{Truth: same, Evidence: Evidence{String: fmt.Sprintf("the role %s trusts its tokens", t.Name)}, Symbols: symbolNames(w.Principal)}
			}
		}
	}
	if who := annotatedAccount(g); who != "" {
		return Answer{Truth: text.Yes, Evidence: Evidence{String: who}}
	}
	return out
}

// annotatedAccount finds a service account that certainly names a role of the
// scan which takes tokens. Which cluster a manifest is for is not written in it,
// so that it says something only where the scan speaks of one.
func annotatedAccount(g *link.Graph) string {
	clusters := 0
	for _, c := range g.Facts().Clusters {
		if c.Form == "eks" {
			clusters++
		}
	}
	if clusters != 1 {
		return ""
	}
	for _, wl := range g.Facts().Workloads {
		if wl.Maybe {
			continue
		}
		for i := range wl.Claims {
			for _, n := range wl.Claims[i].Identity.Candidates {
				id, ok := g.Fact(n.ID).(*facts.Identity)
				if ok && n.Sure && id.Cloud == "aws" && takesClusterTokens(trustOf(g, id)) {
					return fmt.Sprintf("the service account %s names the role %s, which takes them", wl.Name, id.Name)
				}
			}
		}
	}
	return ""
}

// takesClusterTokens reports whether a role takes the tokens of some cluster.
func takesClusterTokens(t *facts.Trust) bool {
	return t != nil && slices.ContainsFunc(t.Ways, func(w facts.Way) bool {
		return w.Mechanism == "web-identity" && !w.Maybe && iam.ProfileOf(link.ProviderName(w.Principal)).Name == "EKS"
	})
}
