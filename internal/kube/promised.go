package kube

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// environmentSlots are the variables from which the clouds' libraries take a
// static credential.
var environmentSlots = [...]struct{ key, provider, credential string }{
	{"AWS_ACCESS_KEY_ID", "aws", "access-key-id"},
	{"AWS_SECRET_ACCESS_KEY", "aws", "secret-access-key"},
	{"AWS_SESSION_TOKEN", "aws", "session-token"},
	{"AZURE_CLIENT_SECRET", "azure", "client-secret"},
	{"GOOGLE_CREDENTIALS", "gcp", "service-account-key"},
}

// promised reads the keys of a Secret that hold a credential by their names,
// where the value itself is not there to be read: it is encrypted, a template,
// or fetched from elsewhere. An empty one is none.
func (r *reader) promised(ob *object, name facts.Text, values *text.Node, found []secret.Found) {
	if !values.Is(text.Map) {
		return
	}
	for i := range values.Fields {
		f := &values.Fields[i]
		if shadowed(values, i) || f.Value.Is(text.Null) || f.Value.Str().Is("") {
			continue
		}
		r.promise(ob, name, f.Key, entryAt(f), f.Maybe, found)
	}
}

func (r *reader) promise(ob *object, name, key facts.Text, at source.Span, maybe bool, found []secret.Found) {
	for _, s := range environmentSlots {
		if !key.Is(s.key) || slices.ContainsFunc(found, func(f secret.Found) bool { return f.Slot == s.key }) {
			continue
		}
		fact := r.credential(ob, "secret", secret.Found{
			Match: secret.Match{Provider: s.provider, Type: s.credential, Temporary: s.credential == "session-token"}, Slot: s.key, At: at, Maybe: maybe,
		})
		fact.Presence, fact.Name = credential.Referenced, name
		r.out.Add(fact)
	}
}

// sealed reads what a SealedSecret becomes.
// https://github.com/bitnami-labs/sealed-secrets#overview
func (r *reader) sealed(ob *object) {
	r.promised(ob, ob.name, ob.node.Path("spec", "encryptedData"), nil)
}

// external reads the Secret that an ExternalSecret makes.
// https://external-secrets.io/latest/api/externalsecret/
func (r *reader) external(ob *object) {
	name := str(ob.node.Path("spec", "target"), "name")
	if name.Absent() {
		name = ob.name
	}
	data, _ := elements(ob.node.Get("spec"), "data")
	for _, d := range data {
		key := d.Value.Get("secretKey")
		r.promise(ob, name, key.Str(), key.Span(), d.Maybe, nil)
	}
}

// argoConfig is the document in which Argo CD keeps how it reaches a cluster, and
// where that was written.
func (r *reader) argoConfig(ob *object) (*text.Node, source.Span) {
	var view *source.File
	at := source.Span{}
	if n := ob.node.Path("stringData", "config"); n.Is(text.String) && n.View != nil {
		view, at = n.View(), n.At
	} else if n := ob.node.Path("data", "config"); n != nil {
		if body := unbase64(n); body != "" {
			v, _ := n.Str().Value()
			view, at = unencoded(n, v, []byte(body)), n.At
		}
	}
	if view == nil {
		return nil, at
	}
	docs, _ := yamlpos.ParseJSON(view, yamlpos.Options{Symbols: r.o.Symbols, Coarse: true})
	if len(docs) != 1 {
		return nil, at
	}
	return docs[0].Root, at
}

// fetched makes facts of the variables of a container that take a static
// credential of a cloud from a Secret. One that is meant for a service other
// than the cloud's own (a store that speaks the same protocol) is nobody's
// business.
func (r *reader) fetched(ob *object, container *text.Node, p *facts.Pod, c *facts.Container) {
	if elsewhere(container) {
		return
	}
	for i := range c.Env {
		v := &c.Env[i]
		for _, s := range environmentSlots {
			if v.From != "secret" || !v.Key.Is(s.key) || s.credential == "access-key-id" || s.credential == "session-token" {
				continue
			}
			fact := r.credential(ob, "environment", secret.Found{
				Match: secret.Match{Provider: s.provider, Type: s.credential}, Slot: s.key, At: v.At, Maybe: v.Maybe || c.Maybe || v.Optional,
			})
			fact.Presence, fact.Pod = credential.Referenced, p.ID
			r.out.Add(fact)
		}
	}
}

// elsewhere reports whether a container is told where the service is to which
// it shows the credential: a variable or an argument names an endpoint.
func elsewhere(container *text.Node) bool {
	vars, _ := elements(container, "env")
	for _, v := range vars {
		if name := strings.ToUpper(v.Value.Get("name").Str().String()); strings.Contains(name, "ENDPOINT") || strings.Contains(name, "MINIO") {
			return true
		}
	}
	for _, key := range []string{"command", "args"} {
		for _, t := range list(container, key).Items {
			if s := strings.ToLower(t.String()); strings.Contains(s, "endpoint") || strings.Contains(s, "minio") {
				return true
			}
		}
	}
	return false
}
