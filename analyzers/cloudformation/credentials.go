package cloudformation

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// found is a credential with its place.
type found struct {
	secret.Match
	slot, place string
	at          source.Span
}

// credentials finds credentials in the strings of a template, wherever they
// stand and whether or not they are used.
func (t *template) credentials() {
	for _, section := range t.root.Fields {
		switch name := section.Key.String(); name {
		case "Parameters":
			var out []found
			for _, f := range fieldsOf(section.Value) {
				scan(&out, f.Key.String(), "variable-default", f.Value.Get("Default"))
			}
			t.addCredentials(name, section.Key.At, false, out)
		case "Resources":
			for _, f := range fieldsOf(section.Value) {
				var out []found
				scan(&out, "", "literal", f.Value)
				x := t.byID[f.Key.String()]
				t.addCredentials(f.Key.String(), f.Key.At, x != nil && len(x.exists) > 0, out)
			}
		default:
			var out []found
			scan(&out, name, "literal", section.Value)
			t.addCredentials(name, section.Key.At, false, out)
		}
	}
}

func fieldsOf(n *text.Node) []text.Field {
	if !n.Is(text.Map) {
		return nil
	}
	return n.Fields
}

// scan looks at a tree of strings. The name of a slot is that of the nearest key
// that is no function.
func scan(out *[]found, slot, place string, n *text.Node) {
	if n == nil {
		return
	}
	for _, f := range n.Fields {
		inner, at := f.Key.String(), place
		if function, _ := call(n); function != "" {
			inner = slot
		}
		switch inner {
		case "UserData":
			at = "user-data"
		case "Variables", "Environment":
			at = "environment"
		}
		scan(out, inner, at, f.Value)
	}
	for _, item := range n.Items {
		scan(out, slot, place, item.Value)
	}
	value, ok := n.Str().Value()
	if !ok || n.Kind != text.String {
		return
	}
	for _, m := range secret.Scan(slot, value) {
		at := n.At.FirstLine()
		if n.View != nil {
			at = n.View().Span(m.Start, m.End).FirstLine()
		}
		*out = append(*out, found{m, slot, place, at})
	}
}

// addCredentials adds what stands in one resource. A key id and a secret that
// stand together are one credential, at the secret's place.
func (t *template) addCredentials(id string, at source.Span, maybe bool, list []found) {
	var ids []found
	for _, m := range list {
		if m.Type == "access-key-id" {
			ids = append(ids, m)
		}
	}
	add := func(m found, key *found) {
		address := id + "." + m.slot
		f := &facts.Credential{
			Base: facts.Base{
				ID:      facts.ID(fmt.Sprintf("credential:%s#%s@%d", t.file.Path, address, m.at.Root().Start)),
				Address: address, At: m.at, Source: name, Unit: t.file.Path, Context: t.file.Context, Maybe: maybe,
			},
			Provider: m.Provider, Type: m.Type, Place: m.place, Slot: m.slot, Documentation: m.Documentation,
			Temporary: m.Temporary, Hint: m.Hint, Hash: m.Hash, Object: text.Known(id, at),
		}
		if key != nil {
			f.Type, f.Hint, f.Pair = "access-key-pair", key.Hint, key.at
			f.Temporary, f.Documentation = key.Temporary, f.Documentation || key.Documentation
		}
		t.pass.Facts.Add(f)
	}
	paired := 0
	for _, m := range list {
		switch {
		case m.Type == "access-key-id":
		case m.Type == "secret-access-key" && paired < len(ids):
			add(m, &ids[paired])
			paired++
		default:
			add(m, nil)
		}
	}
	for _, m := range ids[paired:] {
		add(m, nil)
	}
}
