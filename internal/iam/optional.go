package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// A guard says whose a request must be. An optional one does not: it holds when
// the key is missing, or it only says whose the request must not be.

// identityKeys are the keys of AWS that say whose a request is.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var identityKeys = []string{
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths",
	"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce",
}

// skippable decides whether a condition holds when its key is missing from the
// request, although it reads as if it asked for a value, and says why.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func skippable(c *facts.Condition) (text.Truth, string) {
	name, ok := c.Operator.Value()
	if !ok {
		return text.Unknown, ""
	}
	switch o := parseOperator(name); {
	case o.quantifier == "forallvalues":
		return text.Yes, "ForAllValues"
	case o.ifExists && o.quantifier == "" && o.base != "null":
		return text.Yes, "IfExists"
	}
	return text.No, ""
}

// isOptional decides whether a condition is no guard: besides the skippable ones
// these are Null, which asks for no value, and negations.
func isOptional(c *facts.Condition) (text.Truth, string) {
	skips, why := skippable(c)
	name, ok := c.Operator.Value()
	o := parseOperator(name)
	switch {
	case !ok:
		return text.Unknown, "the operator is not known"
	case skips == text.Yes:
		return skips, why + " holds when the key is missing"
	case o.base == "null":
		return text.Yes, "Null asks for no value"
	case o.negated:
		return text.Yes, "a negation lets in all that it does not name"
	}
	return text.No, ""
}

// Around decides whether a request of somebody whom the document does not name
// gets in around the condition: the condition is optional, no other one says
// whose requests must be, and such a request is let in.
func (p *Policy) Around(id facts.ID, c *facts.Condition) Verdict {
	w := p.ways[id]
	if w == nil {
		return no()
	}
	optional, why := isOptional(c)
	about := w.identifies(c)
	if text.And(optional, about) == text.No {
		return no()
	}
	unguarded := w.unguarded()
	if unguarded == text.No {
		return no()
	}
	v := w.strangers(why)
	switch {
	case v.Truth != text.Yes:
		return v
	case text.And(optional, about, unguarded) != text.Yes:
		return w.unknown()
	}
	return v
}

// identifies decides whether the author of a condition may take it for a guard:
// it is on the subject, on a claim that says whose a token is, on a claim that
// no token of the issuer offers, or on whose a principal of AWS is.
func (w *way) identifies(c *facts.Condition) text.Truth {
	key, sure, never := w.keyOf(c)
	_, claim, _ := splitKey(c.Key)
	switch {
	case w.PrincipalType != typeFed && !sure:
		return text.Unknown
	case w.PrincipalType != typeFed:
		return text.TruthOf(slices.Contains(identityKeys, key))
	case never:
		return text.TruthOf(claim != "aud")
	case !sure && claim == "aud":
		return text.No
	case !sure:
		return text.Unknown
	}
	own, ok := strings.CutPrefix(key, ownClaim)
	return text.TruthOf(ok && w.saysWhose(own))
}

// unguarded decides whether the way's statement says nowhere whose requests must
// be, optional conditions left aside.
func (w *way) unguarded() text.Truth {
	out := text.Yes
	switch {
	case w.PrincipalType == typeFed && w.profile.Class != ClassShared && w.guardedByDeny():
		return text.No
	case w.statement.ConditionsOpen || w.statement.Maybe:
		out = text.Unknown
	}
	for i := range w.statement.Conditions {
		c := &w.statement.Conditions[i]
		optional, _ := isOptional(c)
		guards := text.And(optional.Not(), w.identifies(c), w.narrows(c))
		if c.Maybe && guards == text.Yes {
			guards = text.Unknown
		}
		out = text.And(out, guards.Not())
	}
	return out
}

// guardedByDeny reports whether a statement that may be a Deny asks whose a token
// is. Of the subjects of one cluster those that it spares may all be meant, while
// tenants of a shared issuer are told apart by their names.
func (w *way) guardedByDeny() bool {
	return slices.ContainsFunc(w.policy.trust.Statements, func(s facts.Statement) bool {
		return text.Equal(s.Effect, text.Known("Deny", s.At)) != text.No &&
			slices.ContainsFunc(s.Conditions, func(c facts.Condition) bool { return w.identifies(&c) != text.No })
	})
}

// narrows decides whether a condition lets in less than all there is: a pattern
// that everything matches guards nothing.
func (w *way) narrows(c *facts.Condition) text.Truth {
	key, sure, never := w.keyOf(c)
	if !sure || never {
		return text.Yes
	}
	universe, known := w.universe(key, true)
	if !known {
		universe = everything()
	}
	lower, upper := accepts(c, false), accepts(c, true)
	switch {
	case universe.set.SubsetOf(lower.set) == lang.Yes:
		return text.No
	case universe.set.SubsetOf(upper.set) == lang.No:
		return text.Yes
	}
	return text.Unknown
}

// strangers decides whether the way lets in a request of somebody whom the
// document does not name.
func (w *way) strangers(why string) Verdict {
	switch {
	case w.PrincipalType == typeFed && w.Mechanism != mechSAML:
		return w.ask(query{action: assumeWebID, target: w.foreign,
			explains: "a token of " + w.profileName() + " that belongs to somebody whom the trust policy does not name; " + why})
	case w.stranger():
		return w.policy.strangersOf(w, why)
	}
	return no()
}

func (p *Policy) strangersOf(w *way, why string) Verdict {
	v := p.AnyPrincipal(w.ID)
	if v.Witness != nil {
		witness := *v.Witness
		witness.Explains = "a principal of another AWS account; " + why
		v.Witness = &witness
	}
	return v
}

// Without decides whether a token that lacks the claim of the condition gets in,
// where the condition holds for lack of the claim.
func (p *Policy) Without(id facts.ID, c *facts.Condition) Verdict {
	w, v := p.web(id)
	skips, why := skippable(c)
	switch {
	case w == nil:
		return v
	case skips == text.No:
		return no()
	}
	key, sure, never := w.keyOf(c)
	_, claim, _ := splitKey(c.Key)
	switch {
	case never || !slices.Contains(w.profile.optional, claim):
		return no()
	case !sure || skips != text.Yes:
		return w.unknown()
	}
	missing := func(bool) box { return box{key: {true, lang.None()}} }
	return w.ask(query{action: assumeWebID, target: missing, explains: "a token without the claim " + claim + "; " + why + " holds then"})
}

// SkippableInVain decides whether a condition would hold if the subject or the
// audience were missing, which no token lets happen, and by which word.
func (p *Policy) SkippableInVain(id facts.ID, c *facts.Condition) (Verdict, string) {
	w, v := p.web(id)
	skips, word := skippable(c)
	_, claim, _ := splitKey(c.Key)
	switch {
	case w == nil:
		return v, ""
	case skips == text.No || claim != "sub" && claim != "aud":
		return no(), ""
	}
	switch key, sure, never := w.keyOf(c); {
	case never || sure && key != ownClaim+claim:
		return no(), ""
	case !sure || skips != text.Yes:
		return w.unknown(), word
	}
	return Verdict{Truth: text.Yes}, word
}
