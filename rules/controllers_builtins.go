package rules

import (
	"reflect"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// keepers are the service accounts, as their charts name them, of controllers
// whose work is with the Secrets of every namespace: they issue certificates
// into them, fill them from elsewhere, or serve with the certificates in them.
// As of October 2026.
// https://github.com/cert-manager/cert-manager/blob/master/deploy/charts/cert-manager/templates/rbac.yaml
// https://github.com/external-secrets/external-secrets/blob/main/deploy/charts/external-secrets/templates/rbac.yaml
// https://kubernetes.github.io/ingress-nginx/deploy/rbac/
// https://github.com/istio/istio/blob/master/manifests/charts/istio-control/istio-discovery/templates/clusterrole.yaml
// https://github.com/bitnami-labs/sealed-secrets
// https://doc.traefik.io/traefik/reference/dynamic-configuration/kubernetes-crd-rbac/
var keepers = []string{
	"cert-manager", "cert-manager-cainjector", "external-secrets", "external-secrets-cert-controller", "ingress-nginx", "istiod", "sealed-secrets-controller", "traefik",
}

// keeper decides whether a subject is such a controller; a chart puts the name of
// the release before its own.
func keeper(s *facts.Subject) (string, text.Truth) {
	name, known := s.Name.Value()
	kind := text.Equal(s.Kind, text.Known("ServiceAccount", s.At))
	if !known {
		return "", text.And(kind, text.Unknown)
	}
	is := slices.ContainsFunc(keepers, func(k string) bool { return name == k || strings.HasSuffix(name, "-"+k) })
	return name, text.And(kind, text.TruthOf(is))
}

// controllerBuiltins ask about controllers that many clusters have.
func controllerBuiltins() []Builtin {
	return []Builtin{{
		Name: "be_granted_only_to_keepers", Params: []law.Param{{Name: "role", Kind: law.ParamID}}, Result: law.ResultString,
		Doc:        "Every binding that grants the role grants it to controllers whose work is with the Secrets of every namespace (cert-manager, External Secrets, ingress controllers); gives one of them.",
		Quantifier: "all subjects of all bindings, of which there is one", Unknown: "a subject, a role reference or a name is a symbol, or a binding may not exist",
		Ask: onlyToKeepers,
	}, {
		Name: "name_only_itself", Params: []law.Param{{Name: "role", Kind: law.ParamID}, {Name: "rule", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Rule]()}},
		Doc:        "The rule is about tokens of service accounts, and the one that it names is the only one that the role is granted to, in its own namespace: it makes tokens for itself.",
		Quantifier: "all subjects of all bindings, of which there is one", Unknown: "a subject, a role reference or a name is a symbol, or a binding may not exist",
		Ask: nameOnlyItself,
	}}
}

// nameOnlyItself: a controller that shows tokens of its own with other audiences
// is granted no more than it is.
// https://cert-manager.io/docs/configuration/acme/dns01/route53/
func nameOnlyItself(c *Call) Answer {
	rule := ElementOf[facts.Rule](c, 1)
	if !rule.Resources.Closed || len(rule.Resources.Items) != 1 || !rule.Resources.Items[0].Is("serviceaccounts/token") || len(rule.ResourceNames.Items) != 1 || !rule.ResourceNames.Closed {
		return Say(text.No)
	}
	named := rule.ResourceNames.Items[0]
	others := granted(c, func(b *facts.Binding) text.Truth {
		out := text.TruthOf(b.Object != "RoleBinding")
		if b.SubjectsOpen {
			out = text.Or(out, text.Unknown)
		}
		for i := range b.Subjects {
			s := &b.Subjects[i]
			same := text.And(text.Equal(s.Kind, text.Known("ServiceAccount", s.At)), text.Equal(s.Name, named), text.Equal(s.Namespace, b.Namespace))
			out = text.Or(out, same.Not())
		}
		return out
	})
	return Answer{Truth: text.And(granted(c, hasSubjects).Truth, others.Truth.Not()), Symbols: others.Symbols}
}

func onlyToKeepers(c *Call) Answer {
	name := ""
	others := granted(c, func(b *facts.Binding) text.Truth {
		out := text.No
		if b.SubjectsOpen {
			out = text.Unknown
		}
		for i := range b.Subjects {
			who, is := keeper(&b.Subjects[i])
			if is == text.Yes {
				name = who
			}
			out = text.Or(out, is.Not())
		}
		return out
	})
	bound := granted(c, hasSubjects)
	return Answer{Truth: text.And(bound.Truth, others.Truth.Not()), Symbols: others.Symbols, Evidence: Evidence{String: name}}
}
