package rules

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

var issuerParam = law.Param{Name: "issuer", Kind: law.ParamID}

// issuerBuiltins ask about identity providers.
func issuerBuiltins() []Builtin {
	value := []law.Param{{Name: "text", Kind: law.ParamText}}
	return []Builtin{
		{
			Name: "be_malformed_issuer", Params: value, Result: law.ResultString,
			Doc:     "The URL is that of no issuer whose tokens AWS takes, or not the one that stands in its tokens; gives the reason.",
			Unknown: "the URL holds a symbol",
			Ask:     func(c *Call) Answer { return malformed(iam.CheckIssuerURL(c.Text(0))) },
		},
		{
			Name: "be_malformed_thumbprint", Params: value, Result: law.ResultString,
			Doc:     "The text is not the SHA-1 thumbprint of a certificate; gives the reason.",
			Unknown: "it holds a symbol",
			Ask:     func(c *Call) Answer { return malformed(iam.CheckThumbprint(c.Text(0))) },
		},
		{
			Name: "be_verified_by_authorities", Params: value,
			Doc:     "AWS checks the certificate of the issuer with this URL by its own list of authorities, whatever thumbprints are given.",
			Unknown: "the URL is not known",
			Ask:     func(c *Call) Answer { return Say(iam.ByTrustStore(c.Text(0))) },
		},
		{
			Name: "lack_audience", Params: []law.Param{issuerParam}, Result: law.ResultString,
			Doc:        "The provider does not list the audience that tokens carry: the one that a role asks for, or sts.amazonaws.com where it is an EKS cluster's; gives it.",
			Quantifier: "some role that trusts the provider", Unknown: "an audience is a symbol, or there may be more of them",
			Ask: askIssuer(lacksAudience),
		},
		{
			Name: "be_trusted_for_any_audience", Params: []law.Param{issuerParam}, Result: law.ResultString,
			Doc:        "A role trusts the provider and lets in tokens whatever their audience; gives which.",
			Quantifier: "some role of the scan", Unknown: conditionUnread,
			Ask: askIssuer(trustedForAnyAudience),
		},
		{
			Name: "be_declared_before", Params: []law.Param{issuerParam}, Result: law.ResultString,
			Doc:        "Another provider of the same account, which comes before it, has the same URL; gives its address.",
			Quantifier: "some provider", Unknown: "never: accounts and URLs that cannot be compared are taken to differ",
			Ask: askIssuer(declaredBefore),
		},
		{
			Name: "be_trusted_by_nobody", Params: []law.Param{issuerParam},
			Doc:        "No role trusts the provider, in a scan that holds every trust policy.",
			Quantifier: "all trust policies", Unknown: "a principal is a symbol, or a trust policy cannot be read",
			Ask: askIssuer(trustedByNobody),
		},
	}
}

// askIssuer asks about a provider by its id.
func askIssuer(ask func(*link.Graph, *facts.Issuer) Answer) func(*Call) Answer {
	return func(c *Call) Answer {
		is, ok := c.Graph().Fact(c.ID(0)).(*facts.Issuer)
		if !ok {
			return Say(text.No)
		}
		return ask(c.Graph(), is)
	}
}

// trusting calls a function with each way into a role that names the provider.
func trusting(g *link.Graph, is *facts.Issuer, f func(*facts.Trust, *facts.Way)) {
	for _, t := range g.Facts().Trusts {
		for i := range t.Ways {
			if p := g.Provider(&t.Ways[i]); p == is {
				f(t, &t.Ways[i])
			}
		}
	}
}

// eksAudience is what tokens of EKS carry where no annotation says otherwise.
// https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
const eksAudience = "sts.amazonaws.com"

// lacksAudience compares what the provider lists with what roles ask for.
func lacksAudience(g *link.Graph, is *facts.Issuer) Answer {
	if !is.Audiences.Present || is.Cloud != "aws" {
		return Say(text.No)
	}
	out, served := Answer{Truth: text.No}, text.No
	trusting(g, is, func(t *facts.Trust, w *facts.Way) {
		named, all := g.Policy(t).AsksAudience(w.ID)
		if !all || len(named) == 0 {
			return
		}
		has := text.No
		for _, n := range named {
			has = text.Or(has, lists(is.Audiences, n))
		}
		served = text.Or(served, has)
		if has == text.No && out.Truth != text.Yes && !w.Maybe {
			out = Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("%s, which %s asks for", named[0], t.Name)}}
		}
	})
	if out.Truth == text.Yes {
		return out
	}
	if iam.ProfileOf(is.URL).Name != "EKS" || served != text.No || asksOtherAudience(g, is) {
		return Say(text.No)
	}
	has := lists(is.Audiences, text.Known(eksAudience, is.At))
	out = Answer{Truth: has.Not(), Evidence: Evidence{String: eksAudience + ", which tokens of EKS carry"}}
	for _, a := range is.Audiences.Items {
		out.Symbols = append(out.Symbols, symbolNames(a)...)
	}
	if len(out.Symbols) == 0 {
		out.Symbols = []string{"more client ids"}
	}
	return out
}

// lists decides whether a list has an element.
func lists(l facts.List, t facts.Text) text.Truth {
	return anyItem(l, func(i facts.Text) text.Truth { return text.Equal(i, t) })
}

// asksOtherAudience reports whether some service account has its tokens made for
// an audience that the provider may list.
func asksOtherAudience(g *link.Graph, is *facts.Issuer) bool {
	for _, wl := range g.Facts().Workloads {
		for i := range wl.Claims {
			if a := wl.Claims[i].Audience; !a.Absent() && lists(is.Audiences, a) != text.No {
				return true
			}
		}
	}
	return false
}

