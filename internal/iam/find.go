package iam

import (
	"maps"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// token is a request that was found: a word for each context key that it holds.
type token map[string]lang.Pattern

// searchBudget bounds how many boxes a search with Deny statements visits. Real
// documents need a handful.
const searchBudget = 2_000

// finder looks for a request in a box and outside of all Deny boxes.
type finder struct {
	w *way
	// upper searches among all requests that there may be, so that finding none
	// is a refutation; else among those that there surely are, so that finding
	// one is a proof.
	upper  bool
	budget int
	prefer func(key string) lang.Preferences
}

// find returns a request, or No if there is none.
func (f *finder) find(b box, denies []box) (token, lang.Verdict) {
	if f.budget--; f.budget < 0 {
		return nil, lang.Unknown
	}
	denies = f.relevant(b, denies)
	if len(denies) == 0 {
		return f.pick(b)
	}
	out := lang.No
	for _, key := range denies[0].keys() {
		now, known := f.value(b, key)
		if !known && !f.upper {
			out = lang.Unknown
			continue
		}
		c := maps.Clone(b)
		c[key] = now.and(denies[0][key].not())
		t, v := f.find(c, denies[1:])
		if v == lang.Yes {
			return t, v
		}
		if v == lang.Unknown {
			out = v
		}
	}
	return nil, out
}

// value is what a key can be in the box.
func (f *finder) value(b box, key string) (accept, bool) {
	if a, ok := b[key]; ok {
		return a, true
	}
	if u, ok := f.w.universe(key, f.upper); ok {
		return u, true
	}
	return everything(), false
}

// relevant drops the Deny boxes that surely share nothing with the box.
func (f *finder) relevant(b box, denies []box) []box {
	var out []box
	for _, d := range denies {
		apart := false
		for key, a := range d {
			if now, known := f.value(b, key); known || f.upper {
				both := now.and(a)
				apart = apart || !both.missing && both.set.Empty() == lang.Yes
			}
		}
		if !apart {
			out = append(out, d)
		}
	}
	return out
}

// pick takes one value for each key; keys are independent, so the box is empty
// exactly if one of them has no value.
func (f *finder) pick(b box) (token, lang.Verdict) {
	t, out := token{}, lang.Yes
	for _, key := range b.keys() {
		a := b[key]
		if a.missing {
			continue
		}
		word, v := a.set.Witness(f.prefer(key))
		switch v {
		case lang.No:
			return nil, lang.No
		case lang.Unknown:
			out = lang.Unknown
		}
		t[key] = word
	}
	return t, out
}

// side is what the way's own statement lets in, and the Deny statements against
// it: an upper or a lower bound. It is false if the bound is empty.
func (w *way) side(action string, upper bool) (allow box, denies []box, ok bool) {
	s := w.statement
	allows := text.And(text.Equal(s.Effect, text.Known("Allow", s.At)), acceptsAction(s, action))
	if allows == text.No || !upper && (allows != text.Yes || w.Maybe) {
		return nil, nil, false
	}
	allow, ok = w.boxOf(s, upper)
	if !ok {
		return nil, nil, false
	}
	for i := range w.policy.trust.Statements {
		if d, ok := w.deny(&w.policy.trust.Statements[i], action, !upper); ok {
			denies = append(denies, d)
		}
	}
	return allow, denies, true
}

// deny is what a statement refuses of the requests along the way.
func (w *way) deny(s *facts.Statement, action string, upper bool) (box, bool) {
	denies := text.And(text.Equal(s.Effect, text.Known("Deny", s.At)), acceptsAction(s, action), w.concerns(s))
	if denies == text.No || !upper && (denies != text.Yes || s.Maybe) {
		return nil, false
	}
	return w.boxOf(s, upper)
}

// concerns decides whether a statement's principals hold the way's.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
func (w *way) concerns(s *facts.Statement) text.Truth {
	if len(s.NotPrincipals) > 0 {
		// Who is excepted depends on sessions and accounts as well.
		out := text.No
		for _, p := range s.NotPrincipals {
			out = text.Or(out, w.isPrincipal(p))
		}
		if out == text.No && !s.PrincipalsOpen && !w.stranger() {
			return text.Unknown
		}
		return out.Not()
	}
	out := text.No
	for _, p := range s.Principals {
		t := w.isPrincipal(p)
		if p.Maybe && t == text.Yes {
			t = text.Unknown
		}
		out = text.Or(out, t)
	}
	if s.PrincipalsOpen {
		out = text.Or(out, text.Unknown)
	}
	return out
}

// isPrincipal decides whether the way's principal is this one. An account covers
// its roles and users, which is not told apart here: such answers are unknown.
func (w *way) isPrincipal(p facts.Principal) text.Truth {
	switch {
	case p.Value.Is("*"):
		return text.Yes // in Deny, * is everybody, whatever their type
	case w.stranger():
		return text.Equal(p.Value, text.Known("*", p.At))
	case principalType(p) != w.PrincipalType && p.Type.IsKnown() && w.PrincipalType != typeUnknown:
		return text.No
	}
	t := text.Equal(p.Value, w.Principal)
	if t != text.Yes && w.PrincipalType == typeAWS {
		return standsFor(p.Value, w.Principal)
	}
	return t
}

// standsFor decides whether an AWS principal that a document names stands for
// another one, which is not the same. An account, by its id or the ARN of its
// root, stands for all its principals; roles and users stand for themselves, and
// roles for their sessions.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func standsFor(outer, inner facts.Text) text.Truth {
	wide, narrow := principalOf(outer), principalOf(inner)
	switch {
	case wide.account.Absent() || narrow.account.Absent():
		return text.Unknown
	case text.Equal(wide.account, narrow.account) == text.No:
		return text.No
	case wide.root:
		return text.Equal(wide.account, narrow.account)
	case narrow.root || !wide.lasting || !narrow.lasting:
		return text.Unknown
	}
	return text.And(text.Unknown, text.Equal(outer, inner))
}

// awsPrincipal is what an AWS principal names. Lasting ones are roles and users,
// as opposed to sessions.
type awsPrincipal struct {
	account       facts.Text
	root, lasting bool
}

func principalOf(t facts.Text) awsPrincipal {
	if s, ok := t.Value(); ok && accountForm().MatchString(s) {
		return awsPrincipal{account: t, root: true}
	}
	if parts := t.Parts(); len(parts) == 1 && ofAccount(parts[0].Sym) {
		return awsPrincipal{account: t, root: true}
	}
	a, ok := ParseARN(t)
	if !ok {
		return awsPrincipal{}
	}
	_, role := a.Resource.CutPrefix("role/")
	_, user := a.Resource.CutPrefix("user/")
	return awsPrincipal{account: a.Account, root: a.Service.Is("iam") && a.Resource.Is("root"), lasting: a.Service.Is("iam") && (role || user)}
}
