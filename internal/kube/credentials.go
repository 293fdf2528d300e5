package kube

import (
	"encoding/base64"
	"strings"

	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// secret reads a Secret. What SOPS encrypted holds nothing to read; a
// SealedSecret or an ExternalSecret is another kind and never comes here.
func (r *reader) secret(ob *object) {
	r.token(ob)
	r.tls(ob)
	r.argoCluster(ob)
	r.bootstrap(ob)
	if ob.node.Field("sops") != nil {
		for _, in := range []string{"data", "stringData"} {
			r.promised(ob, ob.name, ob.node.Get(in), nil)
		}
		return
	}
	var found []secret.Found
	eachData(ob.node.Get("data"), func(slot string, value *text.Node, maybe bool) {
		v, ok := value.Str().Value()
		if !ok {
			return
		}
		if raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(v), "")); err == nil {
			if r.embedded(ob, slot, unencoded(value, v, raw), maybe) {
				return
			}
			matches := secret.Scan(slot, string(raw))
			if len(matches) == 0 { // else the password stands there as it is
				for _, password := range registryPasswords(slot, raw) {
					matches = append(matches, secret.Scan("password", password)...)
				}
			}
			for _, m := range matches {
				found = append(found, secret.Found{Match: m, Slot: slot, At: value.At.FirstLine(), Maybe: maybe})
			}
		}
	})
	eachData(ob.node.Get("stringData"), func(slot string, value *text.Node, maybe bool) {
		if value.Is(text.String) && value.View != nil && r.embedded(ob, slot, value.View(), maybe) {
			return
		}
		found = append(found, secret.InNode(slot, value, maybe)...)
	})
	r.credentials(ob, "secret", found)
	for _, in := range []string{"data", "stringData"} {
		r.promised(ob, ob.name, ob.node.Get(in), found)
	}
}

// token reports a Secret that Kubernetes fills with a service account's token:
// one that never expires.
// https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
func (r *reader) token(ob *object) {
	kind := ob.node.Field("type")
	if kind == nil || !kind.Value.Str().Is("kubernetes.io/service-account-token") {
		return
	}
	fact := r.credential(ob, "secret", secret.Found{Match: secret.Match{Provider: "kubernetes", Type: "token"}, Slot: "type", At: entryAt(kind)})
	fact.Presence = credential.Created
	fact.Maybe = fact.Maybe || kind.Maybe
	fact.Account = tokenOf(ob)
	r.out.Add(fact)
}

// tokenOf is the service account that a Secret says it is for, in an annotation.
// Without one the API server refuses the Secret, unless a tool adds it.
func tokenOf(ob *object) facts.Text {
	const key = "kubernetes.io/service-account.name"
	a := ob.meta.Get("annotations").Field(key)
	if a == nil || a.Maybe {
		return text.Of(&text.Symbol{Name: "the annotation " + key + " of " + ob.address, Fresh: true}, ob.at)
	}
	return a.Value.Str()
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
	var found []secret.Found
	eachData(ob.node.Get("data"), func(slot string, value *text.Node, maybe bool) {
		if value.Is(text.String) && value.View != nil && r.embedded(ob, slot, value.View(), maybe) {
			return
		}
		found = append(found, secret.InNode(slot, value, maybe)...)
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

// credentials adds what was found in one object, key pairs joined.
func (r *reader) credentials(ob *object, place string, found []secret.Found) {
	for _, f := range secret.Join(found) {
		r.out.Add(r.credential(ob, place, f))
	}
}

func (r *reader) credential(ob *object, place string, f secret.Found) *facts.Credential {
	out := credential.Of(f, r.base(facts.KindCredential, ob.address+"/"+f.Slot, f.At), place, text.Known(ob.path(), ob.at))
	out.Namespace, out.Name = ob.namespace, ob.name
	return out
}

// unencoded is what a value in base64 says, as a document whose every place is
// the value's.
func unencoded(n *text.Node, encoded string, raw []byte) *source.File {
	at := n.At
	if at.File == nil {
		return source.NewFile("", raw)
	}
	if strings.ContainsAny(encoded, "\r\n") {
		at = at.FirstLine()
	}
	b := source.NewView(at.File)
	b.Replace(string(raw), at.Start, at.End)
	return b.File()
}
