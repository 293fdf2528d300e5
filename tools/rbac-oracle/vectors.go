package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/kubernetes/pkg/registry/rbac/validation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
)

// The form of a vector, one to a line: a cluster, requests to it, and what the
// API server's authorizer answers.
type (
	cluster struct {
		Family string `json:"family"`
		// Defaults says that the cluster has what Kubernetes itself makes.
		Defaults bool         `json:"defaults,omitempty"`
		Roles    []vectorRole `json:"roles"`
		Bindings []binding    `json:"bindings"`
		Requests []request    `json:"requests"`
	}
	vectorRole struct {
		role
		Selectors []selector `json:"selectors"` // null for a role that does not aggregate
	}
	selector struct {
		Labels       map[string]string `json:"labels,omitempty"`
		Requirements []requirement     `json:"requirements,omitempty"`
	}
	requirement struct {
		Key      string   `json:"key"`
		Operator string   `json:"operator"`
		Values   []string `json:"values,omitempty"`
	}
	request struct {
		User        string   `json:"user"`
		UserGroups  []string `json:"user_groups,omitempty"`
		Verb        string   `json:"verb"`
		Group       string   `json:"group,omitempty"`
		Resource    string   `json:"resource,omitempty"`
		Subresource string   `json:"subresource,omitempty"`
		Name        string   `json:"name,omitempty"`
		Namespace   string   `json:"namespace,omitempty"`
		Path        string   `json:"path,omitempty"`
		Allowed     bool     `json:"allowed,omitempty"`
	}
)

