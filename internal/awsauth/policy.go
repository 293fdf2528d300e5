package awsauth

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// Level is what an access policy amounts to in Kubernetes.
type Level string

// The levels.
const (
	// ClusterAdmin is everything, as the role cluster-admin.
	ClusterAdmin Level = "cluster-admin"
	// Admin is the role admin, and to read and write roles and bindings: for the
	// whole cluster it leads to the rest, by the service accounts of its
	// controllers.
	Admin Level = "admin"
	// Edit, View and ViewSecrets are the roles edit and view, and to read
	// everything.
	Edit        Level = "edit"
	View        Level = "view"
	ViewSecrets Level = "view, secrets included"
	// Other policies are for EKS's own features.
	Other Level = "other"
)

// levels are the access policies that people are given, as of 2026-11.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
func levels() map[string]Level {
	return map[string]Level{
		"AmazonEKSClusterAdminPolicy": ClusterAdmin, "AmazonEKSAdminPolicy": Admin, "AmazonEKSEditPolicy": Edit,
		"AmazonEKSViewPolicy": View, "AmazonEKSAdminViewPolicy": ViewSecrets,
	}
}

const policyMark = ":cluster-access-policy/"

// PolicyLevel tells what an access policy amounts to; false if it is not known
// which one it is.
func PolicyLevel(policy facts.Text) (Level, bool) {
	v, ok := policy.Value()
	if !ok {
		// Of an ARN, often the partition alone is not known.
		parts := policy.Parts()
		if len(parts) == 0 || parts[len(parts)-1].Sym != nil || !strings.Contains(parts[len(parts)-1].Lit, policyMark) {
			return "", false
		}
		v = parts[len(parts)-1].Lit
	}
	level := levels()[v[strings.LastIndexByte(v, '/')+1:]]
	if !strings.Contains(v, policyMark) || level == "" {
		return Other, true
	}
	return level, true
}

// ClusterWide decides whether an access policy holds in the whole cluster.
func ClusterWide(p *facts.AccessPolicy) text.Truth {
	return text.Equal(p.Scope, text.Known("cluster", p.At))
}

// RefusedPolicy decides whether EKS refuses the association of an access policy,
// and says why.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
func RefusedPolicy(p *facts.AccessPolicy) (why string, truth text.Truth) {
	if v, ok := p.Policy.Value(); ok && !strings.Contains(v, policyMark) {
		return v + " is no access policy; those are arn:aws:eks::aws:cluster-access-policy/NAME", text.Yes
	}
	if p.Scope.Is("namespace") && len(p.Namespaces.Items) == 0 {
		if p.Namespaces.Closed {
			return "its scope is namespaces, and it names none", text.Yes
		}
		return "its scope is namespaces, and it names none", text.Unknown
	}
	return "", text.No
}
