package terraform

import (
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
	"github.com/zclconf/go-cty/cty"
)

// document is the json of data.aws_iam_policy_document: a symbol that carries
// the policy as a tree, so that each part keeps its place in the HCL.
//
// How documents are merged and rendered follows the provider:
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
func (b *builder) document(in *module.Instance) (cty.Value, bool) {
	body := in.Body()
	doc := &policyDoc{b: b}
	for _, name := range []string{"source_json", "source_policy_documents"} {
		doc.merge(body, name)
	}
	statements, open := body.Blocks("statement")
	doc.open = doc.open || open
	for _, s := range statements {
		doc.add(text.Item{Value: b.statement(s), Maybe: s.Maybe && !in.Maybe})
	}
	for _, name := range []string{"override_json", "override_policy_documents"} {
		doc.merge(body, name)
	}
	list := &text.Node{Kind: text.List, At: body.At, Items: doc.items, Open: doc.open}
	root := &text.Node{Kind: text.Map, At: body.At}
	version := &text.Node{Kind: text.String, Text: text.Known("2012-10-17", body.At), At: body.At}
	if body.Set("version") {
		version = b.node(body, "version")
	}
	root.Fields = append(root.Fields, field("Version", version, body.NameSpan("version")))
	if body.Set("policy_id") {
		root.Fields = append(root.Fields, field("Id", b.node(body, "policy_id"), body.NameSpan("policy_id")))
	}
	root.Fields = append(root.Fields, field("Statement", list, body.At))
	symbol := in.Symbol("json")
	return symbol.Mark(&value.Encoded{Node: root}), true
}

func field(key string, n *text.Node, at source.Span) text.Field {
	return text.Field{Key: text.Known(key, at), Value: n}
}

// policyDoc is a list of statements into which others are merged.
type policyDoc struct {
	b     *builder
	items []text.Item
	open  bool
}

// add appends a statement, or puts it in the place of one with the same
// non-empty Sid. If it is not known whether the Sids are the same, either may
// be in force.
func (d *policyDoc) add(item text.Item) {
	sid := item.Value.Get("Sid").Str()
	if !sid.Absent() && !sid.Is("") {
		for i := range d.items {
			old := d.items[i].Value.Get("Sid").Str()
			switch text.Equal(old, sid) {
			case text.Yes:
				if !item.Maybe {
					d.items[i] = item
					return
				}
				d.items[i].Maybe = true
			case text.Unknown:
				d.items[i].Maybe = true
			}
		}
	}
	d.items = append(d.items, item)
}

// merge adds the statements of other documents.
func (d *policyDoc) merge(body *module.Body, name string) {
	if !body.Set(name) {
		return
	}
	v := body.Attr(name)
	list, ok := d.b.env().Elements(v)
	if !ok {
		list = []cty.Value{v}
	}
	for _, el := range list {
		if u, _ := el.Unmark(); u.IsKnown() && u.IsNull() {
			continue
		}
		d.mergeNode(d.b.env().Node(el, body.AttrSpan(name)), value.IsUnsure(v), 0)
	}
}

func (d *policyDoc) mergeNode(n *text.Node, maybe bool, depth int) {
	if n.Kind == text.Opaque && len(n.Choices) > 0 && depth < 4 {
		for _, c := range n.Choices {
			d.mergeNode(c, true, depth+1)
		}
		return
	}
	if n.Is(text.Null) || n.Is(text.String) && n.Encoded == nil && n.Text.Is("") {
		return
	}
	root := policyOf(n)
	statements := root.Get("Statement")
	switch {
	case statements.Is(text.Map):
		d.add(text.Item{Value: statements, Maybe: maybe})
	case statements.Is(text.List):
		for _, item := range statements.Items {
			d.add(text.Item{Value: item.Value, Maybe: maybe || item.Maybe})
		}
		d.open = d.open || statements.Open
	default:
		d.open = true
	}
}

// policyOf reads a policy document that stands in a string; nil if it cannot
// be read.
func policyOf(n *text.Node) *text.Node {
	if n.Is(text.Map) {
		return n
	}
	if n.Encoded != nil {
		return n.Encoded
	}
	if n.View == nil {
		return nil
	}
	docs, faults := yamlpos.ParseJSON(n.View(), yamlpos.Options{Symbols: n.Symbols})
	if len(faults) > 0 || len(docs) == 0 {
		return nil
	}
	return docs[0].Root
}

// statement renders a statement block. Effect is Allow by default.
func (b *builder) statement(s *module.Body) *text.Node {
	n := &text.Node{Kind: text.Map, At: s.At}
	put := func(key, attribute string, variables bool) {
		v := b.node(s, attribute)
		if v == nil || v.Is(text.List) && len(v.Items) == 0 && !v.Open {
			return
		}
		if variables {
			v = withVariables(v)
		}
		n.Fields = append(n.Fields, field(key, v, s.NameSpan(attribute)))
	}
	put("Sid", "sid", false)
	if s.Set("effect") {
		put("Effect", "effect", false)
	} else {
		n.Fields = append(n.Fields, field("Effect", &text.Node{Kind: text.String, Text: text.Known("Allow", s.At), At: s.At}, s.At))
	}
	put("Action", "actions", false)
	put("NotAction", "not_actions", false)
	put("Resource", "resources", true)
	put("NotResource", "not_resources", true)
	b.principals(n, s, "Principal", "principals")
	b.principals(n, s, "NotPrincipal", "not_principals")
	b.conditions(n, s)
	return n
}

