package privilege

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// isAllow decides whether a statement allows.
func isAllow(s *facts.Statement) text.Truth { return text.Equal(s.Effect, text.Known("Allow", s.At)) }

// Broadly decides whether a statement by itself allows some of the actions on
// all resources of their kind, and lists those.
func Broadly(s *facts.Statement, actions []string) ([]string, text.Truth) {
	return allowedOf(s, actions, func(r Request) text.Truth { return r.allowedBy(s) })
}

// Passing is Broadly for requests of which conditions of the service that the
// role is passed to are met.
func Passing(s *facts.Statement) text.Truth {
	r := RequestFor("iam:PassRole")
	out := text.And(isAllow(s), OnAction(s, r.Action), r.onResources(s))
	if out == text.No {
		return out
	}
	limited := text.No
	for i := range s.Conditions {
		c := &s.Conditions[i]
		if key, ok := c.Key.Value(); ok && strings.EqualFold(key, "iam:PassedToService") {
			limited = text.Yes
			continue
		}
		t, _ := r.condition(c)
		out = text.And(out, t)
	}
	return unsure(s, text.And(out, limited))
}

func allowedOf(s *facts.Statement, actions []string, ask func(Request) text.Truth) ([]string, text.Truth) {
	allows := isAllow(s)
	if allows == text.No {
		return nil, allows
	}
	var sure, possible []string
	for _, a := range actions {
		switch text.And(allows, ask(RequestFor(a))) {
		case text.Yes:
			sure = append(sure, a)
		case text.Unknown:
			possible = append(possible, a)
		}
	}
	switch {
	case len(sure) > 0:
		return sure, text.Yes
	case len(possible) > 0:
		return possible, text.Unknown
	}
	return nil, text.No
}

// WholeServices decides whether a statement by itself allows every action of
// some of the services on every resource, and lists those. Allowing everything
// is another matter.
func WholeServices(s *facts.Statement, services []string) ([]string, text.Truth) {
	var found []string
	out := text.No
	for _, service := range services {
		all := inList(s.Actions, func(t facts.Text) text.Truth {
			v, known := t.Value()
			if !known {
				return text.And(coversAction(t, service+":*"), text.Unknown)
			}
			head, _ := strings.CutSuffix(strings.ToLower(v), ":"+strings.Repeat("*", len(v)-len(strings.TrimRight(v, "*"))))
			return text.TruthOf(strings.HasSuffix(v, "*") && head == service)
		})
		t := text.And(isAllow(s), all, Request{Action: service + ":*"}.onResources(s), Request{}.conditions(s))
		switch t = unsure(s, t); {
		case t == text.Yes:
			found, out = append(found, service+":*"), text.Yes
		case t == text.Unknown && out == text.No:
			found, out = append(found, service+":*"), text.Unknown
		}
	}
	return found, out
}

// AllBut decides whether a statement allows all actions that it does not name,
// on every resource.
func AllBut(s *facts.Statement) text.Truth {
	if !s.NotActions.Present {
		return text.No
	}
	everything := text.And(inList(s.Resources, func(t facts.Text) text.Truth {
		pattern, symbols := filled(t)
		if pattern == "" || strings.Trim(pattern, "*") != "" {
			return text.No
		}
		return ofOne(t, symbols)
	}))
	return unsure(s, text.And(isAllow(s), everything, Request{}.conditions(s)))
}

// OnAllBut decides whether a statement allows its actions on all resources that
// it does not name.
func OnAllBut(s *facts.Statement) text.Truth {
	if !s.NotResources.Present {
		return text.No
	}
	return unsure(s, text.And(isAllow(s), Request{}.conditions(s)))
}

// ofNodes are what the role of a machine needs for a cluster, and what one needs
// that is looked after: to join, to pull images, to be managed, to write logs
// and metrics, and to look around.
// https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
var ofNodes = []string{
	"ec2:Describe*", "ec2:Get*", "eks:Describe*", "eks:List*", "eks-auth:*", "ecr:Get*", "ecr:Batch*", "ecr:Describe*", "ecr:List*",
	"ecr:CreateRepository", "ecr:CreatePullThroughCacheRule", "ecr-public:Get*", "ecr:TagResource", "sts:GetServiceBearerToken", "sts:GetCallerIdentity",
	"ssm:*", "ssmmessages:*", "ec2messages:*", "logs:*", "cloudwatch:*", "xray:Put*", "xray:Get*",
	"autoscaling:Describe*", "autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat", "tag:Get*", "kms:Decrypt",
	"s3:Get*", "s3:List*", "ec2:CreateTags",
}

// nodePolicies are the policies of AWS for the same.
var nodePolicies = []string{
	"AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly",
	"AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy", "AmazonEKS_CNI_Policy", "AmazonInspector2ManagedCispolicy",
	"AmazonSSMPatchAssociation", "AWSXRayDaemonWriteAccess", "service-role/AmazonEC2RoleforSSM",
}

// ForNode reports whether a policy of AWS belongs on the role of a node; known
// is false for policies of others.
func ForNode(arn facts.Text) (fits, known bool) {
	p, ok := pathOf(arn)
	return ok && slices.Contains(nodePolicies, p), ok
}

// BeyondNode lists the actions that the identity's own policies allow and that
// the role of a node has no use for. Patterns with unknown parts are left out.
func (g *Grants) BeyondNode() []string {
	var out []string
	for i := range g.allow {
		a := &g.allow[i]
		if a.managed != "" || a.Maybe {
			continue
		}
		for _, t := range a.Actions.Items {
			v, ok := t.Value()
			if ok && !slices.Contains(out, v) && !slices.ContainsFunc(ofNodes, func(p string) bool { return coversAction(text.Known(p, t.At), v) == text.Yes }) {
				out = append(out, v)
			}
		}
	}
	return out
}
