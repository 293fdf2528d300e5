package kube

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// account reads an element of mapAccounts: the id of an account, which keeps
// the letters that it was written with, whatever YAML takes them for.
func (m *mapper) account(n *text.Node) {
	if n.Kind == text.Map || n.Kind == text.List {
		m.broken(faultWrongType, m.list, n.At.FirstLine(), "An element of mapAccounts has to be an account id.")
		return
	}
	f := m.fact(n.Str().String(), n.At)
	f.Principal = n.Str()
	f.Groups.Closed = true
	m.r.out.Add(f)
}

// principal reads an element of mapRoles or mapUsers.
func (m *mapper) principal(n *text.Node) {
	arn := "rolearn"
	if m.list == "mapUsers" {
		arn = "userarn"
	}
	at := n.At.FirstLine()
	if written := foldedFields(n, arn); len(written) > 0 {
		at = entryAt(written[len(written)-1])
	}
	var faults []facts.Fault
	principal := m.str(n, arn, &faults)
	f := m.fact(principal.String(), at)
	f.Faults = append(f.Faults, faults...)
	f.Principal = principal
	if m.list == "mapRoles" {
		m.sso(n, f)
	}
	if len(f.Faults) == len(m.common) && (principal.Absent() || principal.Is("")) {
		f.Faults = append(f.Faults, facts.Fault{Code: faultMissing, Element: arn, At: at, Message: "The element has no " + arn + "."})
	}
	f.Username = m.str(n, "username", &f.Faults)
	f.Groups = m.groups(n, &f.Faults)
	for i := range n.Fields {
		if key, ok := n.Fields[i].Key.Value(); ok && !m.knownKey(key, arn) {
			f.Faults = append(f.Faults, facts.Fault{
				Code: faultUnknown, Element: key, At: n.Fields[i].Key.At,
				Message: fmt.Sprintf("The key %s means nothing in an element of %s.", key, m.list),
			})
		}
	}
	m.r.duplicateKeys(n, "an element of "+m.list, m.ob.address+"/"+m.list)
	m.r.out.Add(f)
}

// sso: an element that names a permission set instead of a role is read only
// behind a feature gate, off by default; one that names both is dropped.
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.8/pkg/config/mapper.go
func (m *mapper) sso(n *text.Node, f *facts.Mapping) {
	for _, field := range foldedFields(n, "sso") {
		switch {
		case field.Value.Is(text.Null):
		case f.Principal.Absent() || f.Principal.Is(""):
			f.Faults = append(f.Faults, facts.Fault{
				Code: faultGated, Element: "sso", At: field.Key.At,
				Message: "The key sso is read only where the authenticator's feature gate SSORoleMatch is on.",
			})
		default:
			f.Faults = append(f.Faults, facts.Fault{
				Code: faultDropped, Element: "sso", At: field.Key.At,
				Message: "The element has both rolearn and sso, so the authenticator drops it.",
			})
		}
	}
}

// knownKey: userid is what the authenticator's own annotations add.
func (m *mapper) knownKey(key, arn string) bool {
	for _, k := range []string{arn, "username", "groups", "userid"} {
		if strings.EqualFold(key, k) {
			return true
		}
	}
	return m.list == "mapRoles" && strings.EqualFold(key, "sso")
}

// str reads a string of an element. One that is not known to be there is a
// symbol; one of another type has no effect, and null has none either.
func (m *mapper) str(n *text.Node, key string, faults *[]facts.Fault) facts.Text {
	var out facts.Text
	if n.MayHold(key) || lost(n, key) {
		out = text.Of(&text.Symbol{Name: key, Fresh: true}, n.At.FirstLine())
	}
	for _, f := range foldedFields(n, key) {
		v, kind := decoded(f.Value)
		switch {
		case kind == text.Null:
		case kind == text.String && f.Maybe:
			out = text.Of(&text.Symbol{Name: key, Fresh: true}, f.Value.At)
		case kind == text.String:
			out = v
		default:
			*faults = append(*faults, facts.Fault{
				Code: faultWrongType, Element: key, At: entryAt(f),
				Message: fmt.Sprintf("%s is a %s to YAML; it has to be a string, in quotes, and is taken for empty.", key, kind),
			})
			if out.Absent() {
				out = text.Known("", f.Value.At)
			}
		}
	}
	return out
}

