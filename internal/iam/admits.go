package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Token is a token that a workload could present, as far as it is known. Absent
// texts are not known; Claims holds further claims by name in lower case.
type Token struct {
	// Issuer is the issuer's URL, with or without scheme.
	Issuer   facts.Text
	Subject  facts.Text
	Audience facts.Text
	Claims   map[string]facts.Text
	// Complete says that the token has no claims but these.
	Complete bool
	// AnyIssuer says that the workload may run wherever the document wants it to:
	// an absent issuer is then that of the way that is asked.
	AnyIssuer bool
}

// Admission says whether a document admits a token and, if it does not, why.
type Admission struct {
	Verdict
	// Way is the way that admits the token, or the one that comes nearest to it.
	Way facts.ID
	// Explains says in a sentence what is in the way; empty unless refused.
	Explains string
	// Failing are the conditions of the nearest way that fail.
	Failing []*facts.Condition
}

// Admits decides whether the document lets the token assume the role along any
// way. An unread part of the document leaves neither a proof nor a refutation.
func (p *Policy) Admits(tok Token) Admission {
	var refusals, doubts []Admission
	cost := map[facts.ID]int{}
	for _, w := range p.order {
		named, v := p.web(w.ID)
		if named != nil {
			v = w.admits(tok)
		}
		switch {
		case v.Truth == text.Yes:
			return Admission{Verdict: v, Way: w.ID}
		case v.Truth == text.Unknown:
			doubts = append(doubts, Admission{Verdict: v, Way: w.ID})
		case named != nil:
			e := w.explain(tok)
			cost[w.ID] = e.cost
			refusals = append(refusals, Admission{Verdict: v, Way: w.ID, Explains: e.sentence, Failing: e.failing})
		}
	}
	switch {
	case len(doubts) > 0:
		return doubts[0]
	case p.trust.Open || p.trust.Reading != ReadingAll || p.unnamed():
		return Admission{}
	case len(refusals) == 0:
		return Admission{Verdict: no(), Explains: "the trust policy has no statement that admits tokens of an identity provider"}
	}
	out := slices.MinFunc(refusals, func(a, b Admission) int { return cost[a.Way] - cost[b.Way] })
	for _, c := range out.Failing {
		out.Because = append(out.Because, c.At)
	}
	return out
}

// unnamed reports whether a statement lets in tokens of issuers that no way
// stands for: its principals are not all known, or all but some are meant.
func (p *Policy) unnamed() bool {
	for i := range p.trust.Statements {
		s := &p.trust.Statements[i]
		if (s.PrincipalsOpen || len(s.NotPrincipals) > 0) && acceptsAction(s, assumeWebID) != text.No &&
			text.Equal(s.Effect, text.Known("Allow", s.At)) != text.No {
			return true
		}
	}
	return false
}

func (w *way) admits(tok Token) Verdict {
	issuer := w.trusts(tok.Issuer)
	if tok.AnyIssuer && tok.Issuer.Absent() {
		issuer = text.Yes
	}
	if issuer == text.No {
		return no()
	}
	target := box{}
	add := func(claim string, t facts.Text) {
		if !t.Absent() {
			target[ownClaim+claim] = accept{false, lang.Of(pattern(t, exact, true))}
		}
	}
	add("sub", tok.Subject)
	add("aud", tok.Audience)
	for claim, t := range tok.Claims {
		claim = strings.ToLower(claim)
		if _, asked := w.named[ownClaim+claim]; asked { // the others do not matter
			add(claim, t)
		}
	}
	if tok.Complete {
		w.withoutOthers(target)
	}
	q := query{action: assumeWebID, target: func(bool) box { return target }, explains: "this token"}
	if _, v := w.search(q, true); v == lang.No {
		return no()
	}
	unread := w.policy.trust.Open || w.policy.trust.Reading != ReadingAll
	if issuer != text.Yes || unread || tok.Subject.Absent() {
		return w.unknown()
	}
	if found, v := w.search(q, false); v == lang.Yes {
		if witness, ok := w.verified(found, q); ok {
			return Verdict{Truth: text.Yes, Witness: witness, Because: []source.Span{w.At}}
		}
	}
	return w.unknown()
}

// withoutOthers adds that a token lacks the claims that the document asks for and
// the token need not have.
func (w *way) withoutOthers(target box) {
	for key := range w.named {
		if _, given := target[key]; given || !strings.HasPrefix(key, ownClaim) {
			continue
		}
		if u, known := w.universe(key, true); !known || u.missing {
			target[key] = accept{true, lang.None()}
		}
	}
}

// trusts decides whether the way is for tokens of the issuer.
func (w *way) trusts(issuer facts.Text) text.Truth {
	if issuer.Absent() || len(w.aliases) == 0 {
		return text.Unknown
	}
	issuer = withoutScheme(issuer)
	out := text.No
	for _, alias := range w.aliases {
		switch sameKey(withoutScheme(alias), issuer) {
		case text.Yes:
			return text.Yes
		case text.Unknown:
			out = text.Unknown
		}
	}
	return out
}

// explanation is why a way refuses a token.
type explanation struct {
	sentence string
	failing  []*facts.Condition
	// cost tells near misses from far ones.
	cost int
}

