package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsauth"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// clusterAdminBuiltins ask what the users and groups of mappings may do.
func clusterAdminBuiltins() []Builtin {
	mapping := law.Param{Name: "mapping", Kind: law.ParamID}
	policy := law.Param{Name: "policy", Kind: law.ParamElement, Of: reflect.TypeFor[facts.AccessPolicy]()}
	subject := []law.Param{{Name: "subject", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Subject]()}}
	const bindings = "the user name, a group, a binding or a role holds a symbol, or may not exist"
	const users = "the subject, or a user name of a mapping, is a symbol"
	return []Builtin{
		{
			Name: "administer_cluster", Params: []law.Param{mapping, {Name: "how", Kind: law.ParamString}}, Result: law.ResultString,
			Doc: "By its user and groups, other than system:masters, the mapped principal may do everything in the cluster or give itself that (how is direct), " +
				"or may write aws-auth or act as a controller of Kubernetes that can (how is indirect); says how.",
			Quantifier: "all bindings of the scan", Unknown: bindings,
			Ask: administersCluster,
		},
		{
			Name: "administer_by_policy", Params: []law.Param{policy}, Result: law.ResultString,
			Doc:     "The access policy is one of administrators (AmazonEKSClusterAdminPolicy, AmazonEKSAdminPolicy), for the whole cluster; gives its name.",
			Unknown: "the policy or its scope is a symbol",
			Ask:     administersByPolicy,
		},
		{
			Name: "be_unmapped", Params: subject, Result: law.ResultString,
			Doc:        "The subject is a user that no mapping gives, in a scan that holds every mapping; gives a hint, or the empty string.",
			Quantifier: "all mappings", Unknown: users,
			Ask: func(c *Call) Answer { return unmapped(c, true) },
		},
		{
			Name: "be_unmapped_in_scan", Params: subject, Result: law.ResultString,
			Doc:        "The subject is a user that no mapping of this scan gives, although it has some; gives a hint, or the empty string.",
			Quantifier: "all mappings of the scan", Unknown: users,
			Ask: func(c *Call) Answer { return unmapped(c, false) },
		},
	}
}

func administersByPolicy(c *Call) Answer {
	p := ElementOf[facts.AccessPolicy](c, 0)
	level, known := awsauth.PolicyLevel(p.Policy)
	a := Answer{Evidence: Evidence{String: p.Policy.String()}}
	for _, t := range []facts.Text{p.Policy, p.Scope} {
		for _, s := range t.Symbols() {
			a.Symbols = append(a.Symbols, s.Name)
		}
	}
	if known {
		a.Evidence.String = a.Evidence.String[strings.LastIndexByte(a.Evidence.String, '/')+1:]
		a.Truth = text.TruthOf(level == awsauth.ClusterAdmin || level == awsauth.Admin)
	}
	a.Truth = text.And(a.Truth, awsauth.ClusterWide(p))
	return a
}

// aggregator is a service account that every cluster has and that may write any
// permission into any ClusterRole.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
const aggregator = "clusterrole-aggregation-controller"

// wayUp is a set of requests that together make an administrator.
type wayUp struct {
	says string
	all  []rbac.Request
}

// waysUp lists what makes an administrator, best first.
// https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
func waysUp(m *facts.Mapping, how string) []wayUp {
	of := func(verb, resource string) rbac.Request {
		return rbac.Request{Verb: verb, Group: rbacGroup, Resource: resource}
	}
	system := func(q rbac.Request) rbac.Request {
		q.Namespace = "kube-system"
		return q
	}
	if how != "direct" {
		out := []wayUp{
			{"impersonate the controllers in kube-system, one of which may write any role", []rbac.Request{system(rbac.Request{Verb: "impersonate", Resource: "serviceaccounts", Name: aggregator})}},
			{"make tokens of the controllers in kube-system, one of which may write any role", []rbac.Request{system(rbac.Request{Verb: "create", Resource: "serviceaccounts", Subresource: "token", Name: aggregator})}},
			{"run pods in kube-system, as its controllers too, one of which may write any role", []rbac.Request{system(rbac.Request{Verb: "create", Resource: "pods"})}},
		}
		for _, verb := range []string{"update", "patch"} {
			if m.Form != "access-entry" {
				q := system(rbac.Request{Verb: verb, Resource: "configmaps", Name: "aws-auth"})
				out = slices.Insert(out, 0, wayUp{"map anybody to system:masters in aws-auth", []rbac.Request{q}})
			}
		}
		return out
	}
	bind := of("bind", "clusterroles")
	bind.Name = "cluster-admin"
	out := []wayUp{{"do everything", []rbac.Request{{Verb: "*", Group: "*", Resource: "*"}}}}
	for _, verb := range []string{"create", "update", "patch"} {
		out = append(out, wayUp{"bind cluster-admin to itself", []rbac.Request{bind, of(verb, "clusterrolebindings")}})
	}
	for _, verb := range []string{"update", "patch"} {
		out = append(out, wayUp{"write any permission into a ClusterRole", []rbac.Request{of("escalate", "clusterroles"), of(verb, "clusterroles")}})
	}
	out = append(out, wayUp{"impersonate system:masters", []rbac.Request{{Verb: "impersonate", Resource: "groups", Name: "system:masters"}}})
	return out
}

// subjectOf is the user that a mapping makes, as far as it is known; why names
// what is not. That everybody authenticated is bound is another rule's matter.
func subjectOf(m *facts.Mapping) (u rbac.User, why []string) {
	user := awsauth.Username(m)
	if name, known := user.Value(); known && !strings.Contains(name, "{{") {
		u.Name = name
	} else if !known && !m.Username.Absent() {
		why = append(why, symbolsOf(user)...)
	}
	for _, g := range m.Groups.Items {
		switch name, known := g.Value(); {
		case known:
			u.Groups = append(u.Groups, name)
		default:
			why = append(why, symbolsOf(g)...)
		}
	}
	if !m.Groups.Closed {
		why = append(why, "more groups of "+m.Principal.String())
	}
	return u, why
}

