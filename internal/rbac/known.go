package rbac

import (
	"slices"
	"strings"
)

// builtinGroups are the API groups of Kubernetes itself.
// https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/ (as of 2026-11)
var builtinGroups = []string{
	"", "apps", "autoscaling", "batch", "extensions", "policy",
	"admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io",
	"authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
	"flowcontrol.apiserver.k8s.io", "internal.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io",
	"rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io", "storagemigration.k8s.io",
}

// BuiltinGroup reports whether an API group is one of Kubernetes itself.
func BuiltinGroup(group string) bool { return slices.Contains(builtinGroups, group) }

// BuiltinClusterRole reports whether every cluster has a ClusterRole of this
// name: the user-facing ones, and the names that Kubernetes keeps for itself.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
func BuiltinClusterRole(name string) bool {
	switch name {
	case "cluster-admin", "admin", "edit", "view":
		return true
	}
	return strings.HasPrefix(name, "system:") || strings.HasPrefix(name, "kubeadm:") || strings.HasPrefix(name, "eks:")
}

// BuiltinRole reports whether Kubernetes itself makes a Role of this name.
func BuiltinRole(name string) bool {
	return strings.HasPrefix(name, "system:") || strings.HasPrefix(name, "kubeadm:") || strings.HasPrefix(name, "eks:") ||
		name == "extension-apiserver-authentication-reader"
}

// public are the ClusterRoles of Kubernetes that say nothing that is not meant
// to be known to those who may reach the API server.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
// https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
var public = []string{
	"system:basic-user", "system:discovery", "system:public-info-viewer", "system:service-account-issuer-discovery",
}

// PublicClusterRole reports whether a built-in ClusterRole grants only what is
// public or about oneself.
func PublicClusterRole(name string) bool { return slices.Contains(public, name) }
