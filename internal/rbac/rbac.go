// Package rbac decides what a rule of a Kubernetes role allows, as the API
// server's authorizer does it.
//
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
package rbac

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Request is what a subject asks of the API server: about a resource, or about
// an address that is none.
type Request struct {
	// Verb is get, create, escalate, ...
	Verb string
	// Group is the API group; empty for the core group.
	Group string
	// Resource is the resource's plural name, such as pods.
	Resource string
	// Subresource is the part behind the slash in pods/exec; usually empty.
	Subresource string
	// Name is the object's name; empty where the request names none, as create
	// and an unfiltered list do.
	Name string
	// Namespace is where the resource is; empty for those of the whole cluster,
	// and where all namespaces are meant.
	Namespace string
	// Path is the address that is asked for, such as /metrics; where it is set,
	// the request is about no resource.
	Path string
}

// ParseRequest reads a request as people write one: the verb, and the resource
// as kubectl names it: "create pods/exec", "escalate
// roles.rbac.authorization.k8s.io", or the address: "get /metrics". It is false
// where there is no verb.
func ParseRequest(s string) (Request, bool) {
	verb, resource, ok := strings.Cut(s, " ")
	if !ok || verb == "" || resource == "" {
		return Request{}, false
	}
	if strings.HasPrefix(resource, "/") {
		return Request{Verb: verb, Path: resource}, true
	}
	q := Request{Verb: verb}
	resource, q.Subresource, _ = strings.Cut(resource, "/")
	q.Resource, q.Group, _ = strings.Cut(resource, ".")
	return q, true
}

// String writes the request as ParseRequest reads it.
func (q Request) String() string {
	if q.Path != "" {
		return q.Verb + " " + q.Path
	}
	out := q.Verb + " " + q.Resource
	if q.Group != "" {
		out += "." + q.Group
	}
	if q.Subresource != "" {
		out += "/" + q.Subresource
	}
	return out
}

// all is the wildcard of verbs, groups and resources.
const all = "*"

// Allows decides whether a rule allows a request: every part has to be listed,
// or the wildcard.
func Allows(r *facts.Rule, q Request) text.Truth {
	if q.Path != "" {
		return AllowsURL(r, q.Verb, q.Path)
	}
	return text.And(
		holds(r.Verbs, q.Verb),
		holds(r.APIGroups, q.Group),
		allowsResource(r.Resources, q),
		allowsName(r.ResourceNames, q.Name),
	)
}

// holds decides whether a list holds the string or the wildcard.
func holds(l facts.List, want string) text.Truth {
	return some(l, func(t facts.Text) text.Truth { return text.Or(is(t, want), is(t, all)) })
}

// allowsResource: a wildcard covers subresources as well, "*/exec" covers that
// subresource of all resources, and "pods" does not cover "pods/exec". There
// is no "pods/*".
func allowsResource(l facts.List, q Request) text.Truth {
	want := q.Resource
	if q.Subresource != "" {
		want += "/" + q.Subresource
	}
	return some(l, func(t facts.Text) text.Truth {
		out := text.Or(is(t, all), is(t, want))
		if q.Subresource != "" {
			out = text.Or(out, is(t, all+"/"+q.Subresource))
		}
		return out
	})
}

// allowsName: without resourceNames a rule is about all objects; with them,
// about requests that name one of them, so never about a create.
func allowsName(l facts.List, name string) text.Truth {
	return text.Or(Unlimited(l), some(l, func(t facts.Text) text.Truth { return is(t, name) }))
}

// Unlimited decides whether a rule's resourceNames leave it about all objects.
func Unlimited(l facts.List) text.Truth {
	switch {
	case len(l.Items) > 0:
		return text.No
	case !l.Closed:
		return text.Unknown
	}
	return text.Yes
}

// AllowsURL decides whether a rule allows a verb on a path that is no resource.
// Stars at the end stand for any rest.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#clusterrole-example
func AllowsURL(r *facts.Rule, verb, path string) text.Truth {
	url := some(r.NonResourceURLs, func(t facts.Text) text.Truth {
		v, ok := t.Value()
		if !ok {
			return text.Unknown
		}
		prefix := strings.TrimRight(v, all)
		return text.TruthOf(v == path || prefix != v && strings.HasPrefix(path, prefix))
	})
	return text.And(holds(r.Verbs, verb), url)
}

// AllowsEverything decides whether a rule allows every verb on every resource
// of every group, or of the core group, which has the secrets and the service
// accounts.
func AllowsEverything(r *facts.Rule) text.Truth {
	return text.And(
		some(r.Verbs, wildcard), some(r.Resources, wildcard), Unlimited(r.ResourceNames),
		some(r.APIGroups, func(t facts.Text) text.Truth { return text.Or(is(t, all), is(t, "")) }),
	)
}

// Wildcard decides whether a rule allows every verb on something, or some verb
// on every resource of a group; it says which.
func Wildcard(r *facts.Rule) (what string, truth text.Truth) {
	verbs, resources := some(r.Verbs, wildcard), some(r.Resources, wildcard)
	about := text.And(something(r.Resources), something(r.Verbs), notEmpty(r.APIGroups), Unlimited(r.ResourceNames))
	truth = text.And(about, text.Or(verbs, resources))
	switch {
	case verbs != text.No && resources != text.No:
		what = "every verb on every resource of " + groups(r.APIGroups)
	case resources != text.No:
		what = show(r.Verbs) + " on every resource of " + groups(r.APIGroups)
	case verbs != text.No:
		what = "every verb on " + show(r.Resources)
	}
	return what, truth
}

func wildcard(t facts.Text) text.Truth { return is(t, all) }

// InGroups decides whether a rule is about some group of the list, or about all
// groups.
func InGroups(r *facts.Rule, ofThese func(group string) bool) text.Truth {
	return some(r.APIGroups, func(t facts.Text) text.Truth {
		v, ok := t.Value()
		if !ok {
			return text.Unknown
		}
		return text.TruthOf(v == all || ofThese(v))
	})
}

// show lists what a rule names, for people.
func show(l facts.List) string {
	out := make([]string, len(l.Items))
	for i, t := range l.Items {
		out[i] = t.String()
	}
	return strings.Join(out, ", ")
}

func groups(l facts.List) string {
	var out []string
	for _, t := range l.Items {
		switch {
		case t.Is(all):
			return "every API group"
		case t.Is(""):
			out = append(out, "the core group")
		default:
			out = append(out, t.String())
		}
	}
	return strings.Join(out, ", ")
}

// some is Yes if the property holds of an element.
func some(l facts.List, property func(facts.Text) text.Truth) text.Truth {
	out := text.No
	for _, t := range l.Items {
		out = text.Or(out, property(t))
	}
	if !l.Closed {
		out = text.Or(out, text.Unknown)
	}
	return out
}

func notEmpty(l facts.List) text.Truth {
	return some(l, func(facts.Text) text.Truth { return text.Yes })
}

// something decides whether a list of verbs or resources names any: no request
// has the empty one.
func something(l facts.List) text.Truth {
	return some(l, func(t facts.Text) text.Truth { return text.TruthOf(!t.Is("")) })
}

func is(t facts.Text, s string) text.Truth {
	return text.Equal(t, text.Known(s, source.Span{}))
}