func trustedForAnyAudience(g *link.Graph, is *facts.Issuer) Answer {
	out := Say(text.No)
	trusting(g, is, func(t *facts.Trust, w *facts.Way) {
		v := g.Policy(t).AnyAudience(w.ID)
		switch {
		case out.Truth == text.Yes || v.Truth == text.No:
		case v.Truth == text.Yes || out.Truth == text.No:
			out = Answer{Truth: v.Truth, Evidence: Evidence{String: t.Name.String()}}
			for _, s := range v.Symbols {
				out.Symbols = append(out.Symbols, s.Name)
			}
		}
	})
	return out
}

// declaredBefore compares the ARNs of providers, which hold account and URL.
func declaredBefore(g *link.Graph, is *facts.Issuer) Answer {
	for _, other := range g.Facts().Issuers {
		if other == is {
			break
		}
		if other.Cloud == "aws" && other.Type == "oidc" && !other.Maybe && !is.Maybe && text.Equal(other.ARN, is.ARN) == text.Yes {
			return Answer{Truth: text.Yes, Evidence: Evidence{String: other.Address}}
		}
	}
	return Say(text.No)
}

func trustedByNobody(g *link.Graph, is *facts.Issuer) Answer {
	if is.Cloud != "aws" || !g.CompleteAt(facts.KindTrust, is.At) {
		return Say(text.No)
	}
	out := Say(text.Yes)
	for _, t := range g.Facts().Trusts {
		if t.Cloud != "aws" {
			continue
		}
		if t.Open || t.Reading != iam.ReadingAll {
			out = Answer{Truth: text.Unknown, Symbols: []string{"the trust policy of " + t.Name.String()}}
		}
		for i := range t.Ways {
			w := &t.Ways[i]
			if g.Provider(w) == is {
				return Say(text.No)
			}
			if w.PrincipalType != "Service" && w.PrincipalType != "AWS" && text.Equal(w.Principal, is.ARN) != text.No {
				out = Answer{Truth: text.Unknown, Symbols: append(symbolNames(w.Principal), "the trust policy of "+t.Name.String())}
			}
		}
	}
	return out
}

// workloadPoolBuiltins ask about providers of workload identity pools.
func workloadPoolBuiltins() []Builtin {
	return []Builtin{
		{
			Name: "admit_strangers", Params: []law.Param{issuerParam}, Result: law.ResultWitness,
			Doc:        "The provider of a workload identity pool takes tokens of everybody: its issuer has many customers, and its attribute condition holds for all of them.",
			Quantifier: "some token of the issuer", Unknown: "the issuer or the condition holds a symbol, or the condition says more than can be read here",
			Ask: askIssuer(func(_ *link.Graph, is *facts.Issuer) Answer {
				v := iam.PoolOpen(is)
				a := Answer{Truth: v.Truth, Evidence: Evidence{Witness: v.Witness}}
				for _, s := range v.Symbols {
					a.Symbols = append(a.Symbols, s.Name)
				}
				return a
			}),
		},
		{
			Name: "be_bound_whole", Params: []law.Param{issuerParam}, Result: law.ResultString,
			Doc:        "A binding of the scan lets every identity of the provider's pool act as a service account; gives which.",
			Quantifier: "some binding of the scan", Unknown: "a member or the pool's name is a symbol",
			Ask: askIssuer(boundWhole),
		},
		{
			Name: "pool_bindings", Plain: true, Params: []law.Param{issuerParam}, Result: law.ResultChain,
			Doc: "Gives the places of the provider and of the bindings that let all of its pool act as a service account.",
			Ask: func(c *Call) Answer {
				is, ok := c.Graph().Fact(c.ID(0)).(*facts.Issuer)
				if !ok {
					return Answer{}
				}
				out := []finding.Note{{At: is.At, Message: "the provider takes the token"}}
				everyIdentity(c.Graph(), is, func(t *facts.Trust, m facts.Principal, same text.Truth) {
					if same == text.Yes {
						out = append(out, finding.Note{At: m.At, Message: fmt.Sprintf("the binding lets all of the pool act as %s", t.Name)})
					}
				})
				return Answer{Evidence: Evidence{Chain: out}}
			},
		},
	}
}

func boundWhole(g *link.Graph, is *facts.Issuer) Answer {
	out := Say(text.No)
	everyIdentity(g, is, func(t *facts.Trust, m facts.Principal, same text.Truth) {
		switch {
		case out.Truth == text.Yes || same == text.No:
		case same == text.Yes || out.Truth == text.No:
			out = Answer{Truth: same, Evidence: Evidence{String: t.Name.String()}, Symbols: append(symbolNames(m.Value), "the condition of the binding")}
		}
	})
	return out
}

// everyIdentity calls a function with the members of service accounts that may
// be all of a provider's pool.
// https://cloud.google.com/iam/docs/principal-identifiers
func everyIdentity(g *link.Graph, is *facts.Issuer, f func(*facts.Trust, facts.Principal, text.Truth)) {
	parts := is.ARN.Split("/providers/")
	if len(parts) != 2 {
		return
	}
	all := text.Concat(parts[0], text.Known("/*", is.At))
	for _, t := range g.Facts().Trusts {
		if t.Cloud != "gcp" {
			continue
		}
		for i := range t.Statements {
			for _, m := range t.Statements[i].Principals {
				name, found := m.Value.CutPrefix("principalSet://iam.googleapis.com/")
				if !found || !strings.HasSuffix(m.Value.String(), "/*") {
					continue
				}
				same := text.Equal(name, all)
				if m.Maybe || t.Maybe || len(t.Statements[i].Conditions) > 0 || t.Statements[i].ConditionsOpen {
					same = text.And(same, text.Unknown)
				}
				f(t, m, same)
			}
		}
	}
}
