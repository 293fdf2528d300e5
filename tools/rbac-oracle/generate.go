package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// family is a kind of cluster: what its rules, roles and subjects are taken
// from.
type family struct {
	name                           string
	verbs, groups, resources, urls []string
	names                          []string
	// named, odd and aggregated say how many of ten rules have
	// resourceNames, of ten bindings refer oddly, and of ten roles aggregate.
	named, odd, aggregated int
	defaults               bool
	subjects               []subject
}

var (
	plainVerbs = []string{"get", "list", "create", "delete"}
	allVerbs   = []string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate", "bind", "escalate", "*", ""}
	plain      = []string{"pods", "secrets", "deployments"}
	everything = []string{"pods", "pods/exec", "pods/log", "secrets", "deployments", "deployments/scale", "roles", "nodes/proxy",
		"serviceaccounts/token", "*", "*/exec", "*/scale", "pods/*", "*/*", "*/", "/exec", "exec", ""}
	allGroups = []string{"", "apps", "batch", "rbac.authorization.k8s.io", "example.com", "*"}
	urls      = []string{"/healthz", "/healthz/*", "/metrics", "*", "/api/*", "/api*", "/api**", "/", "/*", "/*/x", "healthz", ""}
	few       = []subject{{Kind: "User", Name: "ann"}, {Kind: "Group", Name: "ops"}, {Kind: "ServiceAccount", Namespace: "shop", Name: "bot"}}
	who       = []subject{
		{Kind: "User", Name: "ann"}, {Kind: "User", Name: "system:serviceaccount:shop:bot"}, {Kind: "User", Name: "system:anonymous"},
		{Kind: "User", Name: "bot"}, {Kind: "Group", Name: "ops"}, {Kind: "Group", Name: "system:serviceaccounts"},
		{Kind: "Group", Name: "system:serviceaccounts:shop"}, {Kind: "Group", Name: "system:authenticated"}, {Kind: "Group", Name: "ann"},
		{Kind: "Group", Name: "system:masters"}, {Kind: "ServiceAccount", Namespace: "shop", Name: "bot"},
		{Kind: "ServiceAccount", Namespace: "pay", Name: "bot"}, {Kind: "ServiceAccount", Name: "bot"}, {Kind: "ServiceAccount", Namespace: "shop", Name: "ann"},
		{Kind: "ServiceAccount", Namespace: "shop:bot", Name: "x"}, {Kind: "Serviceaccount", Namespace: "shop", Name: "bot"}, {Kind: "user", Name: "ann"}, {Name: "ann"},
	}
)

var families = []family{
	{name: "verbs and groups", verbs: allVerbs, groups: allGroups, resources: plain, subjects: few},
	{name: "subresources", verbs: plainVerbs, groups: []string{"", "*"}, resources: everything, subjects: few},
	{name: "resource names", verbs: plainVerbs, groups: []string{""}, resources: plain, names: []string{"one", "two", "*", ""}, named: 7, subjects: few},
	{name: "addresses", verbs: []string{"get", "head", "post", "*"}, urls: urls, groups: []string{""}, resources: plain, subjects: few},
	{name: "namespaces and references", verbs: plainVerbs, groups: []string{""}, resources: plain, odd: 5, subjects: few},
	{name: "subjects", verbs: plainVerbs, groups: []string{""}, resources: plain, subjects: who},
	{name: "aggregation", verbs: plainVerbs, groups: []string{"", "apps"}, resources: plain, aggregated: 4, subjects: few},
	{name: "defaults", verbs: allVerbs, groups: allGroups, resources: everything, urls: urls, defaults: true, aggregated: 1, subjects: who},
	{name: "all", verbs: allVerbs, groups: allGroups, resources: everything, urls: urls, names: []string{"one", "two"}, named: 3, odd: 2, aggregated: 2, subjects: who},
}

var namespaces = []string{"shop", "pay", "kube-system"}

type generator struct{ *rand.Rand }

