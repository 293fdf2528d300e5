package kube

import (
	"encoding/base64"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// credential is a match with its place.
type credential struct {
	secret.Match
	slot string
	at   source.Span
	// maybe says that what holds it may not be there.
	maybe bool
}

// secret reads a Secret. What SOPS encrypted holds nothing to read; a
// SealedSecret or an ExternalSecret is another kind and never comes here.
func (r *reader) secret(ob *object) {
	r.token(ob)
	if ob.node.Field("sops") != nil {
		return
	}
	var found []credential
	eachData(ob.node.Get("data"), func(slot string, value *text.Node, maybe bool) {
		v, ok := value.Str().Value()
		if !ok {
			return
		}
		if raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(v), "")); err == nil {
			for _, m := range secret.Scan(slot, string(raw)) {
				found = append(found, credential{m, slot, value.At.FirstLine(), maybe})
			}
		}
	})
	eachData(ob.node.Get("stringData"), func(slot string, value *text.Node, maybe bool) {
		found = append(found, scan(slot, value, maybe)...)
	})
	r.credentials(ob, "secret", found)
}

// token reports a Secret that Kubernetes fills with a service account's token:
// one that never expires.
// https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
func (r *reader) token(ob *object) {
	kind := ob.node.Field("type")
	if kind == nil || !kind.Value.Str().Is("kubernetes.io/service-account-token") {
		return
	}
	fact := r.credential(ob, "secret", credential{Match: secret.Match{Provider: "kubernetes", Type: "token"}, slot: "type", at: entryAt(kind)})
	fact.Maybe = fact.Maybe || kind.Maybe
	r.out.Add(fact)
}

// configMap reads a ConfigMap: aws-auth maps principals, and any may hold
// credentials.
func (r *reader) configMap(ob *object) {
	if ob.name.Is("aws-auth") {
		r.awsAuth(ob)
	}
	if ob.node.Field("sops") != nil {
		return
	}
	var found []credential
	eachData(ob.node.Get("data"), func(slot string, value *text.Node, maybe bool) {
		found = append(found, scan(slot, value, maybe)...)
	})
	r.credentials(ob, "config-map", found)
}

// eachData visits the entries that count: of equal keys the last. A value that
// is written counts whether or not the entry is there in the end.
func eachData(data *text.Node, visit func(slot string, value *text.Node, maybe bool)) {
	if !data.Is(text.Map) {
		return
	}
	for i := range data.Fields {
		if f := &data.Fields[i]; !shadowed(data, i) {
			visit(f.Key.String(), f.Value, f.Maybe)
		}
	}
}

// scan looks for credentials in a scalar and finds their exact place where the
// scalar has a view.
func scan(slot string, n *text.Node, maybe bool) []credential {
	t := n.Str()
	if n == nil || t.Absent() || strings.HasPrefix(t.String(), "ENC[") {
		return nil
	}
	var out []credential
	var view *source.File
	content, exact := t.String(), t.IsKnown()
	if n.Kind == text.Opaque && n.View != nil {
		view = n.View()
		content, exact = string(view.Data), true
	}
	for _, m := range secret.Scan(slot, content) {
		at := n.At.FirstLine()
		if n.View != nil && exact {
			if view == nil {
				view = n.View()
			}
			at = view.Span(m.Start, m.End).FirstLine()
		}
		out = append(out, credential{m, slot, at, maybe})
	}
	return out
}

// credentials adds what was found in one object. An access key id and a secret
// access key that stand together are one credential, at the secret's place.
func (r *reader) credentials(ob *object, place string, found []credential) {
	ids := []credential{}
	for _, c := range found {
		if c.Type == "access-key-id" {
			ids = append(ids, c)
		}
	}
	paired := 0
	for _, c := range found {
		fact := r.credential(ob, place, c)
		if c.Type == "secret-access-key" && paired < len(ids) {
			id := ids[paired]
			paired++
			fact.Type, fact.Hint, fact.Pair = "access-key-pair", id.Hint, id.at
			fact.Temporary, fact.Documentation = id.Temporary, fact.Documentation || id.Documentation
		}
		if c.Type != "access-key-id" {
			r.out.Add(fact)
		}
	}
	for _, c := range ids[paired:] {
		r.out.Add(r.credential(ob, place, c))
	}
}

func (r *reader) credential(ob *object, place string, c credential) *facts.Credential {
	out := &facts.Credential{
		Base:     r.base(facts.KindCredential, ob.address+"/"+c.slot, c.at),
		Provider: c.Provider, Type: c.Type, Place: place, Slot: c.slot,
		Documentation: c.Documentation, Temporary: c.Temporary, Hint: c.Hint, Hash: c.Hash,
		Object: text.Known(ob.path(), ob.at),
	}
	if c.maybe {
		out.Maybe, out.DependsOn = true, nil
	}
	return out
}
