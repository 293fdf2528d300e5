package iam

import (
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Verdict is an answer with what it rests on.
type Verdict struct {
	// Truth is yes if proved and no if refuted for all values of the symbols.
	Truth text.Truth
	// Witness, for yes, is a request that shows it; nil where none is needed.
	Witness *finding.Witness
	// Symbols, for unknown, are what it may depend on.
	Symbols []*text.Symbol
	// Because are the places that decide, such as conditions that exclude each
	// other.
	Because []source.Span
}

func no() Verdict { return Verdict{Truth: text.No} }

// query is a question of the form: is there a request along the way, in the
// target, that is let in?
type query struct {
	action string
	// target narrows the requests; nil takes all.
	target func(upper bool) box
	prefer func(key string) lang.Preferences
	// says what the witness shows.
	explains string
}

// ask decides a query. Statements that were not read may deny anything, so they
// leave no proof; they cannot make the way's own statement wider, so that a
// refutation stands.
func (w *way) ask(q query) Verdict {
	t := w.policy.trust
	unread := t.Open || t.Reading != ReadingAll
	if !unread {
		if tok, v := w.search(q, false); v == lang.Yes {
			if witness, ok := w.verified(tok, q); ok {
				return Verdict{Truth: text.Yes, Witness: witness, Because: []source.Span{w.At}}
			}
			return w.unknown()
		}
	}
	if _, v := w.search(q, true); v == lang.No {
		return no()
	}
	return w.unknown()
}

func (w *way) search(q query, upper bool) (token, lang.Verdict) {
	allow, denies, ok := w.side(q.action, upper)
	if !ok {
		return nil, lang.No
	}
	return w.searchBox(allow, denies, q, upper)
}

// searchBox looks for a request of a query in a box and outside of others.
func (w *way) searchBox(b box, without []box, q query, upper bool) (token, lang.Verdict) {
	if q.target != nil {
		b = b.and(q.target(upper))
	}
	if w.PrincipalType == typeFed && q.action == assumeWebID {
		b = b.with(ownClaim+"sub", everything()).with(ownClaim+"aud", everything())
	}
	for _, key := range b.keys() {
		u, known := w.universe(key, upper)
		switch {
		case known:
			b = b.with(key, u)
		case !upper && !b[key].isEverything():
			return nil, lang.Unknown // whether requests can be like that is not known
		}
	}
	f := &finder{w: w, upper: upper, budget: searchBudget, prefer: q.prefer}
	if f.prefer == nil {
		f.prefer = w.preferences
	}
	return f.find(b, without)
}

// web returns the way if it names an issuer of tokens, else the answer to all
// questions about tokens. Whether tokens can come along a way for everybody, or
// for nobody knows whom, is not known.
func (p *Policy) web(id facts.ID) (*way, Verdict) {
	w := p.ways[id]
	switch {
	case w == nil || w.Mechanism == mechSAML:
		return nil, no()
	case w.PrincipalType == typeFed:
		return w, Verdict{}
	case (w.PrincipalType == typeAny || w.PrincipalType == typeUnknown) && acceptsAction(w.statement, assumeWebID) != text.No:
		return nil, w.unknown()
	}
	return nil, no()
}

// AnyPrincipal decides whether a principal of any AWS account can take the way.
// An external id does not keep strangers out: see RequiresExternalID.
func (p *Policy) AnyPrincipal(id facts.ID) Verdict {
	w := p.ways[id]
	switch {
	case w == nil || w.PrincipalType != typeAny && w.PrincipalType != typeAWS && w.PrincipalType != typeUnknown:
		return no()
	case !w.stranger():
		if first := w.Principal.Parts(); len(first) > 0 && first[0].Sym != nil && computed(first[0].Sym) {
			return no() // the ARN of something that is there
		}
		if text.Equal(w.Principal, text.Known("*", w.At)) == text.No {
			return no()
		}
		return w.unknown()
	}
	return w.ask(query{action: assumeRole, explains: "a principal of another AWS account, of which the trust policy asks nothing that it cannot bring"})
}

// RequiresExternalID decides whether the way needs an external id that the
// document names.
func (p *Policy) RequiresExternalID(id facts.ID) Verdict {
	const key = "sts:externalid"
	w := p.ways[id]
	if w == nil {
		return no()
	}
	upper, denies, ok := w.side(assumeRole, true)
	if !ok {
		return w.unknown()
	}
	_, more, _ := w.side(assumeRole, false)
	for _, d := range append(denies, more...) {
		if _, asked := d[key]; asked {
			return w.unknown()
		}
	}
	if a, asked := upper[key]; asked && !a.missing && (w.pins(key) || a.set.Complement().Empty() == lang.No) {
		return Verdict{Truth: text.Yes}
	}
	if lower, _, ok := w.side(assumeRole, false); ok {
		if a, asked := lower[key]; !asked || a.missing || a.set.Complement().Empty() == lang.Yes {
			return no()
		}
	}
	return w.unknown()
}

// pins reports whether a condition compares a key with a list of exact values,
// so that it is restricted whatever these are.
func (w *way) pins(key string) bool {
	return slices.ContainsFunc(w.statement.Conditions, func(c facts.Condition) bool {
		name, ok := c.Operator.Value()
		o := parseOperator(name)
		k, sure, _ := w.keyOf(&c)
		return ok && sure && k == key && !c.Maybe && c.Values.Closed && !o.negated &&
			(o.base == "stringequals" || o.base == "stringequalsignorecase")
	})
}

// IssuerClass decides whether the way's issuer is of a class.
func (p *Policy) IssuerClass(id facts.ID, class string) Verdict {
	w, v := p.web(id)
	switch {
	case w == nil:
		return v
	case w.profile.Class == ClassUnknown && w.issuer.IsKnown() && class == ClassShared:
		return no() // the shared issuers are listed; others have one owner
	case w.profile.Class == ClassUnknown:
		return w.unknown()
	}
	return Verdict{Truth: text.TruthOf(w.profile.Class == class)}
}

// AnySubject decides whether the way restricts neither the subject nor any other
// claim that says whose a token is. A way that lets in nothing is not open.
func (p *Policy) AnySubject(id facts.ID) Verdict {
	w, v := p.web(id)
	if w == nil {
		return v
	}
	v = w.anySubject()
	if v.Truth == text.Unknown {
		return w.assuming(w.saysWhose, (*way).anySubject)
	}
	return v
}

// saysWhose reports whether a claim says whose a token is.
func (w *way) saysWhose(claim string) bool {
	return claim == "sub" || slices.ContainsFunc(w.profile.Tenancy, func(t tenancy) bool { return t.claim == claim })
}

func (w *way) anySubject() Verdict {
	q := query{action: assumeWebID, target: w.foreign, explains: "a token of " + w.profileName() + " whose subject the trust policy does not name"}
	upper, _, ok := w.side(assumeWebID, true)
	if !ok || w.restricted(upper) == text.Yes {
		return no()
	}
	lower, _, ok := w.side(assumeWebID, false)
	if v := w.ask(q); v.Truth == text.No || ok && v.Truth == text.Yes && w.restricted(lower) == text.No {
		return v
	}
	return w.unknown()
}

func (w *way) profileName() string {
	if w.profile.Class == ClassUnknown {
		return "the issuer"
	}
	return w.profile.Name
}

// restricted decides whether a box narrows the subject or a claim of tenancy.
func (w *way) restricted(b box) text.Truth {
	out := text.No
	if a, ok := b[ownClaim+"sub"]; ok {
		out = text.Or(out, negate(w.profile.subjects(true).SubsetOf(a.set)))
	}
	for _, t := range w.profile.Tenancy {
		if a, ok := b[ownClaim+t.claim]; ok && t.claim != "sub" {
			out = text.Or(out, negate(a.set.Complement().Empty()))
		}
	}
	return out
}

func negate(v lang.Verdict) text.Truth {
	switch v {
	case lang.Yes:
		return text.No
	case lang.No:
		return text.Yes
	}
	return text.Unknown
}

// ForeignTenant decides whether the way admits a token of a tenant that the
// document does not name. Only shared issuers have foreign tenants.
func (p *Policy) ForeignTenant(id facts.ID) Verdict {
	w, v := p.web(id)
	switch {
	case w == nil:
		return v
	case p.IssuerClass(id, ClassShared).Truth == text.No:
		return no()
	case w.profile.Class == ClassUnknown:
		return w.unknown()
	}
	return w.ask(query{action: assumeWebID, target: w.foreign, explains: "a token of " + w.profileName() + " that belongs to somebody whom the trust policy does not name"})
}

// AnyAudience decides whether the way leaves the audience open, and there is an
// audience besides those that the document names. A provider with one client id
// lets no other through.
func (p *Policy) AnyAudience(id facts.ID) Verdict {
	w, v := p.web(id)
	switch {
	case w == nil:
		return v
	case w.audiences.Present && w.audiences.Closed && len(w.audiences.Items) == 1:
		return no()
	}
	v = w.anyAudience()
	if v.Truth == text.Unknown {
		return w.assuming(func(claim string) bool { return claim == "aud" }, (*way).anyAudience)
	}
	return v
}

func (w *way) anyAudience() Verdict {
	const key = ownClaim + "aud"
	upper, _, ok := w.side(assumeWebID, true)
	if !ok {
		return no()
	}
	all := w.audienceSet()
	if a, ok := upper[key]; ok && all.SubsetOf(a.set) == lang.No {
		return no()
	}
	others := func(bool) box { return box{key: {false, w.namedSet(w.named[key]).Complement()}} }
	v := w.ask(query{action: assumeWebID, target: others, prefer: w.otherAudience, explains: "a token that was made for another service"})
	lower, _, ok := w.side(assumeWebID, false)
	if v.Truth != text.Yes {
		return v
	}
	if a, asked := lower[key]; !ok || asked && all.SubsetOf(a.set) != lang.Yes {
		return w.unknown()
	}
	return v
}

func (w *way) otherAudience(key string) lang.Preferences {
	if key == ownClaim+"aud" {
		return lang.Preferences{Samples: []string{"another-service.example"}, Fill: []string{"another-service.example"}}
	}
	return w.preferences(key)
}

// Beyond decides whether the way admits a token of the issuer with a subject
// that is none of these.
func (p *Policy) Beyond(id facts.ID, subjects []facts.Text) Verdict {
	w, v := p.web(id)
	if w == nil {
		return v
	}
	var known []lang.Pattern
	for _, s := range subjects {
		for _, alt := range s.Alternatives() {
			known = append(known, pattern(alt, exact, false))
		}
	}
	target := func(bool) box { return box{ownClaim + "sub": {false, lang.Of(known...).Complement()}} }
	return w.ask(query{action: assumeWebID, target: target, explains: "a token whose subject is none of the known workloads"})
}

// AdmitsNothing decides whether nobody can take the way. Because names the
// conditions without which somebody could.
func (p *Policy) AdmitsNothing(id facts.ID) Verdict {
	w := p.ways[id]
	if w == nil {
		return no()
	}
	w = w.ofEverybody()
	out, entered := text.Yes, false
	for _, m := range mechanisms {
		if acceptsAction(w.statement, m.action) == text.No {
			continue
		}
		entered = true
		if !usable(w.Way, m.name) {
			continue
		}
		v := w.ask(query{action: m.action, explains: "a request that is let in"})
		out = text.And(out, v.Truth.Not())
		if v.Truth == text.Yes {
			return Verdict{Truth: text.No, Witness: v.Witness}
		}
	}
	switch {
	case !entered:
		return no() // a statement that only adds sts:TagSession, say, to another
	case out == text.Unknown:
		return w.unknown()
	case text.Equal(w.statement.Effect, text.Known("Allow", w.At)) != text.Yes:
		return w.unknown()
	}
	return Verdict{Truth: text.Yes, Because: w.blame().places()}
}
