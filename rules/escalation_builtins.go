package rules

import (
	"reflect"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// becoming are the requests by which a subject becomes another or gives itself
// any right: the first list also where a role is granted in a namespace. Users,
// groups and cluster roles are in no namespace, so that a RoleBinding gives
// nothing on them; a binding in a namespace to a cluster role is one of the
// namespace, and asks for bind there.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update
// https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
var becoming = [2][]string{
	{
		"bind clusterroles.rbac.authorization.k8s.io", "bind roles.rbac.authorization.k8s.io", "create serviceaccounts/token",
		"escalate roles.rbac.authorization.k8s.io", "impersonate serviceaccounts",
	},
	{"escalate clusterroles.rbac.authorization.k8s.io", "impersonate groups", "impersonate users"},
}

// escalationBuiltins ask whether a rule lets a subject become another.
func escalationBuiltins() []Builtin {
	role := law.Param{Name: "role", Kind: law.ParamID}
	rule := law.Param{Name: "rule", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Rule]()}
	const symbols = "a verb, a group, a resource or a name of the rule is a symbol, or there may be more of them"
	return []Builtin{
		{
			Name: "let_become_others", Params: []law.Param{role, rule}, Result: law.ResultString,
			Doc:        "The rule lets a subject become any other or give itself any right: bind, escalate, impersonate, or make tokens; of a Role, in its namespace; gives the requests. Not where it allows everything.",
			Quantifier: "some request", Unknown: symbols,
			Ask: func(c *Call) Answer {
				gr, ok := c.Graph().Fact(c.ID(0)).(*facts.Grant)
				if !ok {
					return Say(text.No)
				}
				requests := becoming[0]
				if gr.Object == "ClusterRole" {
					requests = append(requests[:len(requests):len(requests)], becoming[1]...)
				}
				return letBecome(c, 1, requests)
			},
		},
		{
			Name: "let_become_others_of_namespace", Params: []law.Param{rule}, Result: law.ResultString,
			Doc:        "The rule, granted in a namespace, lets a subject become any service account of it or give itself any right there; gives the requests. Not where it allows everything.",
			Quantifier: "some request", Unknown: symbols,
			Ask: func(c *Call) Answer { return letBecome(c, 0, becoming[0]) },
		},
	}
}

func letBecome(c *Call, param int, requests []string) Answer {
	rule := ElementOf[facts.Rule](c, param)
	a := allowSome(c, *rule, requests)
	a.Truth = text.And(a.Truth, rbac.AllowsEverything(rule).Not())
	return ofRuleAt(c, param, a)
}
