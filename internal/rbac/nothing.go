package rbac

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the table
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// The table has, of Kubernetes BuiltinVersion, a line for each resource: group,
// name, subresources. tools/rbac-oracle writes it.
//
//go:embed resources.txt.gz
var resourceTable []byte

// resources are the subresources of each resource of each group.
var resources = sync.OnceValue(func() map[string]map[string][]string {
	out := map[string]map[string][]string{}
	z, err := gzip.NewReader(bytes.NewReader(resourceTable))
	if err != nil {
		return out // the table is ours, and tested
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return out
	}
	for line := range strings.Lines(string(data)) {
		f := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
		if out[f[0]] == nil {
			out[f[0]] = map[string][]string{}
		}
		out[f[0]][f[1]] = strings.Split(f[2], ",")
	}
	return out
})

// virtual are names that only authorization knows.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization
var virtual = []string{"users", "groups", "uids", "userextras", "signers", "podsecuritypolicies"}

// verbs are those that the API server asks about.
// https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
var verbs = []string{
	"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate", "bind", "escalate",
	"use", "approve", "sign", "attest", "proxy", "post", "put", "head", "options", "*",
}

// Nothing decides whether a rule of a role gives, in part, nothing: it names a
// resource in a group that has none of the name, a verb that does not exist, or
// would limit by name what has none. It says which. What another rule of the
// role gives is left out, as is what a custom resource could be.
func Nothing(gr *facts.Grant, r *facts.Rule) (reason string, truth text.Truth) {
	truth = text.No
	for _, f := range slices.Concat(resourceFaults(gr, r), verbFaults(r), createFaults(gr, r)) {
		if f.truth == text.Yes || f.truth == text.Unknown && truth == text.No {
			reason, truth = f.reason, f.truth
		}
		if truth == text.Yes {
			break
		}
	}
	return reason, truth
}

type fault struct {
	reason string
	truth  text.Truth
}

func resourceFaults(gr *facts.Grant, r *facts.Rule) []fault {
	var out []fault
	for _, t := range r.Resources.Items {
		name, ok := t.Value()
		base, _, _ := strings.Cut(name, "/")
		if !ok || base == all || base == "" || slices.Contains(virtual, base) {
			continue
		}
		known := text.Yes
		if !r.APIGroups.Closed {
			known = text.Unknown
		}
		groups, open := ownGroups(r)
		switch {
		case open == text.Yes:
			continue // a custom resource
		case open == text.Unknown:
			known = text.Unknown
		}
		reason, meant, where := misplaced(groups, base, r)
		if reason != "" {
			out = append(out, fault{reason, text.And(known, covered(gr, meant, where).Not())})
		}
	}
	return out
}

// ownGroups lists the known groups of a rule; it is open if one of them is not
// of Kubernetes itself.
func ownGroups(r *facts.Rule) (groups []string, open text.Truth) {
	open = text.No
	for _, t := range r.APIGroups.Items {
		g, ok := t.Value()
		if !ok {
			open = text.Or(open, text.Unknown)
			continue
		}
		groups = append(groups, g)
		open = text.Or(open, text.TruthOf(!BuiltinGroup(g) && !versioned(g)))
	}
	if len(r.APIGroups.Items) == 0 {
		open = text.Yes // a rule without groups is about addresses, or broken in another way
	}
	return groups, open
}

// versioned reports whether a group is written as an apiVersion is, which no
// request has.
func versioned(group string) bool {
	name, version, found := strings.Cut(group, "/")
	return group == "v1" || group == "core" || found && BuiltinGroup(name) && strings.HasPrefix(version, "v")
}

