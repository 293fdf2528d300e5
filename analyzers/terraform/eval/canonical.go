package eval

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// The ways to write "the issuer without its scheme" and "the issuer in a
// provider's ARN" are many. Each gets one form, so that a condition key, a
// provider and a cluster meet whoever wrote them:
//
//	host(x)      an issuer URL without https://
//	oidcHost(a)  what follows oidc-provider/ in an ARN
//
// That a URL holds its scheme once, and an ARN the word oidc-provider/ once,
// is taken for granted.
const (
	scheme   = "https://"
	provider = "oidc-provider/"
)

// Host returns an issuer without its scheme.
func Host(env *value.Env, v cty.Value) cty.Value {
	t, ok := env.TextOf(v)
	if !ok {
		return env.Term("host", v).Typed(cty.String)
	}
	if cut, did := t.CutPrefix(scheme); did {
		return value.Inherit(env.String(cut), v)
	}
	parts := t.Parts()
	if parts[0].Sym == nil || len(parts) > 1 || env.IsTerm(v, "host") || env.IsTerm(v, "oidcHost") {
		return value.Inherit(env.String(t), v) // it has none
	}
	if ref := value.RefOf(v); ref != nil && len(ref.Choices) > 0 {
		choices := make([]cty.Value, len(ref.Choices))
		for i, c := range ref.Choices {
			choices[i] = Host(env, c)
		}
		return env.Choice("host("+t.String()+")", choices).Typed(cty.String)
	}
	return value.Inherit(env.Term("host", value.Bare(env.String(t))).Typed(cty.String), v)
}

func (a *args) host(t text.Text) (cty.Value, bool, error) {
	parts := t.Parts()
	if _, begins := t.CutPrefix(scheme); !begins && len(parts) > 1 {
		return cty.NilVal, false, nil
	}
	return Host(a.env, a.list[0]), true, nil
}

// providerHost returns what follows oidc-provider/ in an ARN.
func (a *args) providerHost(t text.Text) (cty.Value, bool, error) {
	if pieces := t.Split(provider); len(pieces) == 2 {
		return a.string(pieces[1])
	}
	if len(t.Parts()) != 1 || t.Parts()[0].Sym == nil {
		return cty.NilVal, false, nil
	}
	if ref := value.RefOf(a.list[0]); ref != nil && len(ref.Choices) > 0 {
		return cty.NilVal, false, nil
	}
	r := a.env.Term("oidcHost", value.Bare(a.env.String(t)))
	return value.Inherit(r.Typed(cty.String), a.list[0]), true, nil
}

// replaceSymbolic knows the idioms; what else is replaced in an unknown string
// is not known.
func (a *args) replaceSymbolic(t text.Text, from, to string) (cty.Value, bool, error) {
	if to != "" {
		return cty.NilVal, false, nil
	}
	pattern := strings.ReplaceAll(from, `\/`, "/")
	regex := len(from) > 1 && from[0] == '/' && from[len(from)-1] == '/'
	if regex {
		pattern = strings.ReplaceAll(pattern[1:len(pattern)-1], `\/`, "/")
	}
	switch strings.NewReplacer("^", "", "(", "", ")", "", "?:", "", "?", "", ".*", "", ".+", "").Replace(pattern) {
	case scheme:
		return a.host(t)
	case "provider/", provider, "arn::iam:::" + provider, "arn:aws:iam:::" + provider, "arn:aws:iam::[0-9]+:" + provider, "arn:aws:iam::\\d+:" + provider, ":" + provider, "/" + provider:
		if regex {
			return a.providerHost(t)
		}
	}
	return cty.NilVal, false, nil
}

// split keeps unknown strings whole but for the idioms that take the part
// after the scheme or after oidc-provider/.
func split(a *args) (cty.Value, bool, error) {
	if a.known() {
		return a.ordinary()
	}
	sep, ok := a.literal(0)
	t, isText := a.text(1)
	if !ok || !isText {
		return cty.NilVal, false, nil
	}
	a = &args{env: a.env, scope: a.scope, call: a.call, ctx: a.ctx, list: []cty.Value{a.list[1]}}
	var v cty.Value
	var err error
	switch sep {
	case scheme, "//":
		v, ok, err = a.host(t)
	case provider, ":" + provider, "provider/":
		v, ok, err = a.providerHost(t)
	default:
		return cty.NilVal, false, nil
	}
	if !ok || err != nil {
		return cty.NilVal, false, err
	}
	r := a.env.Term("split", cty.StringVal(sep), a.list[0])
	r.Step = func(k cty.Value) (cty.Value, bool) {
		n, ok := value.Int(k)
		return v, ok && n == 1
	}
	return r.Val(), true, nil
}

// regexSymbolic knows the expressions that take the issuer from an ARN.
func (a *args) regexSymbolic() (cty.Value, bool, error) {
	pattern, ok := a.literal(0)
	t, isText := a.text(1)
	if !ok || !isText {
		return cty.NilVal, false, nil
	}
	rest, found := strings.CutPrefix(strings.ReplaceAll(strings.TrimLeft(pattern, "^.*"), `\/`, "/"), provider)
	if !found || rest != "(.*)" && rest != "(.*)$" && rest != "(.+)" && rest != "(.+)$" {
		return cty.NilVal, false, nil
	}
	sub := &args{env: a.env, scope: a.scope, call: a.call, ctx: a.ctx, list: []cty.Value{a.list[1]}}
	v, ok, err := sub.providerHost(t)
	if !ok || err != nil {
		return cty.NilVal, false, err
	}
	return cty.TupleVal([]cty.Value{v}), true, nil
}

// Steps walks a traversal from a value, for callers outside of expressions.
func Steps(env *value.Env, v cty.Value, rest hcl.Traversal) (cty.Value, hcl.Diagnostics) {
	return steps(env, v, rest)
}
