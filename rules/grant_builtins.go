package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// grantBuiltins ask what a role gives beyond the single request: to whom, near
// what, and whether at all.
func grantBuiltins() []Builtin {
	rule := law.Param{Name: "rule", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Rule]()}
	requests := law.Param{Name: "requests", Kind: law.ParamStrings}
	grant := []law.Param{{Name: "role", Kind: law.ParamID}}
	const symbols = "a verb, a group, a resource or a name of the rule is a symbol, or there may be more of them"
	const bindings = "a subject, a role reference or a name is a symbol, or a binding may not exist"
	return []Builtin{
		{
			Name: "allow_named", Params: []law.Param{rule, requests}, Result: law.ResultString,
			Doc:        "The rule allows some request on objects of all names, by a resource that it names: it has no wildcard of resources; gives the requests that it allows.",
			Quantifier: "some request", Unknown: symbols,
			Ask: func(c *Call) Answer { return ofRule(c, allowNamed(c)) },
		},
		{
			Name: "allow_unnamed", Params: []law.Param{rule, requests}, Result: law.ResultString,
			Doc:        "The rule allows some request on objects of all names, by a wildcard of resources; gives the requests that it allows.",
			Quantifier: "some request", Unknown: symbols,
			Ask: func(c *Call) Answer { return ofRule(c, allowUnnamed(c)) },
		},
		{
			Name: "be_told_by_power", Params: []law.Param{rule},
			Doc:        "Another rule of kind grant tells of a single power that this one gives: reading Secrets or becoming somebody else, however it is written, or another by a resource that is named.",
			Quantifier: "some power", Unknown: symbols,
			Ask: func(c *Call) Answer { return ofRule(c, Say(toldByPower(ElementOf[facts.Rule](c, 0)))) },
		},
		{
			Name: "allow_on", Params: []law.Param{rule, requests, {Name: "name", Kind: law.ParamString}}, Result: law.ResultString,
			Doc:        "The rule allows some request on the object with this name, by a resource that it names; gives the requests that it allows.",
			Quantifier: "some request", Unknown: symbols,
			Ask: func(c *Call) Answer { return ofRule(c, allowOn(c)) },
		},
		{
			Name: "be_granted_near_cloud_identity", Params: grant, Result: law.ResultString,
			Doc:        "Some binding grants the role where a service account of the scan has a cloud identity: in its namespace, or in the whole cluster; gives the account.",
			Quantifier: "some binding, some service account", Unknown: bindings,
			Ask: nearCloudIdentity,
		},
		{
			Name: "speak_of_eks", Params: grant,
			Doc:     "The scan speaks of a cluster of EKS that reads the ConfigMap aws-auth: there is an entry of aws-auth, an account with a role of AWS, or the cluster itself; and no cluster of the scan takes access entries only.",
			Unknown: "never: what is not known is left out",
			Ask:     func(c *Call) Answer { return Say(text.TruthOf(speaksOfEKS(c.Graph().Bundle))) },
		},
		{
			Name: "grant_nothing", Params: []law.Param{{Name: "role", Kind: law.ParamID}, rule}, Result: law.ResultString,
			Doc:        "The rule of the role gives nothing for something that it says: a resource of Kubernetes in a group that does not have it, a verb that does not exist, create with resourceNames; and no other rule of the role gives it. Says what.",
			Quantifier: "some resource, some verb", Unknown: symbols,
			Ask: func(c *Call) Answer {
				gr, ok := c.Graph().Fact(c.ID(0)).(*facts.Grant)
				if !ok {
					return Say(text.No)
				}
				reason, truth := rbac.Nothing(gr, ElementOf[facts.Rule](c, 1))
				a := Answer{Truth: truth, Evidence: Evidence{String: reason}}
				if truth == text.Unknown {
					a.Symbols = []string{"another group, or rule of " + gr.Address}
				}
				return a
			},
		},
		{
			Name: "be_never_granted", Params: grant,
			Doc:        "No binding grants the role, in a scan that holds every binding; and no other role aggregates it, nor is it one that Kubernetes keeps.",
			Quantifier: "all bindings", Unknown: bindings,
			Ask: func(c *Call) Answer {
				return Answer{Truth: neverGranted(c), Symbols: []string{"the bindings and roles that may mean it"}}
			},
		},
	}
}

// allowNamed is allow for a rule without a wildcard of resources, which is told
// of by itself.
func allowNamed(c *Call) Answer {
	r := ElementOf[facts.Rule](c, 0)
	a := allow(c, *r)
	a.Truth = text.And(a.Truth, namesResources(r))
	return a
}

// allowUnnamed is allow for a rule with a wildcard of resources.
func allowUnnamed(c *Call) Answer {
	r := ElementOf[facts.Rule](c, 0)
	a := allow(c, *r)
	a.Truth = text.And(a.Truth, namesResources(r).Not())
	return a
}

