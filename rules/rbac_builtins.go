package rules

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// rbacBuiltins ask what a rule of a Kubernetes role allows, and where.
func rbacBuiltins() []Builtin {
	rule := law.Param{Name: "rule", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Rule]()}
	requests := law.Param{Name: "requests", Kind: law.ParamStrings}
	grant := law.Param{Name: "role", Kind: law.ParamID}
	const symbols = "a verb, a group, a resource or a name of the rule is a symbol, or there may be more of them"
	const bindings = "a subject, a role reference or a name is a symbol, or a binding may not exist"
	return []Builtin{
		{
			Name: "allow", Params: []law.Param{rule, requests}, Result: law.ResultString,
			Doc:        `The rule allows some request ("create pods/exec", "escalate roles.rbac.authorization.k8s.io") on objects of all names, as the API server evaluates it; gives the requests that it allows.`,
			Quantifier: "some request", Unknown: symbols,
			Ask: func(c *Call) Answer { return ofRule(c, allow(c, *ElementOf[facts.Rule](c, 0))) },
		},
		{
			Name: "allow_by_name", Params: []law.Param{rule, requests}, Result: law.ResultString,
			Doc:        "The rule allows some request, but only on the objects that its resourceNames list; gives the requests that it allows.",
			Quantifier: "some request", Unknown: symbols,
			Ask: func(c *Call) Answer { return ofRule(c, allowByName(c)) },
		},
		{
			Name: "allow_everything", Params: []law.Param{rule},
			Doc:     "The rule allows every verb on every resource, of all groups or of the core group.",
			Unknown: symbols,
			Ask:     func(c *Call) Answer { return ofRule(c, Say(rbac.AllowsEverything(ElementOf[facts.Rule](c, 0)))) },
		},
		{
			Name: "hold_wildcard", Params: []law.Param{rule}, Result: law.ResultString,
			Doc:     "The rule allows every verb on something, or something on every resource of a group; says what.",
			Unknown: symbols,
			Ask: func(c *Call) Answer {
				what, truth := rbac.Wildcard(ElementOf[facts.Rule](c, 0))
				return ofRule(c, Answer{Truth: truth, Evidence: Evidence{String: what}})
			},
		},
		{
			Name: "be_about_kubernetes", Params: []law.Param{rule},
			Doc:        "The rule is about an API group of Kubernetes itself, or about all groups; not only about those that an operator brings.",
			Quantifier: "some group of the rule", Unknown: "a group is a symbol, or there may be more of them",
			Ask: func(c *Call) Answer {
				return ofRule(c, Say(rbac.InGroups(ElementOf[facts.Rule](c, 0), rbac.BuiltinGroup)))
			},
		},
		{
			Name: "be_granted_to_cluster", Params: []law.Param{grant},
			Doc:        "Some ClusterRoleBinding of the scan grants the role, so it holds in all namespaces.",
			Quantifier: "some binding", Unknown: bindings,
			Ask: func(c *Call) Answer {
				return granted(c, func(b *facts.Binding) text.Truth {
					return text.And(hasSubjects(b), text.TruthOf(b.Object == "ClusterRoleBinding"))
				})
			},
		},
		{
			Name: "be_granted_in", Params: []law.Param{grant, {Name: "namespace", Kind: law.ParamString}},
			Doc:        "Some RoleBinding in the namespace grants the role.",
			Quantifier: "some binding", Unknown: bindings,
			Ask: func(c *Call) Answer {
				namespace := text.Known(c.String(1), c.Fact().FactBase().At)
				return granted(c, func(b *facts.Binding) text.Truth {
					return text.And(hasSubjects(b), text.TruthOf(b.Object == "RoleBinding"), text.Equal(b.Namespace, namespace))
				})
			},
		},
	}
}

// ofRule names what an answer about the rule that is the first argument hangs
// on.
func ofRule(c *Call, a Answer) Answer { return ofRuleAt(c, 0, a) }

func ofRuleAt(c *Call, param int, a Answer) Answer {
	r := ElementOf[facts.Rule](c, param)
	path := ""
	if h := c.handle(param); h != nil {
		path = c.ev.table.Path(*h)
	}
	for _, l := range []struct {
		name string
		list facts.List
	}{{"api_groups", r.APIGroups}, {"resources", r.Resources}, {"resource_names", r.ResourceNames}, {"verbs", r.Verbs}} {
		for _, t := range l.list.Items {
			for _, s := range t.Symbols() {
				a.Symbols = append(a.Symbols, s.Name)
			}
		}
		if !l.list.Closed {
			a.Symbols = append(a.Symbols, "more "+path+"."+l.name)
		}
	}
	return a
}

// hasSubjects decides whether a binding binds anybody.
func hasSubjects(b *facts.Binding) text.Truth {
	out := text.No
	for _, s := range b.Subjects {
		if !s.Maybe {
			return text.Yes
		}
		out = text.Unknown
	}
	if b.SubjectsOpen {
		out = text.Unknown
	}
	return out
}

// maxRequests bounds how many resources a message lists.
const maxRequests = 4

// allow asks about requests on objects of any name.
func allow(c *Call, rule facts.Rule) Answer { return allowSome(c, rule, c.Strings(1)) }

func allowSome(c *Call, rule facts.Rule, requests []string) Answer {
	var sure, maybe []rbac.Request
	for _, s := range requests {
		q, ok := rbac.ParseRequest(s)
		if !ok {
			c.fail(1, `requests such as "get secrets"`)
			return Answer{}
		}
		switch rbac.Allows(&rule, q) {
		case text.Yes:
			sure = append(sure, q)
		case text.Unknown:
			maybe = append(maybe, q)
		}
	}
	switch {
	case len(sure) > 0:
		return Answer{Truth: text.Yes, Evidence: Evidence{String: listed(sure)}}
	case len(maybe) > 0:
		return Answer{Truth: text.Unknown, Evidence: Evidence{String: listed(maybe)}}
	}
	return Say(text.No)
}

// allowByName asks about a rule as if it had no resourceNames, provided that
// it has some.
func allowByName(c *Call) Answer {
	rule := *ElementOf[facts.Rule](c, 0)
	limited := rbac.Unlimited(rule.ResourceNames).Not()
	names := showList(rule.ResourceNames)
	rule.ResourceNames = facts.List{Closed: true}
	a := allow(c, rule)
	a.Truth = text.And(a.Truth, limited)
	if a.Evidence.String != "" {
		a.Evidence.String += fmt.Sprintf(" (named %s)", names)
	}
	return a
}

// listed writes requests for people, the verbs of one resource together:
// "get, list secrets".
func listed(requests []rbac.Request) string {
	var resources []string
	verbs := map[string]string{}
	for _, q := range requests {
		verb := q.Verb
		q.Verb = ""
		resource := strings.TrimSpace(q.String())
		if verbs[resource] == "" {
			resources = append(resources, resource)
		} else {
			verb = ", " + verb
		}
		verbs[resource] += verb
	}
	var out []string
	for i, r := range resources {
		if i == maxRequests {
			out = append(out, fmt.Sprintf("%d more", len(resources)-i))
			break
		}
		out = append(out, verbs[r]+" "+r)
	}
	return strings.Join(out, "; ")
}
