package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/text"
)

// cloudPrograms call a cloud's API by what they are for. Those that work with
// several clouds, or with none, are left out.
var cloudPrograms = []string{
	"aws-load-balancer-controller", "aws-ebs-csi-driver", "aws-efs-csi-driver", "karpenter",
}

// cloudVariables are read by the libraries of a cloud and by nothing else, and
// say that a container calls it. Endpoints of one's own do not.
var cloudVariables = []string{"AWS_REGION", "AWS_DEFAULT_REGION"}

// cloudAsDefault: what stands for a credential, or for another way to get one,
// makes the node's identity unneeded.
func cloudAsDefault(g *link.Graph, p *facts.Pod) Answer {
	name := accountName(p)
	if !name.Is(defaultAccount) || associated(g, p) || len(p.Tokens) > 0 || slices.ContainsFunc(p.Annotations, isRoleAnnotation) {
		return Say(text.No)
	}
	if w := accountOf(g, p); w != nil && (len(w.Claims) > 0 || w.ClaimsOpen) {
		return Say(text.No)
	}
	out := Say(text.No)
	for i := range p.Containers {
		one := usesCloud(&p.Containers[i])
		if one.Truth == text.Yes {
			return one
		}
		if one.Truth == text.Unknown && out.Truth == text.No {
			out = one
		}
	}
	return out
}

// isRoleAnnotation reports whether kube2iam or kiam gives the pod a role.
func isRoleAnnotation(e facts.Entry) bool { return e.Key.Is("iam.amazonaws.com/role") }

// associated reports whether EKS Pod Identity may give the pod's account a role.
func associated(g *link.Graph, p *facts.Pod) bool {
	return slices.ContainsFunc(g.Bundle.Associations, func(a *facts.Association) bool {
		return text.Equal(a.ServiceAccount, accountName(p)) != text.No && (p.Namespace.Absent() || text.Equal(a.Namespace, p.Namespace) != text.No)
	})
}

func usesCloud(c *facts.Container) Answer {
	evidence := ""
	if slices.Contains(cloudPrograms, c.Program) {
		evidence = "runs " + c.Program
	}
	var doubts []string
	for _, v := range c.Env {
		key, known := v.Key.Value()
		switch {
		case !known:
			doubts = append(doubts, names(v.Key)...)
		case bringsCredential(key):
			return Say(text.No)
		case slices.Contains(cloudVariables, key) && !v.Maybe && evidence == "":
			evidence = "is given " + key
		}
	}
	if evidence == "" {
		return Say(text.No)
	}
	if c.EnvOpen || len(c.EnvFrom) > 0 || c.EnvFromOpen || c.MountsOpen {
		doubts = append(doubts, fmt.Sprintf("the variables of %s", c.Name))
	}
	out := Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("container %s %s", c.Name, evidence)}, Symbols: doubts}
	if len(doubts) > 0 || c.Maybe {
		out.Truth = text.Unknown
	}
	return out
}

// bringsCredential reports whether a variable says where the container's
// credential comes from, or that it does not call the cloud itself.
func bringsCredential(key string) bool {
	switch key {
	case "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_STS_REGIONAL_ENDPOINTS":
		return false
	}
	return strings.HasPrefix(key, "AWS_ACCESS_KEY") || strings.HasPrefix(key, "AWS_SECRET") || strings.HasPrefix(key, "AWS_ENDPOINT") ||
		strings.HasPrefix(key, "AWS_PROFILE") || strings.HasPrefix(key, "AWS_SHARED_") || strings.HasPrefix(key, "AWS_CONFIG") ||
		strings.HasPrefix(key, "AWS_CONTAINER_") || strings.HasPrefix(key, "AWS_WEB_IDENTITY") || strings.HasPrefix(key, "AWS_EC2_METADATA_DISABLED")
}

// needlessToken: what the pod says comes before what its account says.
// https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
func needlessToken(g *link.Graph, p *facts.Pod) Answer {
	if !g.CompleteAt(facts.KindBinding, p.At) {
		return Say(text.No)
	}
	w := accountOf(g, p)
	if w == nil {
		return Answer{Truth: text.And(text.TruthOf(len(p.Workload.Candidates) > 0), text.Unknown), Symbols: []string{"the service account of " + p.Address}}
	}
	mounted := p.Automount
	if !mounted.Present {
		mounted = w.Automount
	}
	truth := text.Yes
	if mounted.Present {
		truth = mounted.Truth
	}
	out := Answer{Truth: truth}
	if truth == text.Unknown {
		out.Symbols = append(out.Symbols, mounted.Why)
	}
	for _, b := range g.Bundle.Bindings {
		bound := bindsAccount(b, w)
		if bound == text.Unknown {
			out.Symbols = append(out.Symbols, "the subjects of "+b.Address)
		}
		out.Truth = text.And(out.Truth, bound.Not())
	}
	return out
}

