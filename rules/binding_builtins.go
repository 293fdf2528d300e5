package rules

import (
	"fmt"
	"reflect"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// bindingBuiltins ask what a binding binds, and whom.
func bindingBuiltins() []Builtin {
	binding := []law.Param{{Name: "binding", Kind: law.ParamID}}
	subject := law.Param{Name: "subject", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Subject]()}
	const symbols = "the role reference, a role's name or a rule holds a symbol, or a role may not exist"
	return []Builtin{
		{
			Name: "be_everyone", Params: []law.Param{subject},
			Doc:     "The subject is everybody: anonymous or all authenticated users, all service accounts, or a default service account.",
			Unknown: "the subject's kind or name is a symbol",
			Ask:     func(c *Call) Answer { return Say(isEveryone(ElementOf[facts.Subject](c, 0))) },
		},
		{
			Name: "be_invalid_subject", Params: []law.Param{subject}, Result: law.ResultString,
			Doc:     "The API server refuses the subject: its kind does not exist, or its API group is not that of the kind; gives the reason.",
			Unknown: "the subject's kind or API group is a symbol",
			Ask:     func(c *Call) Answer { return invalidSubject(ElementOf[facts.Subject](c, 0)) },
		},
		{
			Name: "lack_namespace_for_good", Params: []law.Param{subject},
			Doc:        "The subject is a service account without a namespace, and no account of its name in the scan leaves its own to a tool (kustomize fills in both).",
			Quantifier: "all service accounts of the scan", Unknown: "the subject's kind or namespace is a symbol, or the name of an account is",
			Ask: lacksNamespace,
		},
		{
			Name: "be_invalid_reference", Params: binding, Result: law.ResultString,
			Doc:     "The API server refuses the reference to the role: a binding of this kind cannot refer to that kind, or the API group is wrong; gives the reason.",
			Unknown: "the reference's kind or API group is a symbol",
			Ask:     invalidReference,
		},
		{
			Name: "grant_only_public", Params: binding,
			Doc:        "The binding grants nothing but what is meant to be public: discovery, health, keys of the issuer, questions about oneself.",
			Quantifier: "all rules of the role", Unknown: symbols,
			Ask: func(c *Call) Answer { return Say(onlyPublic(c)) },
		},
		{
			Name: "grant_known_role", Params: binding,
			Doc:     "The role that the binding grants is in the scan, or every cluster has it.",
			Unknown: symbols,
			Ask: func(c *Call) Answer {
				b, ok := c.Graph().Fact(c.ID(0)).(*facts.Binding)
				if !ok {
					return Say(text.No)
				}
				return Say(undefined(b).Not())
			},
		},
		{
			Name: "be_dangling", Params: binding, Result: law.ResultString,
			Doc:     "The role that the binding refers to does not exist, in a scan that holds every role; gives a hint, or the empty string.",
			Unknown: symbols,
			Ask:     func(c *Call) Answer { return dangling(c, true) },
		},
		{
			Name: "be_dangling_in_scan", Params: binding, Result: law.ResultString,
			Doc:     "The role that the binding refers to is not in the scan, and Kubernetes does not bring it; gives a hint, or the empty string.",
			Unknown: symbols,
			Ask:     func(c *Call) Answer { return dangling(c, false) },
		},
	}
}

// rbacGroup is the API group of roles, and of users and groups as subjects.
const rbacGroup = "rbac.authorization.k8s.io"

// invalidSubject decides what the API server's validation does. An API group
// that is left out, or empty, is filled in by the kind.
// https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-binding-v1/#ClusterRoleBinding
func invalidSubject(s *facts.Subject) Answer {
	groups := map[string]string{"User": rbacGroup, "Group": rbacGroup, "ServiceAccount": ""}
	kind, known := s.Kind.Value()
	if !known && !s.Kind.Absent() {
		return undecided("its kind is %s", s.Kind)
	}
	want, ok := groups[kind]
	if !ok {
		return Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("its kind is %q, and has to be User, Group or ServiceAccount", kind)}}
	}
	a := otherGroup(s.APIGroup, want)
	if want == "" && a.Evidence.String != "" {
		a.Evidence.String = fmt.Sprintf("its API group is %s, but service accounts are in the core group, which is written by leaving it out", s.APIGroup)
	}
	return a
}

// otherGroup decides whether an API group is there and another than the wanted
// one.
func otherGroup(group facts.Text, want string) Answer {
	if group.Absent() || group.Is("") {
		return Say(text.No)
	}
	truth := text.Equal(group, text.Known(want, group.At)).Not()
	a := undecided("its API group is %s, and has to be "+want, group)
	a.Truth = truth
	return a
}

// undecided is an answer that depends on the symbols of a text.
func undecided(format string, t facts.Text) Answer {
	a := Answer{Truth: text.Unknown, Evidence: Evidence{String: fmt.Sprintf(format, t)}}
	for _, s := range t.Symbols() {
		a.Symbols = append(a.Symbols, s.Name)
	}
	return a
}

