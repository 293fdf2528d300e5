package rules

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// associationBuiltins ask about associations of EKS Pod Identity.
func associationBuiltins() []Builtin {
	params := []law.Param{{Name: "association", Kind: law.ParamID}}
	return []Builtin{
		{
			Name: "be_refused_by_target", Params: params, Result: law.ResultString,
			Doc:     "The target role of the association does not let the association's role assume it and tag the session; gives what is lacking.",
			Unknown: "which role the target is, or a principal or an action of its trust policy, is a symbol",
			Ask:     askAssociation(refusedByTarget),
		},
		{
			Name: "chain_unasked", Params: params,
			Doc:     "The target role of the association lets in the association's role and asks neither for an external id nor for tags that say which pods it is for.",
			Unknown: "which role the target is, or a condition of its trust policy, is a symbol",
			Ask: askAssociation(func(g *link.Graph, a *facts.Association) Answer {
				return ofTarget(g, a, func(p *iam.Policy) Answer { return Say(p.LetsUnasked(a.Role)) })
			}),
		},
		{
			Name: "need_session_tags", Params: params, Result: law.ResultString,
			Doc:        "A policy of the association's role, or of its target role, speaks of tags that EKS Pod Identity gives to sessions; gives where and which.",
			Quantifier: "some statement of the role that is known", Unknown: "the key of a condition is a symbol",
			Ask: askAssociation(needsTags),
		},
		{
			Name: "be_overridden", Params: params, Result: law.ResultString,
			Doc:     "An annotation of the association's service account names another role, which SDKs try first; gives it.",
			Unknown: "a role, or the service account's name or namespace, is a symbol",
			Ask:     askAssociation(overridden),
		},
	}
}

func askAssociation(ask func(*link.Graph, *facts.Association) Answer) func(*Call) Answer {
	return func(c *Call) Answer {
		a, ok := c.Graph().Fact(c.ID(0)).(*facts.Association)
		if !ok {
			return Say(text.No)
		}
		return ask(c.Graph(), a)
	}
}

// ofTarget asks the trust policy of the target role. A role that is not in the
// scan is not asked.
func ofTarget(g *link.Graph, a *facts.Association, ask func(*iam.Policy) Answer) Answer {
	if a.TargetRole.Absent() {
		return Say(text.No)
	}
	out := Say(text.No)
	for _, id := range g.Facts().Identities {
		same := text.Equal(id.ARN, a.TargetRole)
		t := trustOf(g, id)
		if same == text.No || t == nil || id.Type != "role" {
			continue
		}
		one := ask(g.Policy(t))
		if id.Maybe {
			same = text.And(same, text.Unknown)
		}
		one.Truth = text.And(one.Truth, same)
		if one.Truth == text.Yes {
			return one
		}
		if one.Truth == text.Unknown {
			one.Symbols = append(symbolNames(a.TargetRole), "the trust policy of "+id.Name.String())
			out = one
		}
	}
	return out
}

// refusedByTarget asks for both actions; without session tags only for the one.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
func refusedByTarget(g *link.Graph, a *facts.Association) Answer {
	return ofTarget(g, a, func(p *iam.Policy) Answer {
		if t := p.LetsCaller(a.Role, iam.AssumeRole); t != text.Yes {
			return Answer{Truth: t.Not(), Evidence: Evidence{String: iam.AssumeRole}}
		}
		t := p.LetsCaller(a.Role, iam.TagSession).Not()
		if a.DisableSessionTags.Present && a.DisableSessionTags.Truth != text.No {
			t = text.And(t, a.DisableSessionTags.Truth.Not())
		}
		return Answer{Truth: t, Evidence: Evidence{String: iam.TagSession}}
	})
}

// sessionTags are what the keys of the tags begin with, in lower case.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
var sessionTags = [...]string{"aws:principaltag/eks-cluster-", "aws:principaltag/kubernetes-", "aws:requesttag/eks-cluster-", "aws:requesttag/kubernetes-"}

