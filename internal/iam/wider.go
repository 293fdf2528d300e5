package iam

import (
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Wider decides whether a new document lets in somebody whom an old one does
// not, by a request that it gives as witness, and at which place. Both must be compiled with the same
// knowledge of issuers.
//
// What is not let in by the old one is what none of its Allow statements covers,
// or what one of its Deny statements refuses.
func Wider(before, after *Policy) Verdict {
	out := no()
	for _, w := range after.order {
		w = w.ofEverybody()
		for _, m := range mechanisms {
			if acceptsAction(w.statement, m.action) == text.No || !usable(w.Way, m.name) {
				continue
			}
			v := w.wider(before, m.action)
			if member, ok := w.member(); ok && v.Truth == text.Unknown {
				if of := member.wider(before, m.action); of.Truth == text.Yes {
					v = of
				}
			}
			switch v.Truth {
			case text.Yes:
				v.Because = []source.Span{w.At}
				return v
			case text.Unknown:
				out.Truth = text.Unknown
				out.Symbols = append(out.Symbols, v.Symbols...)
			}
		}
	}
	if out.Truth == text.No && (isPartial(after) || after.unnamed()) {
		out.Truth = text.Unknown
	}
	return out
}

func isPartial(p *Policy) bool { return p.trust.Open || p.trust.Reading != ReadingAll }

// wider asks for a request along one way that the old document does not let in.
func (w *way) wider(before *Policy, action string) Verdict {
	if w.contained(before) {
		return no()
	}
	q := query{action: action, explains: "a request that is let in now and was not before"}
	if !isPartial(before) && !isPartial(w.policy) {
		if t, v := w.beyond(before, q, false); v == lang.Yes {
			if witness, ok := w.verifiedAgainst(before, t, q); ok {
				if witness.Principal == "" && witness.Claims == nil {
					witness.Principal = w.Principal.String()
				}
				return Verdict{Truth: text.Yes, Witness: witness}
			}
		}
	}
	if _, v := w.beyond(before, q, true); v == lang.No {
		return no()
	}
	return w.unknown()
}

// member is the way for one role of the account that the way is open to, which
// nobody is likely to have named.
func (w *way) member() (*way, bool) {
	account := w.accountOf()
	if account.Absent() || !principalOf(w.Principal).root {
		return nil, false
	}
	partition := text.Known("aws", w.At)
	if a, ok := ParseARN(w.Principal); ok {
		partition = a.Partition
	}
	one, named := *w, *w.Way
	named.Principal = text.Concat(text.Known("arn:", w.At), partition, text.Known(":iam::", w.At), account, text.Known(":role/any-other-role", w.At))
	one.Way = &named
	return &one, true
}

// beyond searches what the way lets in and the old document does not. Looking
// for a proof (not upper) the old document is taken for as wide as it may be,
// for a refutation for as narrow.
func (w *way) beyond(before *Policy, q query, upper bool) (token, lang.Verdict) {
	allow, denies, ok := w.side(q.action, upper)
	if !ok {
		return nil, lang.No
	}
	old := w.counterparts(before, q.action, !upper)
	search := func(b box, without []box) (token, lang.Verdict) {
		return w.searchBox(b, without, q, upper)
	}
	t, out := search(allow, slices.Concat(denies, old.allows))
	if out == lang.Yes {
		return t, out
	}
	for _, d := range old.denies {
		t, v := search(allow.and(d), denies)
		if v == lang.Yes {
			return t, v
		}
		if v == lang.Unknown {
			out = v
		}
	}
	return nil, out
}

// counterpart is what an old document says of those who come along a way.
type counterpart struct{ allows, denies []box }

// counterparts collects the old document's statements for the way's principal:
// those that allow as wide as wanted, those that deny in return.
func (w *way) counterparts(before *Policy, action string, wide bool) counterpart {
	var out counterpart
	there := *w
	there.policy = before
	for i := range before.trust.Statements {
		s := &before.trust.Statements[i]
		if d, ok := there.deny(s, action, !wide); ok {
			out.denies = append(out.denies, d)
		}
		allows := text.And(text.Equal(s.Effect, text.Known("Allow", s.At)), acceptsAction(s, action), there.concerns(s))
		if allows == text.No || !wide && (allows != text.Yes || s.Maybe) {
			continue
		}
		if b, ok := there.boxOf(s, wide); ok {
			out.allows = append(out.allows, b)
		}
	}
	return out
}

// verifiedAgainst is verified, and the old document must refuse the request.
func (w *way) verifiedAgainst(before *Policy, t token, q query) (*finding.Witness, bool) {
	witness, ok := w.verified(t, q)
	if !ok {
		return nil, false
	}
	names := w.symbolNames()
	for _, salt := range []string{"a", "b"} {
		assign := func(s *text.Symbol) string { return concrete(s, salt) }
		r := w.request(t, q.action, names, assign)
		if Evaluate(before.trust.Statements, r, assign) != Denied {
			return nil, false
		}
	}
	return witness, true
}

// NamesAccount decides whether the way's principal is of an account, by its ARN
// or by the account's id alone.
func (p *Policy) NamesAccount(id facts.ID, account facts.Text) text.Truth {
	w := p.ways[id]
	if w == nil || w.PrincipalType != typeAWS {
		return text.No
	}
	own := w.accountOf()
	if own.Absent() {
		if w.Principal.IsKnown() {
			return text.No
		}
		return text.Unknown
	}
	return text.Equal(own, account)
}

// accountOf is the account of the way's principal; absent if there is none.
func (w *way) accountOf() facts.Text {
	if s, ok := w.Principal.Value(); ok && accountForm().MatchString(s) {
		return w.Principal
	}
	if parts := w.Principal.Parts(); len(parts) == 1 && ofAccount(parts[0].Sym) {
		return w.Principal
	}
	if a, ok := ParseARN(w.Principal); ok {
		return a.Account
	}
	return facts.Text{}
}

// Account is the account of a way's principal of type AWS; absent if it is not
// spelled out.
func (p *Policy) Account(id facts.ID) facts.Text {
	if w := p.ways[id]; w != nil && w.PrincipalType == typeAWS {
		return w.accountOf()
	}
	return facts.Text{}
}

// IsRoot decides whether the way's principal stands for all principals of an
// account: the ARN of its root, or its id, which are the same.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
func (p *Policy) IsRoot(id facts.ID) text.Truth {
	w := p.ways[id]
	if w == nil || w.PrincipalType != typeAWS {
		return text.No
	}
	if s, ok := w.Principal.Value(); ok && accountForm().MatchString(s) {
		return text.Yes
	}
	if parts := w.Principal.Parts(); len(parts) == 1 && ofAccount(parts[0].Sym) {
		return text.Yes
	}
	a, ok := ParseARN(w.Principal)
	switch {
	case ok:
		return text.And(text.Equal(a.Service, text.Known("iam", w.At)), text.Equal(a.Resource, text.Known("root", w.At)))
	case w.Principal.IsKnown():
		return text.No
	}
	return text.Unknown
}

// vouching are keys by which a trust policy asks who stands behind a caller of
// another account. An external id keeps a vendor from being used by one of its
// other customers.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
var vouching = []string{
	"sts:externalid", "aws:principalorgid", "aws:principalorgpaths", "aws:multifactorauthpresent", "aws:multifactorauthage",
	"aws:principalarn", "aws:userid", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceip", "sts:sourceidentity",
}

// Vouched decides whether the way asks more of its caller than to be the
// principal: one of the keys that say who stands behind it. Which of them is
// asked for can be told apart by keys.
func (p *Policy) Vouched(id facts.ID, keys ...string) Verdict {
	w := p.ways[id]
	if w == nil {
		return no()
	}
	if len(keys) == 0 {
		keys = vouching
	}
	out := text.No
	if w.statement.ConditionsOpen {
		out = text.Unknown
	}
	for i := range w.policy.trust.Statements {
		s := &w.policy.trust.Statements[i]
		denies := text.Equal(s.Effect, text.Known("Deny", s.At)) != text.No
		if s != w.statement && !denies {
			continue
		}
		for j := range s.Conditions {
			out = text.Or(out, w.asksFor(&s.Conditions[j], keys, denies))
		}
	}
	if out == text.Unknown {
		return w.unknown()
	}
	return Verdict{Truth: out}
}

// asksFor decides whether a condition asks for one of the keys. In a Deny every
// condition on one does, whatever its operator.
func (w *way) asksFor(c *facts.Condition, keys []string, denies bool) text.Truth {
	key, sure, _ := w.keyOf(c)
	if !sure {
		return text.Unknown
	}
	if !slices.Contains(keys, key) {
		return text.No
	}
	optional, _ := isOptional(c)
	asked := optional.Not()
	if denies {
		asked = text.Yes
	}
	if c.Maybe && asked == text.Yes {
		return text.Unknown
	}
	return asked
}
