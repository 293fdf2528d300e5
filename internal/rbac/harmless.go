package rbac

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// selfReviews ask the API server about the asker only.
// https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
var selfReviews = []string{"selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"}

// Harmless decides whether a rule grants nothing but addresses that are no
// resources (health, version, discovery), questions about oneself, or the use
// of a pod security policy, which no longer exists.
func Harmless(r *facts.Rule) text.Truth {
	return text.Or(something(r.Resources).Not(), something(r.Verbs).Not(), every(r.Resources, func(t facts.Text) text.Truth {
		out := is(t, "podsecuritypolicies")
		for _, s := range selfReviews {
			out = text.Or(out, is(t, s))
		}
		return out
	}))
}

// PublicConfig decides whether a rule only reads ConfigMaps, which is what
// kubeadm grants to everyone in the namespace kube-public.
// https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/
func PublicConfig(r *facts.Rule) text.Truth {
	read := func(t facts.Text) text.Truth { return text.Or(is(t, "get"), is(t, "list"), is(t, "watch")) }
	return text.And(every(r.Resources, func(t facts.Text) text.Truth { return is(t, "configmaps") }), every(r.Verbs, read))
}

// every is Yes if the property holds of all elements.
func every(l facts.List, property func(facts.Text) text.Truth) text.Truth {
	return some(l, func(t facts.Text) text.Truth { return property(t).Not() }).Not()
}