// principals renders principals blocks: one list per type. The lone principal
// "*" of type "*" is written as the bare string.
func (b *builder) principals(n *text.Node, s *module.Body, key, kind string) {
	blocks, open := s.Blocks(kind)
	if len(blocks) == 0 && !open {
		return
	}
	m := &text.Node{Kind: text.Map, At: s.At, Open: open}
	for i, p := range blocks {
		if i == 0 {
			m.At = p.At
		}
		ids := withVariables(asList(b.node(p, "identifiers"), p.At))
		standIn(ids, p.AttrSpan("identifiers"))
		if p.Maybe && !s.Maybe {
			maybe(ids)
		}
		join(m, b.textOf(p.Attr("type"), p.AttrSpan("type")), ids)
	}
	if len(m.Fields) == 1 && !open && m.Fields[0].Key.Is("*") {
		if ids := m.Fields[0].Value; len(ids.Items) == 1 && !ids.Open && ids.Items[0].Value.Str().Is("*") && !ids.Items[0].Maybe {
			m = ids.Items[0].Value
		}
	}
	n.Fields = append(n.Fields, field(key, m, m.At))
}

// standIn puts the values of a list that were written elsewhere (a local, a
// module's output) where the list names them, since that is where a statement
// is mended.
func standIn(list *text.Node, at source.Span) {
	for i := range list.Items {
		if v := list.Items[i].Value; !at.Contains(v.At) {
			moved := *v
			moved.At = at
			list.Items[i].Value = &moved
		}
	}
}

// conditions renders condition blocks. Blocks with the same test and variable
// become one list of values, as the provider joins them.
func (b *builder) conditions(n *text.Node, s *module.Body) {
	blocks, open := s.Blocks("condition")
	if len(blocks) == 0 && !open {
		return
	}
	m := &text.Node{Kind: text.Map, At: s.At, Open: open}
	for i, c := range blocks {
		if i == 0 {
			m.At = c.At
		}
		values := withVariables(asList(b.node(c, "values"), c.At))
		test := b.textOf(c.Attr("test"), c.AttrSpan("test"))
		variable := b.textOf(c.Attr("variable"), c.AttrSpan("variable"))
		absent := c.Maybe && !s.Maybe
		inner := lookup(m, test)
		if inner == nil {
			m.Fields = append(m.Fields, text.Field{Key: test, Value: &text.Node{Kind: text.Map, At: c.At}, Maybe: absent})
			inner = &m.Fields[len(m.Fields)-1]
		}
		inner.Maybe = inner.Maybe && absent
		if old := lookup(inner.Value, variable); old != nil {
			if absent {
				maybe(values)
			}
			if old.Maybe && !absent {
				maybe(old.Value)
				old.Maybe = false
			}
			old.Value.Items = append(old.Value.Items, values.Items...)
			old.Value.Open = old.Value.Open || values.Open
			continue
		}
		inner.Value.Fields = append(inner.Value.Fields, text.Field{Key: variable, Value: values, Maybe: absent})
	}
	n.Fields = append(n.Fields, field("Condition", m, m.At))
}

func lookup(m *text.Node, key text.Text) *text.Field {
	for i := range m.Fields {
		if text.Equal(m.Fields[i].Key, key) == text.Yes {
			return &m.Fields[i]
		}
	}
	return nil
}

// join adds values under a key of a map of lists.
func join(m *text.Node, key text.Text, values *text.Node) {
	if old := lookup(m, key); old != nil {
		old.Value.Items = append(old.Value.Items, values.Items...)
		old.Value.Open = old.Value.Open || values.Open
		return
	}
	m.Fields = append(m.Fields, text.Field{Key: key, Value: values})
}

func maybe(list *text.Node) {
	for i := range list.Items {
		list.Items[i].Maybe = true
	}
}

// asList makes a list of what should be one: unknown lists are open.
func asList(n *text.Node, at source.Span) *text.Node {
	switch {
	case n == nil:
		return &text.Node{Kind: text.List, At: at}
	case n.Is(text.List):
		return n
	case n.Is(text.Opaque):
		out := &text.Node{Kind: text.List, At: n.At, Open: len(n.Choices) == 0}
		for _, c := range n.Choices {
			each := asList(c, n.At)
			maybe(each)
			out.Items, out.Open = append(out.Items, each.Items...), out.Open || each.Open
		}
		return out
	case n.Is(text.Null):
		return &text.Node{Kind: text.List, At: n.At}
	}
	return &text.Node{Kind: text.List, At: n.At, Items: []text.Item{{Value: n}}}
}

// withVariables turns &{aws:username} into ${aws:username}, which is how the
// data source lets authors write policy variables.
func withVariables(n *text.Node) *text.Node {
	if n.Is(text.List) {
		for i := range n.Items {
			n.Items[i].Value = withVariables(n.Items[i].Value)
		}
		return n
	}
	if !n.Is(text.String) {
		return n
	}
	parts := append([]text.Part{}, n.Text.Parts()...)
	changed := false
	for i := range parts {
		if strings.Contains(parts[i].Lit, "&{") {
			parts[i].Lit, changed = strings.ReplaceAll(parts[i].Lit, "&{", "${"), true
		}
	}
	if changed {
		n = &text.Node{Kind: text.String, Text: text.Join(n.Text.At, parts...), At: n.At}
	}
	return n
}
