package kube

import (
	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/text"
)

// bootstrap reads a token with which nodes join. One that does not say when it
// expires is good until somebody deletes it, wherever its value comes from.
// https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#bootstrap-token-secret-format
func (r *reader) bootstrap(ob *object) {
	kind := ob.node.Field("type")
	if kind == nil || !kind.Value.Str().Is("bootstrap.kubernetes.io/token") {
		return
	}
	f := secret.Found{
		Match: secret.Match{Provider: "kubernetes", Type: "bootstrap-token"}, Slot: "token-secret", At: entryAt(kind), Maybe: kind.Maybe,
	}
	presence := credential.Created
	for _, in := range []string{"data", "stringData"} {
		value := ob.node.Get(in).Get("token-secret")
		v, _ := value.Str().Value()
		if in == "data" {
			v = unbase64(value)
		}
		if m, ok := secret.BootstrapToken(v); ok {
			f.At, f.Documentation, presence = value.At.FirstLine(), m.Documentation, credential.Written
		}
	}
	fact := r.credential(ob, "secret", f)
	fact.Presence, fact.Expires = presence, expires(ob.node)
	r.out.Add(fact)
}

// expires decides whether a bootstrap token says when it ends. A template that
// fills the time in says so, too.
func expires(n *text.Node) facts.Flag {
	out := facts.Flag{Truth: text.No, Present: true, At: n.At.FirstLine()}
	for _, in := range []string{"data", "stringData"} {
		values := n.Get(in)
		f := values.Field("expiration")
		switch {
		case f != nil && !f.Maybe && (f.Value.Is(text.String) || f.Value.Is(text.Number)) && !f.Value.Str().Is(""):
			return facts.Flag{Truth: text.Yes, Present: true, At: f.Value.At.FirstLine()}
		case f != nil && !f.Value.Is(text.Null) || f == nil && (values.MayHold("expiration") || perhaps(n, in)):
			out = facts.Flag{Present: true, At: out.At, Why: "expiration"}
		}
	}
	return out
}
