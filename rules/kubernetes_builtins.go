package rules

import (
	"fmt"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// kubernetesBuiltins ask about the objects of a cluster.
func kubernetesBuiltins() []Builtin {
	return slices.Concat(boundBuiltins(), podBuiltins(), workloadBuiltins(), placedBuiltins())
}

// boundBuiltins ask who is bound to what inside a cluster.
func boundBuiltins() []Builtin {
	subject := []law.Param{{Name: "kind", Kind: law.ParamString}, {Name: "name", Kind: law.ParamText}}
	grant := []law.Param{{Name: "role", Kind: law.ParamID}}
	const symbols = "a subject, a role reference or a name is a symbol, or a binding may not exist"
	return []Builtin{
		{
			Name: "be_unbound", Params: subject, Result: law.ResultString,
			Doc:        "No binding names this subject (User or Group), in a scan that holds every binding; gives a hint, or the empty string.",
			Quantifier: "all bindings", Unknown: symbols + "; or the configuration does not say that the scan holds every binding",
			Ask: func(c *Call) Answer { return unbound(c, true) },
		},
		{
			Name: "be_unbound_in_scan", Params: subject, Result: law.ResultString,
			Doc:        "No binding of this scan names this subject (User or Group), and none is needed: system: names are left out; gives a hint, or the empty string.",
			Quantifier: "all bindings of the scan", Unknown: symbols,
			Ask: func(c *Call) Answer { return unbound(c, false) },
		},
		{
			Name: "be_default_cluster_admin", Params: grant,
			Doc:     "The role is the cluster-admin that the API server makes and keeps itself, as an export of a cluster shows it.",
			Unknown: "a label or the name is a symbol",
			Ask:     func(c *Call) Answer { return Say(defaultClusterAdmin(c)) },
		},
		{
			Name: "be_granted", Params: grant,
			Doc:        "Some binding of the scan grants the role.",
			Quantifier: "some binding", Unknown: symbols,
			Ask: func(c *Call) Answer { return granted(c, func(*facts.Binding) text.Truth { return text.Yes }) },
		},
		{
			Name: "be_granted_to_everyone", Params: grant,
			Doc:        "Some binding grants the role to everyone: to anonymous or all authenticated users, to all service accounts, or to a default service account.",
			Quantifier: "some subject of some binding", Unknown: symbols,
			Ask: func(c *Call) Answer { return granted(c, toEveryone) },
		},
	}
}

// unbound decides whether no binding names a subject. Groups and users of
// Kubernetes itself are bound by the API server's own defaults, those of EKS by
// EKS.
// https://docs.aws.amazon.com/eks/latest/userguide/windows-support.html
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
func unbound(c *Call, closedWorld bool) Answer {
	g, kind, name := c.Graph(), c.String(0), c.Text(1)
	if _, system := name.CutPrefix("system:"); system || name.Is("") {
		return Say(text.No)
	}
	if _, eks := name.CutPrefix("eks:"); eks {
		return Say(text.No) // such as eks:kube-proxy-windows, which EKS binds
	}
	bound, _ := g.Bound(kind, name)
	if closedWorld && !g.CompleteAt(facts.KindBinding, name.At) {
		return Say(text.No) // a binding may be elsewhere, whatever the symbols are
	}
	return Answer{Truth: bound.Not(), Evidence: Evidence{String: sameNameHint(g, kind, name)}}
}

// sameNameHint tells of a subject of the other kind with the same name, the
// usual slip.
func sameNameHint(g *link.Graph, kind string, name facts.Text) string {
	other := map[string]string{"Group": "User", "User": "Group"}[kind]
	if truth, found := g.Bound(other, name); truth == text.Yes {
		return fmt.Sprintf("; the %s %s is bound, by %s", other, name, found[0].Address)
	}
	return ""
}

// defaultClusterAdmin recognises the role cluster-admin that the API server makes
// and restores whenever it starts. Of its other default roles none allows as much,
// so that one which does was tampered with.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
func defaultClusterAdmin(c *Call) text.Truth {
	gr, ok := c.Graph().Fact(c.ID(0)).(*facts.Grant)
	if !ok {
		return text.No
	}
	named := text.And(text.TruthOf(gr.Object == "ClusterRole"), text.Equal(gr.Name, text.Known("cluster-admin", gr.At)))
	labelled := text.No
	for _, l := range gr.Labels {
		labelled = text.Or(labelled, text.And(
			text.Equal(l.Key, text.Known("kubernetes.io/bootstrapping", l.At)), text.Equal(l.Value, text.Known("rbac-defaults", l.At))))
	}
	return text.And(named, labelled)
}

// granted is Yes if some binding certainly grants the role, or one that takes
// its rules from it, and the binding has the property.
func granted(c *Call, property func(*facts.Binding) text.Truth) Answer {
	gr, ok := c.Graph().Fact(c.ID(0)).(*facts.Grant)
	if !ok {
		return Say(text.No)
	}
	out := Say(text.No)
	grantedBy(c.Graph(), gr, text.Yes, property, &out)
	into, truths := c.Graph().FilledInto(gr)
	for i, by := range into {
		grantedBy(c.Graph(), by, truths[i], property, &out)
	}
	slices.Sort(out.Symbols)
	out.Symbols = slices.Compact(out.Symbols)
	return out
}

// grantedBy adds the bindings of a role to an answer, of a role that may not be
// the one that is asked about.
func grantedBy(g *link.Graph, gr *facts.Grant, is text.Truth, property func(*facts.Binding) text.Truth, out *Answer) {
	for _, n := range gr.Bindings.Candidates {
		b, ok := g.Fact(n.ID).(*facts.Binding)
		if !ok {
			continue
		}
		holds, link := property(b), text.And(is, sureness(n.Sure))
		out.Truth = text.Or(out.Truth, text.And(link, holds))
		switch {
		case text.And(link, holds) != text.Unknown:
		case link == text.Unknown:
			out.Symbols = append(out.Symbols, fmt.Sprintf("whether %s means %s", b.Address, gr.Address))
		default:
			out.Symbols = append(out.Symbols, "the subjects of "+b.Address)
		}
	}
	if gr.Bindings.Count > len(gr.Bindings.Candidates) {
		out.Truth = text.Or(out.Truth, text.Unknown)
	}
}

// everyone are the groups and users that need no credential of one's own, or
// only any.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
var everyone = []struct{ kind, name string }{
	{"Group", "system:unauthenticated"},
	{"Group", "system:authenticated"},
	{"Group", "system:serviceaccounts"},
	{"User", "system:anonymous"},
	{"ServiceAccount", "default"},
}

func toEveryone(b *facts.Binding) text.Truth {
	out := text.No
	if b.SubjectsOpen {
		out = text.Unknown
	}
	for i := range b.Subjects {
		one := isEveryone(&b.Subjects[i])
		if b.Subjects[i].Maybe {
			one = text.And(one, text.Unknown)
		}
		out = text.Or(out, one)
	}
	return out
}

func isEveryone(s *facts.Subject) text.Truth {
	out := text.No
	for _, e := range everyone {
		at := source.Span{}
		out = text.Or(out, text.And(text.Equal(s.Kind, text.Known(e.kind, at)), text.Equal(s.Name, text.Known(e.name, at))))
	}
	return out
}
