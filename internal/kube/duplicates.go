package kube

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// input adds a fault of the input.
func (r *reader) input(in *facts.Input, address string, at source.Span) {
	root := at.Root()
	path := ""
	if root.File != nil {
		path = root.File.Path
	}
	in.Base = r.o.Base
	in.Address, in.At = address, at
	in.ID = facts.ID(fmt.Sprintf("input:%s:%s:%d", in.Code, path, root.Start))
	r.out.Add(in)
}

// duplicates reports keys that are written twice where that changes who has
// which identity: the first is lost without a word.
func (r *reader) duplicates(ob *object) {
	if !matters(ob) {
		return
	}
	check := func(n *text.Node, where string) { r.duplicateKeys(n, where, ob.address+"/"+where) }
	check(ob.node, "the object")
	check(ob.meta, "metadata")
	for _, key := range []string{"annotations", "labels"} {
		check(ob.meta.Get(key), key)
	}
	for _, key := range []string{"data", "stringData", "roleRef", "spec"} {
		check(ob.node.Get(key), key)
	}
	for _, key := range []string{"subjects", "rules"} {
		items, _ := elements(ob.node, key)
		for _, item := range items {
			check(item.Value, key)
		}
	}
	if template := templateOf(ob); template != nil && ob.kind != "Pod" {
		check(template.Get("metadata"), "the template's metadata")
		check(template.Path("metadata", "annotations"), "the template's annotations")
		check(template.Get("spec"), "the template's spec")
	}
}

// matters reports whether an object says something about identity: others may
// repeat themselves as they like.
func matters(ob *object) bool {
	switch ob.kind {
	case "ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "Secret":
		return true
	case "ConfigMap":
		return ob.name.Is("aws-auth")
	}
	return templateOf(ob) != nil
}

func (r *reader) duplicateKeys(n *text.Node, where, address string) {
	if !n.Is(text.Map) {
		return
	}
	first := map[string]*text.Field{}
	for i := range n.Fields {
		f := &n.Fields[i]
		key, ok := f.Key.Value()
		if !ok || f.Maybe {
			continue
		}
		before := first[key]
		first[key] = f
		if before == nil || same(before.Value, f.Value) {
			continue
		}
		r.input(&facts.Input{
			Code: "duplicate-key", Class: facts.Mistake, Identity: true,
			Message: fmt.Sprintf("The key %s is written twice in %s; only the last one counts.", key, where),
			Detail:  f.Key, Related: before.Key.At,
		}, address+"/"+key, f.Key.At)
	}
}

// same reports whether two scalars are written alike.
func same(a, b *text.Node) bool {
	return a.Kind == b.Kind && a.Kind != text.Map && a.Kind != text.List && text.Equal(a.Str(), b.Str()) == text.Yes
}
