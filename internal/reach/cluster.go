package reach

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// accounts declares the service accounts.
func (b *builder) accounts() {
	for _, w := range b.Bundle.Workloads {
		if w.Object == "ServiceAccount" {
			b.declare(Account, accountName(w.Namespace, w.Name), w).Namespace = w.Namespace
		}
	}
}

// pods adds what runs as which service account. A pod that names none runs as
// the namespace's default one.
// https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
func (b *builder) pods() {
	for _, p := range b.Bundle.Pods {
		n := b.declare(Pod, podName(p), p)
		n.Namespace = p.Namespace
		b.podsIn[p.Namespace.String()] = append(b.podsIn[p.Namespace.String()], p)
		name := p.ServiceAccount
		if name.Absent() {
			name = text.Known("default", p.At)
		}
		for _, a := range b.accountsOf(p.Workload, p.Namespace, name) {
			if p.Namespace.Absent() && a.node.Namespace.Absent() && a.truth == text.Unknown && a.node.At.IsZero() {
				a.truth, a.symbols = text.Yes, nil // wherever it is applied, that is its account
			}
			e := Edge{From: n, To: a.node, Step: RunsAs, Truth: a.truth, Says: "runs as", Symbols: a.symbols}
			e.Evidence = notes(note(p.At, "%s", n), note(name.At, "runs as %s", name), note(a.node.At, "%s", a.node))
			if p.ServiceAccount.Absent() {
				e.Evidence = notes(note(p.At, "%s names no service account", n), note(a.node.At, "%s", a.node))
			}
			b.step(e)
		}
	}
}

func podName(p *facts.Pod) string { return p.Object + " " + accountName(p.Namespace, p.Name) }

// mappings adds which user and groups of Kubernetes a principal of AWS becomes.
// https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
// https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
func (b *builder) mappings() {
	for _, m := range b.Bundle.Mappings {
		for _, from := range b.mapped(m) {
			for _, to := range b.becomes(m) {
				e := to
				e.From, e.Step = from.node, Mapped
				e.Truth = text.And(to.Truth, from.truth)
				e.Symbols = append(append([]string{}, to.Symbols...), from.symbols...)
				e.Evidence = notes(note(m.At, "%s maps %s", formOf(m), m.Principal), note(from.node.At, "%s", from.node))
				if len(m.Faults) > 0 || m.Maybe {
					e.Truth, e.Symbols = text.And(e.Truth, text.Unknown), append(e.Symbols, "whether the entry "+m.Address+" counts")
				}
				b.step(e)
			}
		}
	}
}

func formOf(m *facts.Mapping) string {
	switch m.Form {
	case "aws-auth":
		return "aws-auth"
	case "access-entry":
		return "an access entry"
	}
	return "an identity mapping"
}

// mapped lists the identities that a mapping may speak of: those of the scan,
// else the one that its ARN names.
func (b *builder) mapped(m *facts.Mapping) []at {
	var out []at
	for _, n := range m.Identity.Candidates {
		id, ok := b.Fact(n.ID).(*facts.Identity)
		if !ok || b.byFact[id.ID] == nil {
			continue
		}
		claim := facts.Claim{Value: m.Principal, Identity: m.Identity}
		truth, _, open := b.means(&claim, n, id)
		out = append(out, at{node: b.byFact[id.ID], truth: truth, symbols: open})
	}
	a, ok := iam.ParseARN(m.Principal)
	if len(out) > 0 || !ok {
		return out
	}
	kind, path, _ := strings.Cut(a.Resource.String(), "/")
	name := path[strings.LastIndexByte(path, '/')+1:]
	switch {
	case name == "":
	case kind == "role":
		out = append(out, at{node: b.mention(Role, name), truth: text.Yes})
	case kind == "user":
		out = append(out, at{node: b.mention(IAMUser, name), truth: text.Yes})
	}
	return out
}

// clusterAdmin is the access policy that makes an administrator.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
const clusterAdmin = "AmazonEKSClusterAdminPolicy"

// becomes lists what a mapping makes of its principal.
func (b *builder) becomes(m *facts.Mapping) []Edge {
	var out []Edge
	add := func(k Kind, name facts.Text) {
		if name.Absent() || name.Is("") {
			return
		}
		e := Edge{To: b.mention(k, name.String()), Truth: text.Yes, Says: "is mapped to"}
		if !name.IsKnown() {
			e.Truth, e.Symbols = text.Unknown, symbols(name)
		}
		out = append(out, e)
	}
	add(User, m.Username)
	for _, g := range m.Groups.Items {
		add(Group, g)
	}
	for _, p := range m.Policies {
		_, admin := p.Policy.CutSuffix(clusterAdmin)
		switch {
		case admin && p.Scope.Is("cluster"):
			out = append(out, Edge{To: b.cluster(), Truth: text.Yes, Says: "administers, by an access policy,"})
		case admin || !p.Policy.IsKnown():
			out = append(out, Edge{To: b.cluster(), Truth: text.Unknown, Says: "administers, by an access policy,", Symbols: append(symbols(p.Policy, p.Scope), "the scope of the access policy")})
		}
	}
	return out
}

const clusterName = "the administrator of the cluster"

// cluster is the node of the administrators. The scan may speak of several
// clusters; which of them a manifest is for is not written anywhere.
func (b *builder) cluster() *Node { return b.mention(Cluster, clusterName) }

// masters is the group that may do everything, whatever is bound to it.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
const masters = "system:masters"

// administration adds what administrators of the cluster are: every service
// account of it, and who signs its tokens, since they can have any signed.
func (b *builder) administration() {
	if g := b.byID[string(Group)+"/"+masters]; g != nil {
		b.step(Edge{From: g, To: b.cluster(), Step: Administers, Truth: text.Yes, Says: "is"})
	}
	from := b.byID[string(Cluster)+"/"+clusterName]
	if from == nil {
		return
	}
	for _, n := range b.nodes {
		if n.Kind == Account {
			e := Edge{From: from, To: n, Step: Commands, Truth: text.Yes, Says: "can make tokens of", Evidence: notes(note(n.At, "%s", n))}
			if b.several(n) {
				e.Truth, e.Symbols = text.Unknown, []string{"which cluster " + n.Name + " is in"}
			}
			b.step(e)
		}
	}
	for _, issuer := range b.issuers {
		to := b.byID[string(Issuer)+"/"+issuer.String()]
		if to == nil {
			continue
		}
		e := Edge{From: from, To: to, Step: Commands, Truth: text.Yes, Says: "can have tokens of any service account signed by"}
		if len(b.issuers) > 1 {
			e.Truth, e.Symbols = text.Unknown, []string{"which cluster is meant"}
		}
		b.step(e)
	}
}
