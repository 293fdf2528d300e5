package rules

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// podIdentityBuiltins ask whether EKS Pod Identity can take a role.
func podIdentityBuiltins() []Builtin {
	return []Builtin{
		{
			Name: "lack_action_for_pods", Params: []law.Param{wayParam}, Result: law.ResultString,
			Doc:     "The way is for EKS Pod Identity, and the document does not let it both assume the role and tag the session; gives what is lacking.",
			Unknown: "the principal or an action is a symbol, or every association with the role leaves out the tags",
			Ask:     lacksForPods,
		},
		{
			Name: "be_given_to_pods_in_vain", Params: []law.Param{{Name: "trust", Kind: law.ParamID}}, Result: law.ResultString,
			Doc:     "An association of EKS Pod Identity gives the role to pods, and the document does not let the service assume it; gives to which.",
			Unknown: "which role the association means, or a principal of the document, is a symbol",
			Ask:     givenInVain,
		},
		{
			Name: "pod_association", Plain: true, Params: []law.Param{{Name: "trust", Kind: law.ParamID}}, Result: law.ResultPlace,
			Doc: "Gives the place of the association that be_given_to_pods_in_vain speaks of.",
			Ask: func(c *Call) Answer {
				if t, ok := c.Graph().Fact(c.ID(0)).(*facts.Trust); ok {
					for _, a := range associationsOf(c.Graph(), t) {
						return Answer{Evidence: Evidence{Place: a.At}}
					}
				}
				return Answer{}
			},
		},
	}
}

// associationsOf lists the associations that certainly give pods the role that a
// trust policy guards.
func associationsOf(g *link.Graph, t *facts.Trust) []*facts.Association {
	var out []*facts.Association
	for _, a := range g.Bundle.Associations {
		for _, n := range a.RoleLink.Candidates {
			for _, id := range t.Identity.Candidates {
				if n.Sure && n.ID == id.ID && t.Identity.Count == 1 {
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// lacksForPods leaves open what pods need where all associations of the role are
// without session tags: whether sts:TagSession is needed then is not documented.
func lacksForPods(c *Call) Answer {
	g := c.Graph()
	a := withReason(func(p *iam.Policy, id facts.ID, _ *Call) (iam.Verdict, string) { return p.LacksForPods(id) })(c)
	w, ok := g.Way(c.ID(0))
	if !ok || a.Truth != text.Yes || a.Evidence.String != "sts:TagSession" {
		return a
	}
	found := associationsOf(g, w.Trust)
	for _, x := range found {
		if x.DisableSessionTags.Truth == text.No || !x.DisableSessionTags.Present {
			return a
		}
	}
	if len(found) > 0 {
		a.Truth, a.Symbols = text.Unknown, []string{"whether " + found[0].Address + " needs session tags"}
	}
	return a
}

func givenInVain(c *Call) Answer {
	g := c.Graph()
	t, ok := g.Fact(c.ID(0)).(*facts.Trust)
	if !ok {
		return Say(text.No)
	}
	found := associationsOf(g, t)
	if len(found) == 0 {
		return Say(text.No)
	}
	v := g.Policy(t).AdmitsService(iam.PodIdentity)
	out := Answer{Truth: v.Truth.Not(), Evidence: Evidence{String: fmt.Sprintf("%s/%s", found[0].Namespace, found[0].ServiceAccount)}}
	for _, s := range v.Symbols {
		out.Symbols = append(out.Symbols, s.Name)
	}
	return out
}
