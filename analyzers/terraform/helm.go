package terraform

import (
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// chart are the values that a release is given, merged as Helm merges them:
// maps key by key, all else as a whole, what is set last wins.
// https://helm.sh/docs/chart_template_guide/values_files/
type chart struct {
	value  *text.Node // of what is no map
	fields map[string]*chart
	keyAt  source.Span
}

// at returns the values under a key, made if there are none.
func (c *chart) at(key string, keyAt source.Span) *chart {
	next := c.fields[key]
	if next == nil {
		next = &chart{}
		if c.fields == nil {
			c.fields = map[string]*chart{}
		}
		c.fields[key] = next
	}
	next.keyAt = keyAt
	return next
}

// maxValues bounds how deep values are nested.
const maxValues = 50

func (c *chart) merge(n *text.Node, depth int) {
	if !n.Is(text.Map) || depth > maxValues {
		c.value, c.fields = n, nil
		return
	}
	c.value = nil
	for _, f := range n.Fields {
		if key, ok := f.Key.Value(); ok && !f.Maybe {
			c.at(key, f.Key.At).merge(f.Value, depth+1)
		}
	}
}

// readHelm reads the service accounts that the values of a release describe in
// the way that most charts have: a map serviceAccount with a name and
// annotations. Where the chart makes up the name, nothing is known of whom it
// annotates.
func readHelm(b *builder, in *module.Instance) {
	c := &chart{}
	body := in.Body()
	if n := b.node(body, "values"); n.Is(text.List) {
		for _, item := range n.Items {
			doc := b.valuesOf(item.Value)
			if doc == nil || item.Maybe { // it may set everything that came before anew
				c = &chart{}
				continue
			}
			c.merge(doc, 0)
		}
	}
	blocks, _ := body.Blocks("set")
	for _, s := range blocks {
		if !s.Maybe || in.Maybe {
			c.set(b.text(s, "name"), b.node(s, "value"))
		}
	}
	if n := b.node(body, "set"); n.Is(text.List) { // an attribute since version 3 of the provider
		for _, item := range n.Items {
			if !item.Maybe {
				c.set(item.Value.Get("name").Str(), item.Value.Get("value"))
			}
		}
	}
	namespace := b.node(body, "namespace")
	if namespace == nil {
		namespace = known("default", body.At)
	}
	c.accounts(func(account *chart) {
		if obj := account.object(namespace); obj != nil {
			b.kubernetes(in, obj)
		}
	})
}

// valuesOf is what an element of values says; nil if it is not known.
func (b *builder) valuesOf(n *text.Node) *text.Node {
	switch {
	case n.Encoded != nil:
		return n.Encoded
	case n.View != nil:
		docs, faults := yamlpos.ParseYAML(n.View(), yamlpos.Options{Symbols: n.Symbols})
		if len(docs) == 1 && len(faults) == 0 {
			return docs[0].Root
		}
	}
	return nil
}

// set is --set: keys with dots between, and backslashes before dots that belong
// to a key. Indexes of lists are left out.
// https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
func (c *chart) set(name text.Text, v *text.Node) {
	path, known := name.Value()
	if !known || v == nil || strings.ContainsAny(path, "[]{}") {
		return
	}
	const dot = "\x00"
	keys := strings.Split(strings.ReplaceAll(path, `\.`, dot), ".")
	if len(keys) > maxValues {
		return
	}
	for _, key := range keys {
		c.value = nil
		c = c.at(strings.ReplaceAll(key, dot, "."), name.At)
	}
	c.merge(v, len(keys))
}

// accounts visits the maps that describe a service account, in the order of
// their keys.
func (c *chart) accounts(visit func(*chart)) {
	for _, key := range slices.Sorted(maps.Keys(c.fields)) {
		next := c.fields[key]
		if strings.HasSuffix(strings.ToLower(key), "serviceaccount") {
			visit(next)
		}
		next.accounts(visit)
	}
}

// object is the service account that values describe; nil if they give it no
// annotations, or if it is not known which one it is.
func (c *chart) object(namespace *text.Node) *text.Node {
	annotations := c.fields["annotations"]
	name := c.fields["name"]
	if annotations == nil || len(annotations.fields) == 0 || name == nil || name.value.Str().Absent() || name.value.Str().Is("") {
		return nil
	}
	if create := c.fields["create"]; create != nil && !create.value.Str().Is("true") {
		return nil
	}
	list := &text.Node{Kind: text.Map, At: annotations.keyAt}
	for _, key := range slices.Sorted(maps.Keys(annotations.fields)) {
		a := annotations.fields[key]
		if a.value != nil {
			list.Fields = append(list.Fields, field(key, a.value, a.keyAt))
		}
	}
	at := name.keyAt
	meta := &text.Node{Kind: text.Map, At: at, Fields: []text.Field{
		field("name", name.value, at), field("namespace", namespace, at), field("annotations", list, annotations.keyAt),
	}}
	return &text.Node{Kind: text.Map, At: at, Fields: []text.Field{
		field("apiVersion", known("v1", at), at), field("kind", known("ServiceAccount", at), at), field("metadata", meta, at),
	}}
}