// misplaced says why groups have no resource of a name; what is meant, and
// where that is. It is silent where nothing is close.
func misplaced(groups []string, name string, r *facts.Rule) (reason, meant string, where []string) {
	var nearby []string
	for _, g := range groups {
		if _, found := resources()[g][name]; found {
			return "", "", nil
		}
		for other := range resources()[g] {
			nearby = append(nearby, other)
		}
	}
	for g, have := range resources() {
		if _, found := have[name]; found {
			where = append(where, g)
		}
	}
	slices.Sort(where)
	slices.Sort(nearby)
	if len(where) > 0 {
		return fmt.Sprintf("%s is in %s, not in %s", name, groupNames(where), namesOf(r.APIGroups)), name, where
	}
	for _, other := range nearby {
		if inflected(name, other) {
			return fmt.Sprintf("%s has no resource %s (%s is meant)", namesOf(r.APIGroups), name, other), other, groups
		}
	}
	for _, other := range nearby {
		for _, g := range groups {
			if slices.Contains(resources()[g][other], name) && name != "status" && name != "scale" {
				return fmt.Sprintf("%s is no resource, but below one (%s/%s)", name, other, name), other + "/" + name, groups
			}
		}
	}
	return "", "", nil
}

// inflected reports whether a word is another but for its ending, its case or a
// letter.
func inflected(word, other string) bool {
	w := strings.ToLower(word)
	return w == other || w+"s" == other || w+"es" == other || strings.TrimSuffix(w, "y")+"ies" == other ||
		len(w) > 5 && near.Distance(w, other) == 1
}

func groupNames(groups []string) string {
	out := make([]string, len(groups))
	for i, g := range groups {
		if out[i] = g; g == "" {
			out[i] = "the core group"
		}
	}
	return strings.Join(out, " and ")
}

// namesOf is groupNames of what a rule says.
func namesOf(groups facts.List) string {
	out := make([]string, len(groups.Items))
	for i, t := range groups.Items {
		out[i] = t.String()
	}
	return groupNames(out)
}

// covered decides whether some rule of the role is about a resource of one of
// the groups.
func covered(gr *facts.Grant, resource string, where []string) text.Truth {
	out := text.No
	for i := range gr.Rules {
		r := &gr.Rules[i]
		group := text.No
		for _, g := range where {
			group = text.Or(group, holds(r.APIGroups, g))
		}
		out = text.Or(out, text.And(group, holds(r.Resources, resource)))
	}
	if gr.RulesOpen {
		out = text.Or(out, text.Unknown)
	}
	return out
}

// verbFaults finds verbs that are nearly those of Kubernetes, in rules about
// its own groups.
func verbFaults(r *facts.Rule) []fault {
	if _, open := ownGroups(r); open != text.No {
		return nil
	}
	var out []fault
	for _, t := range r.Verbs.Items {
		v, ok := t.Value()
		if !ok || slices.Contains(verbs, v) || len(v) < 3 {
			continue
		}
		for _, other := range verbs {
			if len(other) > 2 && (strings.EqualFold(v, other) || near.Distance(strings.ToLower(v), other) == 1) {
				out = append(out, fault{fmt.Sprintf("there is no verb %s (%s is meant)", v, other), holds(r.Verbs, other).Not()})
				break
			}
		}
	}
	return out
}

// createFaults: a request to create an object does not say its name when it is
// authorized, nor does one to delete all.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
func createFaults(gr *facts.Grant, r *facts.Rule) []fault {
	only := text.And(notEmpty(r.Verbs), every(r.Verbs, func(t facts.Text) text.Truth { return text.Or(is(t, "create"), is(t, "deletecollection")) }))
	truth := text.And(only, notEmpty(r.ResourceNames), some(r.ResourceNames, func(t facts.Text) text.Truth { return is(t, "") }).Not())
	for _, t := range r.Resources.Items {
		name, ok := t.Value()
		if !ok || strings.Contains(name, "/") {
			return nil
		}
		for _, g := range r.APIGroups.Items {
			group, _ := g.Value()
			for i := range gr.Rules {
				truth = text.And(truth, Allows(&gr.Rules[i], Request{Verb: "create", Group: group, Resource: name}).Not())
			}
		}
	}
	if truth == text.No || len(r.Resources.Items) == 0 {
		return nil
	}
	return []fault{{"create cannot be limited to names, since a request to create has none", truth}}
}