// ascend decides whether a mapping makes an administrator, and how.
func ascend(g *link.Graph, m *facts.Mapping, how string) (says string, by []rbac.Decision, truth text.Truth, why []string) {
	u, open := subjectOf(m)
	if awsauth.Dropped(m) || slices.Contains(u.Groups, "system:masters") || u.Name == "" && len(u.Groups) == 0 && len(open) == 0 {
		return "", nil, text.No, nil
	}
	if _, over := awsauth.Overridden(entriesOf(g, m), m); over == text.Yes {
		return "", nil, text.No, nil
	}
	truth = text.No
	for _, way := range waysUp(m, how) {
		one := text.Yes
		var decisions []rbac.Decision
		for _, q := range way.all {
			d := g.RBAC().Authorize(u, q)
			one = text.And(one, d.Truth)
			decisions = append(decisions, d)
		}
		if one == text.Yes {
			return way.says, decisions, one, nil
		}
		if one == text.Unknown && truth == text.No {
			says, by, truth = way.says, decisions, one
			for _, d := range decisions {
				why = append(why, d.Symbols...)
			}
		}
	}
	if truth == text.No && len(open) > 0 {
		return "do everything", nil, text.Unknown, open
	}
	return says, by, truth, why
}

func administersCluster(c *Call) Answer {
	m := mappingOf(c)
	if m == nil {
		return Say(text.No)
	}
	how := c.String(1)
	if how != "direct" {
		if _, _, direct, _ := ascend(c.Graph(), m, "direct"); direct == text.Yes {
			return Say(text.No) // told already
		}
	}
	says, by, truth, why := ascend(c.Graph(), m, how)
	a := Answer{Truth: truth, Evidence: Evidence{String: says}, Symbols: why}
	if len(by) > 0 && by[0].Evidence.Binding != nil {
		a.Evidence.String = fmt.Sprintf("%s, by %s", says, by[0].Evidence.Binding.Address)
	}
	return a
}

// traceMapping goes from a mapped principal to what makes it an administrator.
func traceMapping(g *link.Graph, m *facts.Mapping) []finding.Note {
	out := []finding.Note{{At: m.At, Message: m.Principal.String() + " is mapped"}}
	for _, how := range []string{"direct", "indirect"} {
		says, by, truth, _ := ascend(g, m, how)
		if truth != text.Yes {
			continue
		}
		for _, d := range by {
			e := d.Evidence
			if e.Binding == nil || e.Binding.At.IsZero() {
				continue
			}
			out = append(out, finding.Note{At: e.Binding.At, Message: fmt.Sprintf("%s grants %s %s", e.Binding.Address, e.Binding.RoleKind, e.Binding.RoleName)})
			if e.From != nil && e.Rule < len(e.From.Rules) && !e.From.Rules[e.Rule].At.IsZero() {
				out = append(out, finding.Note{At: e.From.Rules[e.Rule].At, Message: e.From.Address + " allows to " + says})
			}
		}
		break
	}
	return slices.CompactFunc(out, func(a, b finding.Note) bool { return a == b })
}

// fromElsewhere reports whether a user is one of Kubernetes itself, or has a name
// of an identity provider's form.
func fromElsewhere(name string) bool {
	return strings.HasPrefix(name, "system:") || strings.HasPrefix(name, "eks:") || strings.ContainsAny(name, "@#/") && !strings.HasPrefix(name, "arn:")
}

// unmapped decides whether a subject is a user whom nobody becomes.
func unmapped(c *Call, closedWorld bool) Answer {
	s, g := ElementOf[facts.Subject](c, 0), c.Graph()
	name, _ := s.Name.Value()
	if s.Name.Absent() || fromElsewhere(name) || closedWorld != g.CompleteAt(facts.KindMapping, s.At) {
		return Say(text.No)
	}
	out := Answer{Truth: text.Equal(s.Kind, text.Known("User", s.At))}
	var groups, names []string
	mappings := 0
	for _, m := range g.Bundle.Mappings {
		if awsauth.Dropped(m) || len(m.Policies) > 0 && m.Type.Absent() {
			continue
		}
		mappings++
		one := becomes(m, s.Name)
		out.Truth = text.And(out.Truth, one.Not())
		if one == text.Unknown {
			out.Symbols = append(out.Symbols, "the user of "+m.Principal.String())
		}
		names = append(names, awsauth.Username(m).String())
		for _, group := range m.Groups.Items {
			groups = append(groups, group.String())
		}
	}
	if mappings == 0 && !closedWorld {
		return Say(text.No)
	}
	out.Evidence.String = userHint(name, names, groups)
	return out
}

// becomes decides whether a mapping makes somebody a user.
func becomes(m *facts.Mapping, user facts.Text) text.Truth {
	name, known := user.Value()
	out := text.Unknown
	switch {
	case m.List == awsauth.MapAccounts && !strings.HasPrefix(name, "arn:"):
		out = text.No // their users have the ARN for a name
	case m.List == awsauth.MapAccounts:
	case known:
		out = awsauth.MayBecome(awsauth.Username(m), name)
	}
	return text.And(out, certainly(!m.Maybe))
}

// userHint tells of the mapping that was probably meant.
func userHint(name string, names, groups []string) string {
	if slices.Contains(groups, name) {
		return fmt.Sprintf("; %s is a group there", name)
	}
	if meant := near.Word(name, names); meant != "" {
		return fmt.Sprintf("; perhaps %s is meant", meant)
	}
	return ""
}
