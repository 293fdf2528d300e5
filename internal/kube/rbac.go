package kube

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// grant reads a Role or a ClusterRole.
func (r *reader) grant(ob *object) {
	g := &facts.Grant{
		Base: r.base(facts.KindGrant, ob.address, ob.at), Object: ob.kind,
		Namespace: ob.namespace, Name: ob.name, Labels: entries(ob.meta.Get("labels")),
	}
	g.LabelsOpen = open(ob.meta.Get("labels")) || ob.meta.Get("labels") == nil && ob.meta.MayHold("labels")
	aggregation(g, ob)
	items, more := elements(ob.node, "rules")
	g.RulesOpen = more
	for _, item := range items {
		n := item.Value
		g.Rules = append(g.Rules, facts.Rule{
			At: n.At.FirstLine(), Maybe: item.Maybe,
			APIGroups: list(n, "apiGroups"), Resources: list(n, "resources"), ResourceNames: list(n, "resourceNames"),
			NonResourceURLs: list(n, "nonResourceURLs"), Verbs: list(n, "verbs"),
		})
	}
	r.out.Add(g)
}

// aggregation reads which other roles a role takes its rules from.
func aggregation(g *facts.Grant, ob *object) {
	rule := ob.node.Get("aggregationRule")
	if rule == nil && ob.node.MayHold("aggregationRule") {
		g.Aggregated = facts.Flag{Present: true, At: ob.at, Why: why(ob.node.Str())}
		g.AggregatesOpen = true
		return
	}
	if rule == nil || rule.Kind == text.Null {
		return
	}
	g.Aggregated = facts.Flag{Truth: text.Yes, Present: true, At: rule.At.FirstLine()}
	if rule.Kind == text.Opaque || perhaps(ob.node, "aggregationRule") {
		g.Aggregated.Truth, g.Aggregated.Why = text.Unknown, why(rule.Text)
	}
	items, more := elements(rule, "clusterRoleSelectors")
	g.AggregatesOpen = more
	for _, item := range items {
		if item.Maybe {
			g.AggregatesOpen = true
			continue
		}
		g.Aggregates = append(g.Aggregates, selector(item.Value))
	}
}

// selector reads a selector of labels.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
func selector(n *text.Node) facts.Selector {
	labels := n.Get("matchLabels")
	items, more := elements(n, "matchExpressions")
	out := facts.Selector{
		At: n.At.FirstLine(), Labels: entries(labels),
		Open: more || open(labels) || labels == nil && n.MayHold("matchLabels"),
	}
	for _, item := range items {
		out.Requirements = append(out.Requirements, facts.Requirement{
			At: item.Value.At.FirstLine(), Maybe: item.Maybe,
			Key: str(item.Value, "key"), Operator: str(item.Value, "operator"), Values: list(item.Value, "values"),
		})
	}
	return out
}

// binding reads a RoleBinding or a ClusterRoleBinding.
func (r *reader) binding(ob *object) {
	ref := ob.node.Get("roleRef")
	if ref == nil && ob.node.MayHold("roleRef") {
		ref = &text.Node{Kind: text.Opaque, Text: str(ob.node, "roleRef"), At: ob.at}
	}
	b := &facts.Binding{
		Base: r.base(facts.KindBinding, ob.address, ob.at), Object: ob.kind,
		Namespace: ob.namespace, Name: ob.name,
		RoleGroup: str(ref, "apiGroup"), RoleKind: str(ref, "kind"), RoleName: str(ref, "name"), RoleAt: ob.at,
	}
	if name := ref.Get("name"); name != nil {
		b.RoleAt = name.At
	} else if ref != nil {
		b.RoleAt = ref.At.FirstLine()
	}
	items, more := elements(ob.node, "subjects")
	b.SubjectsOpen = more
	for _, item := range items {
		n := item.Value
		at := n.At.FirstLine()
		if name := n.Get("name"); name != nil {
			at = name.At
		}
		b.Subjects = append(b.Subjects, facts.Subject{
			Kind: str(n, "kind"), Name: str(n, "name"), Namespace: str(n, "namespace"),
			APIGroup: str(n, "apiGroup"), At: at, Maybe: item.Maybe,
		})
	}
	r.out.Add(b)
}