// bindsAccount decides whether a binding names an account: itself, as a user,
// or by the groups that all accounts are in.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
func bindsAccount(b *facts.Binding, w *facts.Workload) text.Truth {
	out := text.TruthOf(false)
	if b.SubjectsOpen {
		out = text.Unknown
	}
	at := w.At
	user := text.Concat(text.Known("system:serviceaccount:", at), w.Namespace, text.Known(":", at), w.Name)
	group := text.Concat(text.Known("system:serviceaccounts:", at), w.Namespace)
	for i := range b.Subjects {
		s := &b.Subjects[i]
		own := text.And(text.Equal(s.Kind, text.Known("ServiceAccount", at)), text.Equal(s.Name, w.Name))
		if !s.Namespace.Absent() && !w.Namespace.Absent() {
			own = text.And(own, text.Equal(s.Namespace, w.Namespace))
		}
		one := text.Or(own,
			text.And(text.Equal(s.Kind, text.Known("User", at)), text.Equal(s.Name, user)),
			text.And(text.Equal(s.Kind, text.Known("Group", at)),
				text.Or(text.Equal(s.Name, group), text.Equal(s.Name, text.Known("system:serviceaccounts", at)), text.Equal(s.Name, text.Known("system:authenticated", at)))))
		if s.Maybe || b.Maybe {
			one = text.And(one, text.Unknown)
		}
		out = text.Or(out, one)
	}
	return out
}

// nodeAgents are the programs that have to be in the host network, by the names
// of their objects and containers.
var nodeAgents = []string{
	"aws-node", "kube-proxy", "calico", "cilium", "weave", "canal", "flannel", "antrea", "multus", "kube-router", "node-exporter", "csi-node",
	"csi-driver", "kiam", "kube2iam", "nmi", "eks-pod-identity-agent", "node-local-dns", "nodelocaldns", "node-termination-handler", "efs-csi", "ebs-csi",
	"node-problem-detector", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "aws-iam-authenticator", "fluent", "datadog", "cloudwatch",
	"metadata-proxy", "cloud-controller-manager", "speaker", "keepalived", "falco", "agent",
}

// reachesNodeRole looks at the nodes of the Terraform configuration that makes
// the pod: what cluster a manifest is applied to is not known.
// https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
func reachesNodeRole(g *link.Graph, p *facts.Pod) Answer {
	if !p.HostNetwork.Present || p.HostNetwork.Truth == text.No || isNodeAgent(p) {
		return Say(text.No)
	}
	out := Say(text.No)
	for _, id := range g.Bundle.Identities {
		if id.Unit != p.Unit || id.Cloud != "aws" || id.Type != "role" {
			continue
		}
		serves := servesNodes(g, id)
		what := beyondNodes(g, id)
		if what == "" || serves.Truth == text.No {
			continue
		}
		truth := text.And(serves.Truth, p.HostNetwork.Truth)
		if truth != text.Yes && out.Truth != text.No {
			continue
		}
		out = Answer{Truth: truth, Symbols: serves.Symbols, Evidence: Evidence{String: fmt.Sprintf("%s, which %s", id.Name, what)}}
		if p.HostNetwork.Truth == text.Unknown {
			out.Symbols = append(slices.Clone(out.Symbols), p.HostNetwork.Why)
		}
		if truth == text.Yes {
			return out
		}
	}
	return out
}

func isNodeAgent(p *facts.Pod) bool {
	words := []string{p.Name.String()}
	for _, c := range p.Containers {
		words = append(words, c.Name.String(), c.Image.String())
	}
	return p.ContainersOpen || slices.ContainsFunc(words, func(w string) bool {
		return slices.ContainsFunc(nodeAgents, func(a string) bool { return strings.Contains(w, a) })
	})
}

// beyondNodes says what a role of nodes allows that nodes do not need.
func beyondNodes(g *link.Graph, id *facts.Identity) string {
	for _, a := range id.Attached {
		if fits, known := privilege.ForNode(a.Policy); known && !fits && a.Form == "managed" {
			return fmt.Sprintf("has %s", a.Policy)
		}
	}
	if found := g.Grants(id).BeyondNode(); len(found) > 0 {
		return "allows " + few(found)
	}
	return ""
}