func newGenerator(seed, stream uint64) generator {
	return generator{rand.New(rand.NewPCG(seed, stream))}
}

func (g generator) of(from []string) string { return from[g.IntN(len(from))] }

// some takes one to n elements, with repetition.
func (g generator) some(from []string, n int) []string {
	var out []string
	for range 1 + g.IntN(n) {
		out = append(out, g.of(from))
	}
	return out
}

func (g generator) ofTen(n int) bool { return g.IntN(10) < n }

func (g generator) cluster(f family, requests int) *cluster {
	c := &cluster{Family: f.name, Defaults: f.defaults}
	for i := range 2 + g.IntN(4) {
		r := vectorRole{role: role{Name: fmt.Sprintf("r%d", i), Labels: map[string]string{}}}
		if g.ofTen(3) {
			r.Namespace = g.of(namespaces)
			r.Name = fmt.Sprintf("r%d", g.IntN(i+1)) // a ClusterRole may have the name, too
		}
		for range g.IntN(4) {
			r.Rules = append(r.Rules, g.rule(f))
		}
		if r.Namespace == "" && g.ofTen(f.aggregated) {
			r.Selectors = g.selectors(f)
		}
		if f.aggregated > 0 && r.Namespace == "" {
			for range g.IntN(3) {
				r.Labels[g.of([]string{"a", "b"})] = g.of([]string{"1", "2"})
			}
			if f.defaults && g.ofTen(5) {
				r.Labels["rbac.authorization.k8s.io/aggregate-to-"+g.of([]string{"admin", "edit", "view"})] = "true"
			}
		}
		if !c.has(r) {
			c.Roles = append(c.Roles, r)
		}
	}
	c.uncircle()
	for i := range 1 + g.IntN(5) {
		c.Bindings = append(c.Bindings, g.binding(f, c, i))
	}
	for range requests {
		c.Requests = append(c.Requests, g.request(f, c))
	}
	return c
}

func (c *cluster) has(r vectorRole) bool {
	for _, o := range c.Roles {
		if o.Name == r.Name && o.Namespace == r.Namespace {
			return true
		}
	}
	return false
}

// uncircle takes the own rules from aggregated roles where two of them stand in
// the cluster: if they aggregate each other, what such rules become depends on
// which of them the controller comes to first.
func (c *cluster) uncircle() {
	n := 0
	for _, r := range c.Roles {
		if r.Selectors != nil {
			n++
		}
	}
	for i := range c.Roles {
		if c.Roles[i].Selectors != nil && n > 1 {
			c.Roles[i].Rules = nil
		}
	}
}

func (g generator) rule(f family) rule {
	r := rule{Verbs: g.some(f.verbs, 3)}
	if f.urls != nil && g.ofTen(5) {
		r.URLs = g.some(f.urls, 2)
		return r
	}
	r.Groups, r.Resources = g.some(f.groups, 2), g.some(f.resources, 3)
	if g.ofTen(f.named) {
		r.Names = g.some(f.names, 2)
	}
	return r
}

func (g generator) selectors(f family) []selector {
	out := []selector{}
	for range g.IntN(3) {
		var s selector
		if g.ofTen(6) {
			s.Labels = map[string]string{g.of([]string{"a", "b"}): g.of([]string{"1", "2"})}
		}
		for range g.IntN(3) {
			q := requirement{Key: g.of([]string{"a", "b"}), Operator: g.of([]string{"In", "NotIn", "Exists", "DoesNotExist"})}
			if strings.HasSuffix(q.Operator, "In") {
				q.Values = g.some([]string{"1", "2", "3"}, 2)
			}
			s.Requirements = append(s.Requirements, q)
		}
		out = append(out, s)
	}
	return out
}