func needsTags(g *link.Graph, a *facts.Association) Answer {
	out := Say(text.No)
	for _, id := range rolesOf(g, a) {
		var list []*facts.Statement
		for _, s := range id.Statements {
			if st, ok := g.Fact(s).(*facts.Statement); ok {
				list = append(list, st)
			}
		}
		if t := trustOf(g, id); t != nil {
			for i := range t.Statements {
				list = append(list, &t.Statements[i])
			}
		}
		for _, st := range list {
			out = worse(out, tagsOf(st))
		}
	}
	return out
}

// rolesOf are the roles whose sessions the association makes: its own and the
// target. The tags go with the session from the one to the other.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
func rolesOf(g *link.Graph, a *facts.Association) []*facts.Identity {
	var out []*facts.Identity
	for _, n := range a.RoleLink.Candidates {
		if id, ok := g.Fact(n.ID).(*facts.Identity); ok && n.Sure {
			out = append(out, id)
		}
	}
	if a.TargetRole.Absent() {
		return out
	}
	for _, id := range g.Facts().Identities {
		if id.Type == "role" && !id.Maybe && text.Equal(id.ARN, a.TargetRole) == text.Yes {
			out = append(out, id)
		}
	}
	return out
}

// worse keeps the first certain answer, and else the first uncertain one.
func worse(a, b Answer) Answer {
	if a.Truth == text.Yes || b.Truth == text.No || a.Truth == text.Unknown && b.Truth == text.Unknown {
		return a
	}
	return b
}

// tagsOf finds the tags in the conditions of a statement and, as variables, in
// its resources.
func tagsOf(st *facts.Statement) Answer {
	out := Say(text.No)
	for i := range st.Conditions {
		c := &st.Conditions[i]
		out = worse(out, namesTag(c.Key, st.Address, ""))
		for _, v := range c.Values.Items {
			out = worse(out, namesTag(v, st.Address, "${"))
		}
	}
	for _, r := range st.Resources.Items {
		out = worse(out, namesTag(r, st.Address, "${"))
	}
	if out.Truth == text.Yes && st.Maybe {
		out.Truth = text.Unknown
	}
	return out
}

// namesTag looks for a tag in a text, behind a mark.
func namesTag(t facts.Text, address, mark string) Answer {
	for i, p := range t.Parts() {
		lit := strings.ToLower(p.Lit)
		for _, tag := range sessionTags {
			if strings.Contains(lit, mark+tag) {
				return Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("%s asks for %s", address, t)}}
			}
		}
		if i > 0 && p.Sym != nil && strings.HasSuffix(strings.ToLower(t.Parts()[i-1].Lit), mark+"aws:principaltag/") {
			return Answer{Truth: text.Unknown, Symbols: []string{p.Sym.Name}, Evidence: Evidence{String: fmt.Sprintf("%s asks for %s", address, t)}}
		}
	}
	return Say(text.No)
}

// overridden compares the association with the annotation. Where both are there,
// SDKs find the token of the annotation first.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
func overridden(g *link.Graph, a *facts.Association) Answer {
	out := Say(text.No)
	for _, n := range a.WorkloadLink.Candidates {
		wl, ok := g.Fact(n.ID).(*facts.Workload)
		if !ok || wl.Object != "ServiceAccount" {
			continue
		}
		for i := range wl.Claims {
			c := &wl.Claims[i]
			if c.Mechanism != "irsa" || c.Place != "annotations" {
				continue
			}
			differ := text.Equal(c.Value, a.Role).Not()
			if !n.Sure {
				differ = text.And(differ, text.Unknown)
			}
			out = worse(out, Answer{Truth: differ, Evidence: Evidence{String: c.Value.String()}, Symbols: append(symbolNames(c.Value), append(symbolNames(a.Role), "whether "+wl.Address+" is meant")...)})
		}
	}
	return out
}
