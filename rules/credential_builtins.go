package rules

import (
	"reflect"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// credentialBuiltins ask about static credentials.
func credentialBuiltins() []Builtin {
	return []Builtin{
		{
			Name: "be_replaceable", Params: []law.Param{{Name: "credential", Kind: law.ParamID}}, Result: law.ResultString,
			Doc:     "The pod that takes the credential runs in a cluster of the credential's own cloud, which can give it an identity, and is not given one; gives what says so.",
			Unknown: "no file says in which cloud the cluster is, or there are clusters of several",
			Ask:     replaceable,
		},
		{
			Name: "be_taken", Params: []law.Param{{Name: "credential", Kind: law.ParamID}},
			Doc:     "The credential is certainly taken: what takes it from elsewhere is there whatever a template is filled in with.",
			Unknown: "a condition of a template or a count decides whether it is there",
			Ask: func(c *Call) Answer {
				if f := c.Graph().Fact(c.ID(0)); f != nil && f.FactBase().Maybe {
					return Answer{Truth: text.Unknown, Symbols: []string{"whether " + f.FactBase().Address + " is there"}}
				}
				return Say(text.Yes)
			},
		},
		{
			Name:       "be_known_to_include",
			Params:     []law.Param{{Name: "list", Kind: law.ParamElement, Of: reflect.TypeFor[facts.List]()}, {Name: "value", Kind: law.ParamText}},
			Doc:        "The list is known to have an element equal to the value; so that one of two rules stands back only where the other speaks.",
			Quantifier: "some element that is listed",
			Unknown:    "never",
			Ask: func(c *Call) Answer {
				for _, item := range c.List(0).Items {
					if text.Equal(item, c.Text(1)) == text.Yes {
						return Say(text.Yes)
					}
				}
				return Say(text.No)
			},
		},
	}
}

// clusterClouds are the forms of clusters with the cloud that runs them.
var clusterClouds = map[string]string{"eks": "aws", "eksctl": "aws", "aks": "azure", "gke": "gcp"}

// replaceable decides whether a pod could have an identity in the place of a
// credential. In which cloud its cluster is, the clusters of the scan say, and
// the identities that other service accounts are given.
func replaceable(c *Call) Answer {
	g := c.Graph()
	cred, ok := g.Fact(c.ID(0)).(*facts.Credential)
	if !ok {
		return Say(text.No)
	}
	p, ok := g.Fact(cred.Pod).(*facts.Pod)
	if !ok {
		return Say(text.No)
	}
	given := offersOf(g, p, cred.Provider)
	if given == text.Yes {
		return Say(text.No) // that it is hidden is another rule's to tell
	}
	clouds := map[string]string{}
	for _, f := range g.Bundle.Clusters {
		if cloud := clusterClouds[f.Form]; cloud != "" && clouds[cloud] == "" {
			clouds[cloud] = f.Address + " is a cluster of that cloud"
		}
	}
	for _, w := range g.Bundle.Workloads {
		for i := range w.Claims {
			cloud := map[string]string{"irsa": "aws", "azure": "azure", "gke": "gcp"}[w.Claims[i].Mechanism]
			if cloud != "" && w.Claims[i].Place == "annotations" && clouds[cloud] == "" {
				clouds[cloud] = w.Address + " is given one"
			}
		}
	}
	why, here := clouds[cred.Provider]
	switch {
	case !here && len(clouds) > 0:
		return Say(text.No)
	case !here || len(clouds) > 1:
		return Answer{Truth: text.Unknown, Symbols: []string{"in which cloud the cluster is"}}
	case given == text.Unknown:
		return Answer{Truth: text.Unknown, Symbols: []string{"which identity the service account is given"}}
	}
	return Answer{Truth: text.Yes, Evidence: Evidence{String: why}}
}