func (g generator) binding(f family, c *cluster, i int) binding {
	b := binding{Name: fmt.Sprintf("b%d", i), Kind: "ClusterRole"}
	if len(c.Roles) > 0 {
		r := c.Roles[g.IntN(len(c.Roles))]
		b.Role = r.Name
		if r.Namespace != "" {
			b.Kind, b.Namespace = "Role", r.Namespace
		} else if g.ofTen(5) {
			b.Namespace = g.of(namespaces)
		}
	}
	if f.defaults && g.ofTen(6) {
		b.Kind = "ClusterRole"
		b.Role = g.of([]string{"admin", "edit", "view", "cluster-admin", "system:node", "system:kube-scheduler", "system:discovery"})
	}
	if g.ofTen(f.odd) {
		switch g.IntN(4) {
		case 0:
			b.Namespace = g.of(append([]string{""}, namespaces...))
		case 1:
			b.Kind = g.of([]string{"Role", "ClusterRole", "role", "Group", ""})
		case 2:
			b.Role = g.of([]string{"r0", "r9", ""})
		}
	}
	for range 1 + g.IntN(3) {
		b.Subjects = append(b.Subjects, f.subjects[g.IntN(len(f.subjects))])
	}
	return b
}

// request makes one that some binding and rule of the cluster is nearly about.
func (g generator) request(f family, c *cluster) request {
	q := request{Verb: g.of(f.verbs), Namespace: g.of(append([]string{""}, namespaces...))}
	b := c.Bindings[g.IntN(len(c.Bindings))]
	g.user(f, &q, b)
	if b.Namespace != "" && g.ofTen(7) {
		q.Namespace = b.Namespace
	}
	r := g.rule(f)
	for _, one := range c.Roles {
		if one.Name == b.Role && len(one.Rules) > 0 && g.ofTen(8) {
			r = one.Rules[g.IntN(len(one.Rules))]
		}
	}
	if g.ofTen(8) {
		q.Verb = g.of(r.Verbs)
	}
	if q.Verb == "*" || q.Verb == "" {
		q.Verb = "update"
	}
	if r.URLs != nil || f.urls != nil && g.ofTen(2) {
		q.Namespace = ""
		q.Path = g.of([]string{"/healthz", "/healthz/ping", "/metrics", "/api", "/apis", "/api/v1", "/", "/x/x"})
		return q
	}
	g.resource(f, &q, r)
	return q
}

func (g generator) resource(f family, q *request, r rule) {
	full := g.of(r.Resources)
	if g.ofTen(2) {
		full = g.of(f.resources)
	}
	q.Resource, q.Subresource, _ = strings.Cut(full, "/")
	if q.Resource == "*" || q.Resource == "" {
		q.Resource = g.of([]string{"pods", "secrets", "deployments"})
	}
	if q.Subresource == "*" || q.Subresource == "" && g.ofTen(1) {
		q.Subresource = g.of([]string{"exec", "scale"})
	}
	q.Group = g.of(r.Groups)
	if q.Group == "*" || g.ofTen(1) {
		q.Group = g.of([]string{"", "apps", "example.com"})
	}
	if len(r.Names) > 0 && g.ofTen(8) {
		q.Name = g.of(r.Names)
	} else if g.ofTen(3) {
		q.Name = g.of([]string{"one", "two"})
	}
}

// user makes a user out of a subject of a binding, or another.
func (g generator) user(f family, q *request, b binding) {
	s := b.Subjects[g.IntN(len(b.Subjects))]
	if g.ofTen(2) {
		s = f.subjects[g.IntN(len(f.subjects))]
	}
	switch s.Kind {
	case "Group":
		q.User, q.UserGroups = g.of([]string{"joe", "ann"}), []string{"system:authenticated", s.Name}
		if g.ofTen(3) {
			q.UserGroups = []string{s.Name}
		}
	case "ServiceAccount", "Serviceaccount":
		namespace := s.Namespace
		if namespace == "" {
			namespace = g.of(namespaces)
			if b.Namespace != "" && g.ofTen(6) {
				namespace = b.Namespace
			}
		}
		q.User = "system:serviceaccount:" + namespace + ":" + s.Name
		q.UserGroups = []string{"system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"}
	default:
		q.User, q.UserGroups = s.Name, []string{"system:authenticated"}
	}
}
