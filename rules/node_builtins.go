package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// nodeBuiltins ask what the machines of a cluster may do.
func nodeBuiltins() []Builtin {
	id := law.Param{Name: "identity", Kind: law.ParamID}
	return []Builtin{
		{
			Name: "serve_nodes", Params: []law.Param{id},
			Doc:     "The identity is the role of the nodes of an EKS cluster: machines assume it, and it has the policy with which they join.",
			Unknown: "the trust policy, or which policies are attached, is a symbol",
			Ask:     askIdentity(func(c *Call, id *facts.Identity) Answer { return servesNodes(c.Graph(), id) }),
		},
		{
			Name: "be_beyond_nodes", Params: []law.Param{{Name: "attachment", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Attachment]()}},
			Doc:     "The attached policy is one of AWS's, and not one that nodes need to join, to pull images, or to be looked after.",
			Unknown: "which policy is attached is a symbol",
			Ask: func(c *Call) Answer {
				a := ElementOf[facts.Attachment](c, 0)
				fits, known := privilege.ForNode(a.Policy)
				return Say(text.TruthOf(known && !fits && a.Form == "managed"))
			},
		},
		{
			Name: "grant_beyond_nodes", Params: []law.Param{id}, Result: law.ResultString,
			Doc:        "Own policies of the identity allow what nodes do not need; gives the actions.",
			Quantifier: "some action", Unknown: "never: what is not known is left out",
			Ask: askIdentity(func(c *Call, id *facts.Identity) Answer {
				found := c.Graph().Grants(id).BeyondNode()
				return Answer{Truth: text.TruthOf(len(found) > 0), Evidence: Evidence{String: few(found)}}
			}),
		},
	}
}

// few prints some of a list.
func few(list []string) string {
	if len(list) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(list[:4], ", "), len(list)-4)
	}
	return strings.Join(list, ", ")
}

// servesNodes tells the role of nodes by the policy without which none joins.
// https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
func servesNodes(g *link.Graph, id *facts.Identity) Answer {
	joins := slices.ContainsFunc(id.Attached, func(a facts.Attachment) bool {
		arn := a.Policy.String()
		return strings.HasSuffix(arn, ":aws:policy/AmazonEKSWorkerNodePolicy") || strings.HasSuffix(arn, ":aws:policy/AmazonEKSWorkerNodeMinimalPolicy")
	})
	t := trustOf(g, id)
	if !joins || t == nil {
		return Say(text.No)
	}
	out := Say(text.No)
	for i := range t.Ways {
		w := &t.Ways[i]
		if w.PrincipalType != "Service" {
			continue
		}
		out.Truth = text.Or(out.Truth, matchText(w.Principal, "ec2.*"))
		for _, s := range w.Principal.Symbols() {
			out.Symbols = append(out.Symbols, s.Name)
		}
	}
	return out
}