// explain names what keeps a token out: the issuer, the conditions, the
// provider's audiences, or a Deny.
func (w *way) explain(tok Token) explanation {
	var e explanation
	var reasons []string
	if w.trusts(tok.Issuer) == text.No {
		e.cost += 100
		reasons = append(reasons, "the role trusts the issuer "+shown(w.issuer)+", this token is issued by "+shown(withoutScheme(tok.Issuer)))
	}
	for i := range w.statement.Conditions {
		c := &w.statement.Conditions[i]
		why, cost := w.fails(c, tok)
		if why != "" {
			reasons = append(reasons, why)
			e.failing = append(e.failing, c)
			e.cost += cost
		}
	}
	if len(reasons) == 0 && !tok.Audience.Absent() && lang.Of(pattern(tok.Audience, exact, true)).Disjoint(w.audienceSet()) == lang.Yes {
		reasons = append(reasons, "the identity provider takes the audience "+listed(w.audiences.Items)+", this token's audience is "+shown(tok.Audience))
		e.cost += 10
	}
	if len(reasons) == 0 {
		reasons = append(reasons, "a Deny statement refuses it, or the conditions exclude each other")
		e.cost += 50
	}
	e.sentence = strings.Join(reasons, "; and ")
	return e
}

// fails says why one condition refuses a token; empty if it need not.
func (w *way) fails(c *facts.Condition, tok Token) (why string, cost int) {
	key, sure, never := w.keyOf(c)
	a := accepts(c, true)
	claim, own := strings.CutPrefix(key, ownClaim)
	switch {
	case never && !a.missing:
		return "the condition on " + shown(c.Key) + " never holds: no token of " + shown(w.issuer) + " has that key", 20
	case !sure || !own && key != "sts:externalid":
		return "", 0
	case key == "sts:externalid" && !a.missing:
		return "the condition on " + shown(c.Key) + " never holds: a request with a token has no external id", 20
	}
	value := tok.Claims[claim]
	switch claim {
	case "sub":
		value = tok.Subject
	case "aud":
		value = tok.Audience
	}
	if value.Absent() || lang.Of(pattern(value, exact, true)).Disjoint(a.set) != lang.Yes {
		return "", 0
	}
	return contrast(c, claim, value), 10 + distance(c, value)
}

// names are what people call the claims.
var names = map[string]string{"sub": "this token's subject", "aud": "this token's audience"}

// contrast puts what a condition allows beside what the token has.
func contrast(c *facts.Condition, claim string, value facts.Text) string {
	who := names[claim]
	if who == "" {
		who = "this token's " + claim
	}
	o := parseOperator(c.Operator.String())
	if o.negated {
		return "the condition on " + claim + " excludes " + listed(c.Values.Items) + ", " + who + " is " + shown(value)
	}
	best := closest(c, value)
	if strings.HasPrefix(o.base, "stringequals") && lang.Of(pattern(best, like, true)).Disjoint(lang.Of(pattern(value, exact, true))) != lang.Yes {
		return "the condition on " + claim + " compares " + shown(best) + " with " + c.Operator.String() +
			", for which a wildcard is an ordinary character; " + who + " is " + shown(value)
	}
	s := "the condition on " + claim + " allows " + shown(best)
	if n := len(c.Values.Items); n > 1 {
		s = "the nearest that the condition on " + claim + " allows is " + shown(best)
	}
	if ns, name, ok := serviceAccount(value); ok {
		who = "this service account"
		if wantNS, wantName, ok := serviceAccount(best); ok {
			return s + ", " + who + " is " + shown(value) + differences(ns, name, wantNS, wantName)
		}
	}
	return s + ", " + who + " is " + shown(value)
}

// differences names the parts of a service account that differ.
func differences(ns, name, wantNS, wantName facts.Text) string {
	var out []string
	if text.Equal(ns, wantNS) != text.Yes {
		out = append(out, "namespace "+quoted(ns)+" instead of "+quoted(wantNS))
	}
	if text.Equal(name, wantName) != text.Yes {
		out = append(out, "name "+quoted(name)+" instead of "+quoted(wantName))
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

// serviceAccount takes a subject of a cluster apart.
func serviceAccount(t facts.Text) (ns, name facts.Text, ok bool) {
	rest, ok := t.CutPrefix("system:serviceaccount:")
	parts := rest.Split(":")
	if !ok || len(parts) != 2 {
		return facts.Text{}, facts.Text{}, false
	}
	return parts[0], parts[1], true
}

// closest is the value of a condition that is least far from what the token has.
func closest(c *facts.Condition, value facts.Text) facts.Text {
	if len(c.Values.Items) == 0 {
		return text.Known("", c.At)
	}
	return slices.MinFunc(c.Values.Items, func(a, b facts.Text) int {
		return edits(a.String(), value.String()) - edits(b.String(), value.String())
	})
}

func distance(c *facts.Condition, value facts.Text) int {
	return min(edits(closest(c, value).String(), value.String()), 9)
}

func quoted(t facts.Text) string { return `"` + t.String() + `"` }

func shown(t facts.Text) string {
	if t.Absent() {
		return "an unknown issuer"
	}
	if t.Is("") {
		return "nothing"
	}
	return t.String()
}

// listed prints up to three values.
func listed(values []facts.Text) string {
	var out []string
	for i, v := range values {
		if i == 3 {
			out = append(out, "and others")
			break
		}
		out = append(out, shown(v))
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}
