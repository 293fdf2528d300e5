package link

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// linkWorkloads joins each claim to the identities that it may mean, and each
// service account to the pods that run as it.
func (g *Graph) linkWorkloads() {
	roles := g.roles()
	emails := newIndex()
	clients := newIndex()
	for _, id := range g.Bundle.Identities {
		emails.add(id.ARN, id.Name, id)
		clients.add(id.ClientID, id.Name, id)
	}
	pods := g.podsByAccount()
	for _, w := range g.Bundle.Workloads {
		for i := range w.Claims {
			c := &w.Claims[i]
			c.Identity = g.linkTo(facts.KindIdentity, w.At, claimed(c, roles, emails, clients))
		}
		w.Pods = g.linkFrom(&w.Base, facts.KindPod, pods[accountKey(w.Namespace, w.Name)])
	}
	accounts := g.accounts()
	for _, p := range g.Bundle.Pods {
		p.Workload = g.linkFrom(&p.Base, facts.KindWorkload, workloadsNamed(accounts, p.Namespace, p.ServiceAccount))
	}
}

func claimed(c *facts.Claim, roles roleIndex, emails, clients *index) []candidate {
	switch c.Mechanism {
	case "irsa", "pod-identity":
		return roles.find(c.Value)
	case "gke":
		return emails.find(c.Value)
	case "azure":
		return clients.find(c.Value)
	}
	return nil
}

// accountKey identifies a service account whose namespace and name are known;
// a namespace that the manifest leaves out is "" (the one it is applied to).
func accountKey(namespace, name facts.Text) string {
	ns, okNS := namespace.Value()
	n, okName := name.Value()
	if !okName || !okNS && !namespace.Absent() {
		return "\x00"
	}
	return ns + "/" + n
}

func (g *Graph) podsByAccount() map[string][]candidate {
	out := map[string][]candidate{}
	for _, p := range g.Bundle.Pods {
		k := accountKey(p.Namespace, p.ServiceAccount)
		if k != "\x00" {
			out[k] = append(out[k], candidate{fact: p, name: p.Name, truth: text.Yes})
		}
	}
	return out
}

// accounts finds the ServiceAccounts of the scan by name.
func (g *Graph) accounts() *index {
	x := newIndex()
	for _, w := range g.Bundle.Workloads {
		if w.Object == "ServiceAccount" {
			x.add(w.Name, w.Name, w)
		}
	}
	return x
}

// workloadsNamed lists the ServiceAccounts with this namespace and name.
func workloadsNamed(accounts *index, namespace, name facts.Text) []candidate {
	var found []candidate
	for _, c := range accounts.findAll(name) {
		w, ok := c.fact.(*facts.Workload)
		if !ok {
			continue
		}
		c.truth = text.And(c.truth, sameNamespace(w.Namespace, namespace))
		if c.truth != text.No {
			found = append(found, c)
		}
	}
	return prefer(found)
}

// sameNamespace compares namespaces; one that is left to the command line may
// be any.
func sameNamespace(a, b facts.Text) text.Truth {
	if a.Absent() && b.Absent() {
		return text.Yes
	}
	if a.Absent() || b.Absent() {
		return text.Unknown
	}
	return text.Equal(a, b)
}

// linkBindings joins bindings to the roles they grant and the accounts they
// name, and roles to the bindings that grant them.
func (g *Graph) linkBindings() {
	granted := map[facts.ID][]candidate{}
	grants := newIndex()
	for _, gr := range g.Bundle.Grants {
		grants.add(gr.Name, gr.Name, gr)
	}
	accounts := g.accounts()
	for _, b := range g.Bundle.Bindings {
		found := grantsOf(b, grants)
		b.Role = g.linkFrom(&b.Base, facts.KindGrant, found)
		for _, c := range found {
			id := c.fact.FactBase().ID
			granted[id] = append(granted[id], candidate{fact: b, name: b.Name, truth: c.truth})
		}
		for i := range b.Subjects {
			s := &b.Subjects[i]
			if s.Kind.Is("ServiceAccount") {
				s.Link = g.linkFrom(&b.Base, facts.KindWorkload, workloadsNamed(accounts, s.Namespace, s.Name))
			}
		}
	}
	for _, gr := range g.Bundle.Grants {
		gr.Bindings = g.linkFrom(&gr.Base, facts.KindBinding, granted[gr.ID])
	}
}

// grantsOf lists the roles that a binding may grant. A RoleBinding's Role is
// in the binding's own namespace; a ClusterRole has none.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
func grantsOf(b *facts.Binding, grants *index) []candidate {
	var found []candidate
	for _, c := range grants.findAll(b.RoleName) {
		gr, ok := c.fact.(*facts.Grant)
		if !ok {
			continue
		}
		c.truth = text.And(c.truth, text.Equal(b.RoleKind, text.Known(gr.Object, b.RoleAt)))
		if gr.Object == "Role" {
			c.truth = text.And(c.truth, sameNamespace(gr.Namespace, b.Namespace))
		}
		if c.truth != text.No {
			found = append(found, c)
		}
	}
	return prefer(found)
}

// linkMappings joins mappings to the cloud identities they speak of, and to
// the bindings that name their user or one of their groups.
func (g *Graph) linkMappings() {
	if len(g.Bundle.Mappings) == 0 {
		return
	}
	roles := g.roles()
	for _, m := range g.Bundle.Mappings {
		m.Identity = g.linkTo(facts.KindIdentity, m.At, roles.find(m.Principal))
		var found []candidate
		for _, b := range g.Bundle.Bindings {
			truth := boundTo(b, "User", m.Username)
			for _, group := range m.Groups.Items {
				truth = text.Or(truth, boundTo(b, "Group", group))
			}
			if truth != text.No {
				found = append(found, candidate{fact: b, name: b.Name, truth: truth})
			}
		}
		m.Bindings = g.linkTo(facts.KindBinding, m.At, found)
	}
}

// boundTo decides whether a binding names a subject of this kind and name.
func boundTo(b *facts.Binding, kind string, name facts.Text) text.Truth {
	out := text.TruthOf(false)
	if b.SubjectsOpen {
		out = text.Unknown
	}
	if name.Absent() {
		return text.No
	}
	for _, s := range b.Subjects {
		truth := text.And(text.Equal(s.Kind, text.Known(kind, s.At)), text.Equal(s.Name, name))
		if s.Maybe && truth == text.Yes {
			truth = text.Unknown
		}
		out = text.Or(out, truth)
	}
	return out
}

// Bound decides whether some binding of the scan names a subject of this kind
// and name, and returns the bindings that may.
func (g *Graph) Bound(kind string, name facts.Text) (text.Truth, []*facts.Binding) {
	out := text.No
	var found []*facts.Binding
	for _, b := range g.Bundle.Bindings {
		truth := boundTo(b, kind, name)
		if b.Maybe && truth == text.Yes {
			truth = text.Unknown
		}
		if truth != text.No {
			found = append(found, b)
		}
		out = text.Or(out, truth)
	}
	return out, found
}
