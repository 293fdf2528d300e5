package iam

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// cognito is the issuer of the tokens of all identity pools.
// https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
const cognito = "Amazon Cognito"

// IsCognito reports whether the way is for tokens of identity pools, of which the
// audience says whose they are.
func (p *Policy) IsCognito(id facts.ID) bool { return p.Profile(id).Name == cognito }

// AnyPool decides whether the way is for tokens of Amazon Cognito and lets in those
// of every identity pool.
func (p *Policy) AnyPool(id facts.ID) Verdict {
	if !p.IsCognito(id) {
		return no()
	}
	return p.AnySubject(id)
}

// Guests decides whether the way is for tokens of an identity pool and lets in
// those of guests, who did not sign in, while a condition on amr says so.
func (p *Policy) Guests(id facts.ID) Verdict {
	const key = ownClaim + "amr"
	w, v := p.web(id)
	switch {
	case w == nil:
		return v
	case !p.IsCognito(id) || len(w.named[key]) == 0 || p.AnyPool(id).Truth == text.Yes:
		return no()
	}
	target := func(bool) box { return box{key: {false, lang.Lit("unauthenticated")}} }
	return w.ask(query{action: assumeWebID, target: target, explains: "a token of a guest of the identity pool, who did not sign in"})
}