// vectors writes clusters of every family with the authorizer's answers, and a
// table of them to log.
func vectors(w, log io.Writer, seed uint64, clusters, requests int) error {
	out := json.NewEncoder(w)
	table := tabwriter.NewWriter(log, 2, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "family\tclusters\trequests\tallowed\t")
	for i, f := range families {
		g := newGenerator(seed, uint64(i))
		allowed := 0
		for range clusters {
			c := g.cluster(f, requests)
			if err := answer(c); err != nil {
				return fmt.Errorf("ask the authorizer: %w", err)
			}
			for _, q := range c.Requests {
				if q.Allowed {
					allowed++
				}
			}
			if err := out.Encode(c); err != nil {
				return err
			}
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t\n", f.name, clusters, clusters*requests, allowed)
	}
	return table.Flush()
}

// answer asks the real authorizer about all requests of a cluster.
func answer(c *cluster) error {
	clusterRoles, roles := c.roles()
	clusterBindings, bindings := c.bindings()
	if c.Defaults {
		for _, r := range defaultRoles() {
			clusterRoles = append(clusterRoles, &r)
		}
		for _, b := range defaultBindings() {
			clusterBindings = append(clusterBindings, &b)
		}
		for ns, more := range bootstrappolicy.NamespaceRoles() {
			for _, r := range more {
				r.Namespace = ns
				roles = append(roles, &r)
			}
		}
		for ns, more := range bootstrappolicy.NamespaceRoleBindings() {
			for _, b := range more {
				b.Namespace = ns
				bindings = append(bindings, &b)
			}
		}
	}
	if err := aggregate(clusterRoles); err != nil {
		return err
	}
	_, objects := validation.NewTestRuleResolver(roles, bindings, clusterRoles, clusterBindings)
	a := rbac.New(objects, objects, objects, objects)
	for i := range c.Requests {
		q := &c.Requests[i]
		decision, _, err := a.Authorize(context.Background(), authorizer.AttributesRecord{
			User: &user.DefaultInfo{Name: q.User, Groups: q.UserGroups}, Verb: q.Verb, Namespace: q.Namespace, APIGroup: q.Group,
			Resource: q.Resource, Subresource: q.Subresource, Name: q.Name, ResourceRequest: q.Path == "", Path: q.Path,
		})
		if err != nil {
			return err
		}
		q.Allowed = decision == authorizer.DecisionAllow
	}
	return nil
}

// maxRounds bounds how often the controller looks at all roles; a chain of
// roles needs as many rounds as it is long.
const maxRounds = 100

// aggregate does what the controller of aggregated roles does, until nothing
// changes: the rules of the roles that are selected take the place of the
// role's own. Their order does not matter to who may do what, and is made the
// same, since roles that aggregate each other would else reorder them for ever.
// https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go
func aggregate(roles []*rbacv1.ClusterRole) error {
	for range maxRounds {
		changed := false
		for _, into := range roles {
			if into.AggregationRule == nil {
				continue
			}
			rules, err := filled(into, roles)
			if err != nil {
				return err
			}
			if !equality.Semantic.DeepEqual(into.Rules, rules) {
				into.Rules, changed = rules, true
			}
		}
		if !changed {
			return nil
		}
	}
	return fmt.Errorf("aggregate roles: no end after %d rounds", maxRounds)
}

func filled(into *rbacv1.ClusterRole, roles []*rbacv1.ClusterRole) ([]rbacv1.PolicyRule, error) {
	rules := []rbacv1.PolicyRule{}
	for i := range into.AggregationRule.ClusterRoleSelectors {
		selector, err := metav1.LabelSelectorAsSelector(&into.AggregationRule.ClusterRoleSelectors[i])
		if err != nil {
			return nil, err
		}
		for _, from := range roles {
			if from.Name == into.Name || !selector.Matches(labels.Set(from.Labels)) {
				continue
			}
			for _, r := range from.Rules {
				if !slices.ContainsFunc(rules, func(s rbacv1.PolicyRule) bool { return equality.Semantic.DeepEqual(r, s) }) {
					rules = append(rules, r)
				}
			}
		}
	}
	slices.SortFunc(rules, func(a, b rbacv1.PolicyRule) int { return cmp.Compare(a.String(), b.String()) })
	return rules, nil
}

func (c *cluster) roles() (clusterRoles []*rbacv1.ClusterRole, roles []*rbacv1.Role) {
	for _, r := range c.Roles {
		meta := metav1.ObjectMeta{Name: r.Name, Namespace: r.Namespace, Labels: maps.Clone(r.Labels)}
		var rules []rbacv1.PolicyRule
		for _, one := range r.Rules {
			rules = append(rules, rbacv1.PolicyRule{
				APIGroups: one.Groups, Resources: one.Resources, ResourceNames: one.Names, NonResourceURLs: one.URLs, Verbs: one.Verbs,
			})
		}
		if r.Namespace != "" {
			roles = append(roles, &rbacv1.Role{ObjectMeta: meta, Rules: rules})
			continue
		}
		out := &rbacv1.ClusterRole{ObjectMeta: meta, Rules: rules}
		if r.Selectors != nil {
			out.AggregationRule = &rbacv1.AggregationRule{ClusterRoleSelectors: selectors(r.Selectors)}
		}
		clusterRoles = append(clusterRoles, out)
	}
	return clusterRoles, roles
}

func selectors(in []selector) []metav1.LabelSelector {
	var out []metav1.LabelSelector
	for _, s := range in {
		one := metav1.LabelSelector{MatchLabels: s.Labels}
		for _, q := range s.Requirements {
			one.MatchExpressions = append(one.MatchExpressions, metav1.LabelSelectorRequirement{
				Key: q.Key, Operator: metav1.LabelSelectorOperator(q.Operator), Values: q.Values,
			})
		}
		out = append(out, one)
	}
	return out
}

func (c *cluster) bindings() (clusterBindings []*rbacv1.ClusterRoleBinding, bindings []*rbacv1.RoleBinding) {
	for _, b := range c.Bindings {
		meta := metav1.ObjectMeta{Name: b.Name, Namespace: b.Namespace}
		ref := rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: b.Kind, Name: b.Role}
		var who []rbacv1.Subject
		for _, s := range b.Subjects {
			who = append(who, rbacv1.Subject{Kind: s.Kind, Namespace: s.Namespace, Name: s.Name})
		}
		if b.Namespace == "" {
			clusterBindings = append(clusterBindings, &rbacv1.ClusterRoleBinding{ObjectMeta: meta, RoleRef: ref, Subjects: who})
		} else {
			bindings = append(bindings, &rbacv1.RoleBinding{ObjectMeta: meta, RoleRef: ref, Subjects: who})
		}
	}
	return clusterBindings, bindings
}
