package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/kubernetes/pkg/registry/rbac/validation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
	"sigs.k8s.io/yaml"
)

// objects are the roles and bindings of a folder of manifests, beside those that
// the API server makes.
type objects struct {
	clusterRoles    []*rbacv1.ClusterRole
	roles           []*rbacv1.Role
	clusterBindings []*rbacv1.ClusterRoleBinding
	bindings        []*rbacv1.RoleBinding
}

// whoCan writes, for each of many requests, which subjects of any binding the
// authorizer allows it: the form that internal/reach compares itself with.
func whoCan(w io.Writer, dir string) error {
	o, err := read(dir)
	if err != nil {
		return err
	}
	if err := aggregate(o.clusterRoles); err != nil {
		return err
	}
	_, found := validation.NewTestRuleResolver(o.roles, o.bindings, o.clusterRoles, o.clusterBindings)
	a := rbac.New(found, found, found, found)
	out := json.NewEncoder(w)
	for _, q := range questions() {
		line := struct {
			request
			Allowed []string `json:"allowed"`
		}{request: q, Allowed: []string{}}
		for _, s := range o.subjects() {
			decision, _, err := a.Authorize(context.Background(), authorizer.AttributesRecord{
				User: userOf(s), Verb: q.Verb, Namespace: q.Namespace, APIGroup: q.Group,
				Resource: q.Resource, Subresource: q.Subresource, Name: q.Name, ResourceRequest: true,
			})
			if err != nil {
				return err
			}
			if decision == authorizer.DecisionAllow {
				line.Allowed = append(line.Allowed, idOf(s))
			}
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// questions are verbs on what matters to who can become what.
func questions() []request {
	var out []request
	for _, namespace := range []string{"", "payments", "settlement", "reports", "kube-system"} {
		for _, resource := range []string{
			"pods", "pods/exec", "pods/log", "pods/ephemeralcontainers", "deployments.apps", "jobs.batch", "secrets", "configmaps", "serviceaccounts",
			"serviceaccounts/token", "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io",
			"clusterroles.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io", "groups", "users",
		} {
			for _, verb := range []string{"get", "list", "create", "update", "patch", "delete", "bind", "escalate", "impersonate"} {
				q := request{Verb: verb, Namespace: namespace}
				name, subresource, _ := strings.Cut(resource, "/")
				q.Subresource = subresource
				q.Resource, q.Group, _ = strings.Cut(name, ".")
				out = append(out, q)
			}
		}
	}
	return out
}

func read(dir string) (*objects, error) {
	o := &objects{}
	for _, r := range defaultRoles() {
		o.clusterRoles = append(o.clusterRoles, &r)
	}
	for _, b := range defaultBindings() {
		o.clusterBindings = append(o.clusterBindings, &b)
	}
	for ns, more := range bootstrappolicy.NamespaceRoles() {
		for _, r := range more {
			r.Namespace = ns
			o.roles = append(o.roles, &r)
		}
	}
	for ns, more := range bootstrappolicy.NamespaceRoleBindings() {
		for _, b := range more {
			b.Namespace = ns
			o.bindings = append(o.bindings, &b)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("read manifests: none in %s", dir)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for _, doc := range strings.Split(string(data), "\n---\n") {
			if err := o.add([]byte(doc)); err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
		}
	}
	return o, nil
}

func (o *objects) add(doc []byte) error {
	var kind struct{ Kind string }
	if err := yaml.Unmarshal(doc, &kind); err != nil {
		return err
	}
	switch kind.Kind {
	case "ClusterRole":
		return decode(doc, &o.clusterRoles)
	case "Role":
		return decode(doc, &o.roles)
	case "ClusterRoleBinding":
		return decode(doc, &o.clusterBindings)
	case "RoleBinding":
		return decode(doc, &o.bindings)
	}
	return nil
}

func decode[T any](doc []byte, into *[]*T) error {
	one := new(T)
	*into = append(*into, one)
	return yaml.UnmarshalStrict(doc, one)
}

// subjects lists the subjects of all bindings, each once, in a stable order.
func (o *objects) subjects() []rbacv1.Subject {
	seen := map[string]rbacv1.Subject{}
	add := func(subjects []rbacv1.Subject, namespace string) {
		for _, s := range subjects {
			if s.Kind == rbacv1.ServiceAccountKind && s.Namespace == "" {
				s.Namespace = namespace
			}
			seen[idOf(s)] = s
		}
	}
	for _, b := range o.clusterBindings {
		add(b.Subjects, "")
	}
	for _, b := range o.bindings {
		add(b.Subjects, b.Namespace)
	}
	var out []rbacv1.Subject
	for _, s := range seen {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b rbacv1.Subject) int { return strings.Compare(idOf(a), idOf(b)) })
	return out
}

func idOf(s rbacv1.Subject) string {
	switch s.Kind {
	case rbacv1.ServiceAccountKind:
		return "ksa/" + s.Namespace + "/" + s.Name
	case rbacv1.GroupKind:
		return "group/" + s.Name
	}
	return "user/" + s.Name
}

// userOf is who is the subject and nothing else.
func userOf(s rbacv1.Subject) user.Info {
	switch s.Kind {
	case rbacv1.ServiceAccountKind:
		return &user.DefaultInfo{Name: "system:serviceaccount:" + s.Namespace + ":" + s.Name}
	case rbacv1.GroupKind:
		return &user.DefaultInfo{Name: "somebody", Groups: []string{s.Name}}
	}
	return &user.DefaultInfo{Name: s.Name}
}
