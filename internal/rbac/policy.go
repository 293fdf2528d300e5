package rbac

import (
	"slices"
	"strings"
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// User is who asks, as the API server's authentication names it.
type User struct {
	Name   string
	Groups []string
}

// ServiceAccount returns the user that a service account is, with the groups
// that all of them are in.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
func ServiceAccount(namespace, name string) User {
	return User{
		Name:   accountPrefix + namespace + ":" + name,
		Groups: []string{"system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"},
	}
}

const accountPrefix = "system:serviceaccount:"

// Options say what is known of the cluster beyond the given objects.
type Options struct {
	// Complete reports whether the role that a reference at this place means is
	// among the given ones or built in, or does not exist. Nil means that it may
	// always be elsewhere.
	Complete func(at source.Span) bool
	// Bare leaves out the roles and bindings that Kubernetes itself makes.
	Bare bool
	// OwnBindings leaves out the bindings that Kubernetes itself makes, but not
	// the roles, which the given bindings may grant.
	OwnBindings bool
}

// Policy is the roles and bindings of one cluster. It does not change once it
// is made, and may be asked from several goroutines.
type Policy struct {
	bindings []*bound
	roles    map[*facts.Grant]*role
	complete func(source.Span) bool
	memo     struct {
		sync.Mutex
		answers map[question]answer
	}
}

// bound is a binding with the roles that it may grant.
type bound struct {
	*facts.Binding
	// roles are what the reference may mean. It is one of them, unless it is
	// unsure (it may be none) or elsewhere (it may be a role that is not seen).
	roles             []*role
	unsure, elsewhere bool
	why               []string
}

type question struct {
	role    *role
	request Request
}

// NewPolicy joins bindings to roles. Objects that Kubernetes itself makes are
// added unless an object of the same name is given.
func NewPolicy(grants []*facts.Grant, bindings []*facts.Binding, o Options) *Policy {
	p := &Policy{roles: map[*facts.Grant]*role{}, complete: o.Complete}
	if p.complete == nil {
		p.complete = func(source.Span) bool { return false }
	}
	p.memo.answers = map[question]answer{}
	if !o.Bare {
		grants = slices.Concat(grants, missingOf(builtin().grants, grants, grantIdentity))
		if !o.OwnBindings {
			bindings = slices.Concat(bindings, missingOf(builtin().bindings, bindings, bindingIdentity))
		}
	}
	x := newRoleIndex(grants)
	for _, b := range bindings {
		p.bindings = append(p.bindings, p.resolve(b, x))
	}
	return p
}

// missingOf lists the built-in objects of which no namesake is given.
func missingOf[T any](builtins, given []T, identity func(T) string) []T {
	seen := map[string]bool{}
	for _, f := range given {
		seen[identity(f)] = true
	}
	return slices.DeleteFunc(slices.Clone(builtins), func(f T) bool { return seen[identity(f)] })
}

func grantIdentity(gr *facts.Grant) string { return identity(gr.Object, gr.Namespace, gr.Name) }

func bindingIdentity(b *facts.Binding) string { return identity(b.Object, b.Namespace, b.Name) }

// identity is what is unique in a cluster: kind, namespace and name. Objects of
// the whole cluster have no namespace, whatever is written.
func identity(object string, namespace, name facts.Text) string {
	if strings.HasPrefix(object, "Cluster") {
		return object + "//" + name.String()
	}
	return object + "/" + namespace.String() + "/" + name.String()
}

// roleIndex finds roles by name.
type roleIndex struct {
	grants  []*facts.Grant
	known   map[string][]*facts.Grant
	partial []*facts.Grant
}

func newRoleIndex(grants []*facts.Grant) *roleIndex {
	x := &roleIndex{grants: grants, known: map[string][]*facts.Grant{}}
	for _, gr := range grants {
		if name, ok := gr.Name.Value(); ok {
			x.known[name] = append(x.known[name], gr)
		} else {
			x.partial = append(x.partial, gr)
		}
	}
	return x
}

// named lists the roles that may have this name.
func (x *roleIndex) named(t facts.Text) []*facts.Grant {
	if name, ok := t.Value(); ok {
		return slices.Concat(x.known[name], x.partial)
	}
	return x.grants
}

// resolve finds the roles that a binding may grant. A ClusterRole has no
// namespace, and a Role is that of the binding's own.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
func (p *Policy) resolve(b *facts.Binding, x *roleIndex) *bound {
	out := &bound{Binding: b}
	var sure, maybe []*role
	exists := false
	for _, gr := range x.named(b.RoleName) {
		switch refers(b, gr) {
		case text.Yes:
			sure = append(sure, p.role(gr, x))
			exists = exists || existsWith(&gr.Base, &b.Base)
		case text.Unknown:
			maybe = append(maybe, p.role(gr, x))
		}
	}
	switch {
	case len(sure) > 0:
		out.roles = sure
		if !exists {
			out.unsure, out.why = true, []string{"whether " + sure[0].grant.Address + " exists"}
		} else if len(sure) > 1 {
			out.why = []string{"which " + sure[0].grant.Address + " is meant"}
		}
	case refersToNothing(b):
	default:
		out.roles = maybe
		name, known := b.RoleName.Value()
		brought := known && (b.RoleKind.Is("ClusterRole") && BuiltinClusterRole(name) || b.RoleKind.Is("Role") && BuiltinRole(name))
		out.unsure, out.elsewhere = true, brought || !p.complete(b.RoleAt)
		out.why = append(symbols(b.RoleKind, b.RoleName, b.Namespace), "what "+b.RoleKind.String()+" "+b.RoleName.String()+" allows")
	}
	return out
}

// refersToNothing reports whether the API server would find no role whatever
// there is.
func refersToNothing(b *facts.Binding) bool {
	if b.RoleName.Absent() || b.RoleKind.Absent() {
		return true
	}
	role := text.Equal(b.RoleKind, text.Known("Role", b.RoleAt))
	if b.Object == "ClusterRoleBinding" {
		role = text.No
	}
	return text.Or(role, text.Equal(b.RoleKind, text.Known("ClusterRole", b.RoleAt))) == text.No
}

func refers(b *facts.Binding, gr *facts.Grant) text.Truth {
	out := text.And(text.Equal(b.RoleName, gr.Name), text.Equal(b.RoleKind, text.Known(gr.Object, b.RoleAt)))
	if gr.Object == "Role" {
		out = text.And(out, text.TruthOf(b.Object == "RoleBinding"), sameNamespace(gr.Namespace, b.Namespace))
	}
	return out
}

// sameNamespace compares namespaces. One that is left out is the one that the
// object is applied to; two that are left out are taken for the same.
func sameNamespace(a, b facts.Text) text.Truth {
	switch {
	case a.Absent() && b.Absent():
		return text.Yes
	case a.Absent() || b.Absent():
		return text.Unknown
	}
	return text.Equal(a, b)
}

// existsWith reports whether a fact is certainly there if another is: all that
// it depends on, the other depends on as well.
func existsWith(f, with *facts.Base) bool {
	if !f.Maybe {
		return true
	}
	return len(f.DependsOn) > 0 && !slices.ContainsFunc(f.DependsOn, func(c string) bool {
		return !slices.Contains(with.DependsOn, c)
	})
}

// symbols names the unknowns of texts.
func symbols(texts ...facts.Text) []string {
	var out []string
	for _, t := range texts {
		for _, s := range t.Symbols() {
			out = append(out, s.Name)
		}
	}
	return out
}