// lacksNamespace: where kustomize is given a namespace, it fills it into the
// accounts of the build, and into the subjects that name one of them.
// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/namespace/
func lacksNamespace(c *Call) Answer {
	s := ElementOf[facts.Subject](c, 0)
	if !s.Namespace.Absent() {
		return Say(text.No)
	}
	truth := text.Equal(s.Kind, text.Known("ServiceAccount", s.At))
	for _, n := range s.Link.Candidates {
		if w, ok := c.Graph().Fact(n.ID).(*facts.Workload); ok && !w.Namespace.IsKnown() {
			truth = text.No
		}
	}
	return Say(truth)
}

func invalidReference(c *Call) Answer {
	b, ok := c.Graph().Fact(c.ID(0)).(*facts.Binding)
	if !ok {
		return Say(text.No)
	}
	kind, known := b.RoleKind.Value()
	refers := kind == "ClusterRole" || kind == "Role" && b.Object == "RoleBinding"
	switch {
	case !known && !b.RoleKind.Absent():
		return undecided("its kind is %s", b.RoleKind)
	case !refers && kind == "Role":
		return Answer{Truth: text.Yes, Evidence: Evidence{String: "a ClusterRoleBinding can refer to a ClusterRole only, and this is a Role"}}
	case !refers:
		return Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("its kind is %q, and has to be a kind of role", kind)}}
	}
	return otherGroup(b.RoleGroup, rbacGroup)
}

// onlyPublic looks at the role itself where the scan has it, and else at the
// names of the roles that Kubernetes brings.
func onlyPublic(c *Call) text.Truth {
	g := c.Graph()
	b, ok := g.Fact(c.ID(0)).(*facts.Binding)
	if !ok {
		return text.No
	}
	name, known := b.RoleName.Value()
	if !known && !b.RoleName.Absent() {
		return text.Unknown
	}
	if rbac.PublicClusterRole(name) && b.RoleKind.Is("ClusterRole") {
		return text.Yes
	}
	if len(b.Role.Candidates) == 0 {
		return text.No
	}
	if b.Role.Count > len(b.Role.Candidates) {
		return text.Unknown
	}
	// Which of several roles is meant is not known, so they have to agree.
	all, none := text.Yes, text.Yes
	for _, n := range b.Role.Candidates {
		gr, ok := g.Fact(n.ID).(*facts.Grant)
		if !ok {
			return text.Unknown
		}
		one := public(gr, b)
		all, none = text.And(all, one), text.And(none, one.Not())
	}
	switch text.Yes {
	case all:
		return text.Yes
	case none:
		return text.No
	}
	return text.Unknown
}

// public decides whether a role grants only what is public.
func public(gr *facts.Grant, b *facts.Binding) text.Truth {
	out := text.Yes
	if gr.RulesOpen {
		out = text.Unknown
	}
	if gr.Aggregated.Present && gr.Aggregated.Truth != text.No {
		out = text.Unknown
	}
	config := text.Equal(b.Namespace, text.Known("kube-public", b.At))
	for i := range gr.Rules {
		r := &gr.Rules[i]
		out = text.And(out, text.Or(rbac.Harmless(r), text.And(config, rbac.PublicConfig(r))))
	}
	return out
}

// dangling decides whether a binding's role does not exist. That a scan holds
// every role is an assumption, not a question of symbols.
func dangling(c *Call, closedWorld bool) Answer {
	g := c.Graph()
	b, ok := g.Fact(c.ID(0)).(*facts.Binding)
	if !ok || closedWorld && !b.Role.Complete {
		return Say(text.No)
	}
	a := Answer{Truth: undefined(b), Evidence: Evidence{String: roleHint(g, b)}}
	for _, s := range append(b.RoleName.Symbols(), b.RoleKind.Symbols()...) {
		a.Symbols = append(a.Symbols, s.Name)
	}
	return a
}

func undefined(b *facts.Binding) text.Truth {
	name, known := b.RoleName.Value()
	kind, kindKnown := b.RoleKind.Value()
	switch {
	case b.RoleName.Absent() || b.RoleKind.Absent():
		return text.No // another fault
	case kind == "ClusterRole" && rbac.BuiltinClusterRole(name), kind == "Role" && rbac.BuiltinRole(name):
		return text.No
	case len(b.Role.Candidates) > 0:
		for _, n := range b.Role.Candidates {
			if n.Sure || known && n.Name.Is(name) {
				return text.No
			}
		}
		return text.Unknown
	case !known || !kindKnown:
		return text.Unknown
	}
	return text.TruthOf(kind == "ClusterRole" || kind == "Role")
}

// roleHint tells of the role that was probably meant: one of the same name of
// the other kind or in another namespace, or one whose name is close.
func roleHint(g *link.Graph, b *facts.Binding) string {
	name, _ := b.RoleName.Value()
	var names []string
	for _, gr := range g.Bundle.Grants {
		if gr.Name.Is(name) && name != "" {
			return fmt.Sprintf("; there is %s %s", gr.Object, inNamespace(gr))
		}
		if v, ok := gr.Name.Value(); ok && b.RoleKind.Is(gr.Object) {
			names = append(names, v)
		}
	}
	if meant := near.Word(name, names); meant != "" {
		return fmt.Sprintf("; perhaps %s is meant", meant)
	}
	return ""
}

func inNamespace(gr *facts.Grant) string {
	if gr.Namespace.Absent() {
		return gr.Name.String()
	}
	return fmt.Sprintf("%s in the namespace %s", gr.Name, gr.Namespace)
}