// powers are what the other rules of the kind tell of: the first list whatever
// the rule is like, the second by resources that are named.
var powers = [2][]string{
	{
		"get secrets", "list secrets", "watch secrets", "create serviceaccounts/token", "impersonate users", "impersonate groups", "impersonate serviceaccounts",
		"bind roles.rbac.authorization.k8s.io", "bind clusterroles.rbac.authorization.k8s.io",
		"escalate roles.rbac.authorization.k8s.io", "escalate clusterroles.rbac.authorization.k8s.io",
	},
	{
		"create pods", "create replicationcontrollers", "create deployments.apps", "create daemonsets.apps", "create replicasets.apps",
		"create statefulsets.apps", "create jobs.batch", "create cronjobs.batch", "create serviceaccounts", "update serviceaccounts",
		"create rolebindings.rbac.authorization.k8s.io", "create clusterrolebindings.rbac.authorization.k8s.io",
		"create mutatingwebhookconfigurations.admissionregistration.k8s.io", "create validatingwebhookconfigurations.admissionregistration.k8s.io",
		"update certificatesigningrequests.certificates.k8s.io/approval", "get nodes/proxy", "create nodes/proxy",
		"create pods/exec", "create pods/attach", "create pods/portforward", "update pods/ephemeralcontainers",
		"create persistentvolumes", "update services/status", "delete events", "update networkpolicies.networking.k8s.io",
	},
}

func toldByPower(r *facts.Rule) text.Truth {
	var ask [2]text.Truth
	for i, list := range powers {
		ask[i] = text.No
		for _, s := range list {
			q, _ := rbac.ParseRequest(s)
			ask[i] = text.Or(ask[i], rbac.Allows(r, q))
		}
	}
	return text.Or(ask[0], text.And(ask[1], namesResources(r)))
}

func namesResources(r *facts.Rule) text.Truth {
	out := text.Yes
	for _, t := range r.Resources.Items {
		out = text.And(out, text.Equal(t, text.Known("*", t.At)).Not())
	}
	if !r.Resources.Closed {
		out = text.And(out, text.Unknown)
	}
	return out
}

// allowOn asks about requests on one object.
func allowOn(c *Call) Answer {
	rule := *ElementOf[facts.Rule](c, 0)
	limited := rule.ResourceNames
	named := text.TruthOf(len(limited.Items) == 0 && limited.Closed)
	for _, t := range limited.Items {
		named = text.Or(named, text.Equal(t, text.Known(c.String(2), t.At)))
	}
	if !limited.Closed {
		named = text.Or(named, text.Unknown)
	}
	rule.ResourceNames = facts.List{Closed: true}
	a := allow(c, rule)
	a.Truth = text.And(a.Truth, named, namesResources(&rule))
	return a
}

// nearCloudIdentity looks for accounts with an annotation or an association of
// a cloud, in the namespaces that the role is granted in.
func nearCloudIdentity(c *Call) Answer {
	b := c.Graph().Bundle
	out := Say(text.No)
	try := func(namespace, name facts.Text, with string) {
		a := granted(c, func(bound *facts.Binding) text.Truth {
			if bound.Object == "ClusterRoleBinding" {
				return hasSubjects(bound)
			}
			return text.And(hasSubjects(bound), text.Equal(bound.Namespace, namespace))
		})
		if a.Truth == text.No || out.Truth == text.Yes || out.Truth == a.Truth {
			return
		}
		a.Evidence.String = fmt.Sprintf("%s (%s)", account(namespace, name), with)
		out = a
	}
	for _, w := range b.Workloads {
		if w.Object == "ServiceAccount" && len(w.Claims) > 0 && !w.Maybe {
			try(w.Namespace, w.Name, w.Claims[0].Key)
		}
	}
	for _, a := range b.Associations {
		if !a.Maybe {
			try(a.Namespace, a.ServiceAccount, "EKS Pod Identity")
		}
	}
	return out
}

func account(namespace, name facts.Text) string {
	if namespace.Absent() {
		return name.String()
	}
	return namespace.String() + "/" + name.String()
}

// speaksOfEKS: a cluster whose authentication mode is API does not read the
// ConfigMap.
// https://docs.aws.amazon.com/eks/latest/userguide/grant-k8s-access.html#set-cam
func speaksOfEKS(b *facts.Bundle) bool {
	found := slices.ContainsFunc(b.Mappings, func(m *facts.Mapping) bool { return m.Form == "aws-auth" || m.Form == "eksctl" })
	for _, w := range b.Workloads {
		found = found || slices.ContainsFunc(w.Claims, func(c facts.Claim) bool { return c.Mechanism == "irsa" })
	}
	for _, cl := range b.Clusters {
		if cl.Form != "eks" && cl.Form != "eksctl" {
			continue
		}
		if cl.AuthenticationMode.Is("API") {
			return false
		}
		found = true
	}
	return found
}

// neverGranted: aggregation grants a role by another.
func neverGranted(c *Call) text.Truth {
	gr, ok := c.Graph().Fact(c.ID(0)).(*facts.Grant)
	if !ok || !gr.Bindings.Complete || slices.ContainsFunc(gr.Bindings.Candidates, func(n facts.Neighbour) bool { return n.Sure }) {
		return text.No
	}
	name, _ := gr.Name.Value()
	if gr.Object == "ClusterRole" && rbac.BuiltinClusterRole(name) || gr.Object == "Role" && rbac.BuiltinRole(name) {
		return text.No
	}
	if gr.LabelsOpen || !gr.Name.IsKnown() {
		return text.Unknown
	}
	for _, l := range gr.Labels {
		key, known := l.Key.Value()
		if !known || strings.HasPrefix(key, "rbac.authorization.k8s.io/aggregate-to-") {
			return text.No
		}
	}
	out := text.Yes
	if gr.Bindings.Count > 0 {
		out = text.Unknown
	}
	for _, other := range c.Graph().Bundle.Grants {
		if other != gr {
			out = text.And(out, rbac.Aggregates(other, gr).Not())
		}
	}
	return out
}
