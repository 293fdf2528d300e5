package cloudformation

import (
	"fmt"

	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// slots are where credentials were found: one after another, each with the kind of
// place.
type slots struct {
	found  []secret.Found
	places map[source.Span]string
}

// credentials finds credentials in the strings of a template, wherever they
// stand and whether or not they are used.
func (t *template) credentials() {
	for _, section := range t.root.Fields {
		if !section.Value.Is(text.Map) {
			continue
		}
		switch name := section.Key.String(); name {
		case "Parameters":
			var out slots
			for _, f := range section.Value.Fields {
				out.scan(f.Key.String(), "variable-default", f.Value.Get("Default"))
			}
			t.addCredentials(name, section.Key.At, nil, out)
		case "Resources":
			for _, f := range section.Value.Fields {
				var out slots
				out.scan("", "literal", f.Value)
				t.addCredentials(f.Key.String(), f.Key.At, t.byID[f.Key.String()], out)
			}
		default:
			var out slots
			out.scan(name, "literal", section.Value)
			t.addCredentials(name, section.Key.At, nil, out)
		}
	}
}

// scan looks at a tree of strings. The name of a slot is that of the nearest key
// that is no function.
func (s *slots) scan(slot, place string, n *text.Node) {
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
		s.scan(inner, at, f.Value)
	}
	for _, item := range n.Items {
		s.scan(slot, place, item.Value)
	}
	if n.Kind != text.String {
		return
	}
	for _, m := range secret.InNode(slot, n, false) {
		if s.places == nil {
			s.places = map[source.Span]string{}
		}
		if s.places[m.At.Root()] == "" { // what an alias stands for is told once
			s.places[m.At.Root()] = place
			s.found = append(s.found, m)
		}
	}
}

// addCredentials adds what stands in one resource, or in one section of another
// kind.
func (t *template) addCredentials(id string, at source.Span, x *resource, s slots) {
	for _, m := range secret.Join(s.found) {
		address := id + "." + m.Slot
		base := facts.Base{
			ID:      facts.ID(fmt.Sprintf("credential:%s#%s@%d", t.file.Path, address, m.At.Root().Start)),
			Address: address, At: m.At, Source: name, Unit: t.file.Path, Context: t.file.Context,
		}
		if x != nil {
			base.Maybe, base.DependsOn = len(x.exists) > 0, x.exists
		}
		t.pass.Facts.Add(credential.Of(m, base, s.places[m.At.Root()], text.Known(id, at)))
	}
}

// readAccessKey reads an access key that the template makes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html
func readAccessKey(t *template, x *resource) {
	p := t.properties(x)
	if p.text("Status").Is("Inactive") {
		return // a key that is switched off
	}
	t.pass.Facts.Add(&facts.Credential{
		Base: t.base(facts.KindCredential, x, "", x.at), Provider: "aws", Type: "access-key-pair", Presence: credential.Created,
		Place: "resource", Slot: x.kind, Object: text.Known(x.id, x.at), User: p.text("UserName"),
		Encrypted: facts.Flag{Present: true, Truth: text.No},
	})
}