// groups reads the groups of an element.
func (m *mapper) groups(n *text.Node, faults *[]facts.Fault) facts.List {
	out := facts.List{Closed: !n.MayHold("groups") && !lost(n, "groups"), Present: n.MayHold("groups")}
	for _, field := range foldedFields(n, "groups") {
		v := field.Value
		switch {
		case field.Maybe:
			out = facts.List{Present: true, At: v.At}
		case v.Is(text.List):
			out = listOfGroups(v, out, faults)
		case v.Is(text.Null), v.Is(text.Opaque):
			out = listOf(v)
		default:
			*faults = append(*faults, facts.Fault{
				Code: faultWrongType, Element: "groups", At: entryAt(field),
				Message: fmt.Sprintf("groups is a %s; it has to be a list, so the principal is in no group.", v.Kind),
			})
			out.Present, out.At = true, v.At
		}
	}
	return out
}

// listOfGroups reads a list of strings. What is none leaves the element as it
// was: empty, or that of the list that is overwritten.
func listOfGroups(n *text.Node, before facts.List, faults *[]facts.Fault) facts.List {
	out := facts.List{Present: true, Closed: !n.Open, At: n.At}
	for i, item := range n.Items {
		if item.Maybe {
			out.Closed = false
			continue
		}
		v, kind := decoded(item.Value)
		fault := func(message string) {
			*faults = append(*faults, facts.Fault{Code: faultWrongType, Element: "groups", At: item.Value.At.FirstLine(), Message: message})
		}
		switch kind {
		case text.String:
			if s, known := v.Value(); known && strings.Contains(s, " - ") {
				fault(fmt.Sprintf("%q is one group with dashes in its name; the lines are not indented as a list.", s))
			}
			out.Items = append(out.Items, v.WithAt(item.Value.At))
			continue
		case text.List, text.Map:
			fault("A group has to be a text.")
		case text.Bool, text.Number:
			fault(fmt.Sprintf("A group is a %s to YAML; it has to be a string, in quotes.", kind))
		}
		left := text.Known("", item.Value.At)
		if i < len(before.Items) {
			left = before.Items[i]
		}
		out.Items = append(out.Items, left)
	}
	return out
}

// foldedFields finds the entries that encoding/json takes for a field, in the
// order in which it decodes them: keys match whatever their case, of equal ones
// the last counts, and they have been sorted on their way through JSON.
func foldedFields(n *text.Node, key string) []*text.Field {
	var out []*text.Field
	for i := range n.Fields {
		if k, ok := n.Fields[i].Key.Value(); ok && strings.EqualFold(k, key) && !shadowed(n, i) {
			out = append(out, &n.Fields[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *text.Field) int { return strings.Compare(a.Key.String(), b.Key.String()) })
	return out
}

// lost reports whether an entry gave way to another when maps were merged;
// YAML's versions differ in which of them counts.
func lost(n *text.Node, key string) bool {
	return slices.ContainsFunc(n.Lost, func(f text.Field) bool { return strings.EqualFold(f.Key.String(), key) })
}

// decoded gives a value as a reader of YAML 1.1 that wants a string has it: the
// kind is String only if it gets one. What is not known is taken for a string.
func decoded(n *text.Node) (facts.Text, text.Kind) {
	v, known := n.Str().Value()
	switch {
	case n.Kind == text.Opaque:
		return n.Str(), text.String
	case !n.Plain || !known:
		return n.Str(), n.Kind
	case n.Kind == text.String:
		if words := "|y|yes|on|n|no|off|"; strings.Contains(words, "|"+strings.ToLower(v)+"|") {
			return n.Str(), kindOf(v)
		}
	case n.Kind == text.Number:
		return n.Str(), kindOf(v)
	}
	return n.Str(), n.Kind
}

// kindOf asks the authenticator's reader what a plain scalar is.
func kindOf(scalar string) text.Kind {
	var v any
	if err := yaml.Unmarshal([]byte(scalar), &v); err != nil {
		return text.String
	}
	switch v.(type) {
	case bool:
		return text.Bool
	case float64, int64, uint64:
		return text.Number
	case nil:
		return text.Null
	}
	return text.String
}
