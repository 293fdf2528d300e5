package main

import (
	"cmp"
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
)

// The form in which roles and bindings are stored; internal/rbac reads it.
type (
	table struct {
		Roles    []role    `json:"roles"`
		Bindings []binding `json:"bindings"`
	}
	role struct {
		Namespace string              `json:"namespace,omitempty"`
		Name      string              `json:"name"`
		Labels    map[string]string   `json:"labels,omitempty"`
		Aggregate []map[string]string `json:"aggregate,omitempty"`
		Rules     []rule              `json:"rules,omitempty"`
	}
	rule struct {
		Groups    []string `json:"g,omitempty"`
		Resources []string `json:"r,omitempty"`
		Names     []string `json:"n,omitempty"`
		URLs      []string `json:"u,omitempty"`
		Verbs     []string `json:"v,omitempty"`
	}
	binding struct {
		Namespace string    `json:"namespace,omitempty"`
		Name      string    `json:"name"`
		Kind      string    `json:"kind"`
		Role      string    `json:"role"`
		Subjects  []subject `json:"subjects,omitempty"`
	}
	subject struct {
		Kind      string `json:"kind"`
		Namespace string `json:"namespace,omitempty"`
		Name      string `json:"name"`
	}
)

// defaultRoles are the ClusterRoles that the API server makes when it starts.
func defaultRoles() []rbacv1.ClusterRole {
	return slices.Concat(bootstrappolicy.ClusterRoles(), bootstrappolicy.ControllerRoles())
}

func defaultBindings() []rbacv1.ClusterRoleBinding {
	return slices.Concat(bootstrappolicy.ClusterRoleBindings(), bootstrappolicy.ControllerRoleBindings())
}

// builtins is the table of what the API server makes, in a stable order.
func builtins() table {
	var out table
	for _, r := range defaultRoles() {
		one := role{Name: r.Name, Labels: r.Labels, Rules: rules(r.Rules)}
		if r.AggregationRule != nil {
			for _, s := range r.AggregationRule.ClusterRoleSelectors {
				one.Aggregate = append(one.Aggregate, s.MatchLabels)
			}
		}
		out.Roles = append(out.Roles, one)
	}
	for _, b := range defaultBindings() {
		out.Bindings = append(out.Bindings, binding{Name: b.Name, Kind: b.RoleRef.Kind, Role: b.RoleRef.Name, Subjects: subjects(b.Subjects)})
	}
	roles, bindings := bootstrappolicy.NamespaceRoles(), bootstrappolicy.NamespaceRoleBindings()
	for _, ns := range slices.Sorted(maps.Keys(roles)) {
		for _, r := range roles[ns] {
			out.Roles = append(out.Roles, role{Namespace: ns, Name: r.Name, Labels: r.Labels, Rules: rules(r.Rules)})
		}
	}
	for _, ns := range slices.Sorted(maps.Keys(bindings)) {
		for _, b := range bindings[ns] {
			out.Bindings = append(out.Bindings, binding{Namespace: ns, Name: b.Name, Kind: b.RoleRef.Kind, Role: b.RoleRef.Name, Subjects: subjects(b.Subjects)})
		}
	}
	slices.SortStableFunc(out.Roles, func(a, b role) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	slices.SortStableFunc(out.Bindings, func(a, b binding) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func rules(in []rbacv1.PolicyRule) []rule {
	var out []rule
	for _, r := range in {
		out = append(out, rule{Groups: r.APIGroups, Resources: r.Resources, Names: r.ResourceNames, URLs: r.NonResourceURLs, Verbs: r.Verbs})
	}
	return out
}

func subjects(in []rbacv1.Subject) []subject {
	var out []subject
	for _, s := range in {
		out = append(out, subject{Kind: s.Kind, Namespace: s.Namespace, Name: s.Name})
	}
	return out
}
