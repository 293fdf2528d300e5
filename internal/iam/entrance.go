package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// NoEntrance decides whether the way's principal can use none of the actions by
// which its statement lets somebody enter, and says why. A statement that lets
// in nobody at all, such as one for sts:TagSession, is not meant.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
func (p *Policy) NoEntrance(id facts.ID) (Verdict, string) {
	w := p.ways[id]
	if w == nil {
		return no(), ""
	}
	entered, fits := text.No, text.No
	offered := ""
	for _, m := range mechanisms {
		accepted := acceptsAction(w.statement, m.action)
		entered = text.Or(entered, accepted)
		fits = text.Or(fits, text.And(accepted, w.canUse(m.name)))
		if accepted == text.Yes {
			offered = m.action
		}
	}
	switch text.And(entered, fits.Not()) {
	case text.No:
		return no(), ""
	case text.Unknown:
		return w.unknown(), "which of its actions and principals belong together is not known"
	}
	return Verdict{Truth: text.Yes}, w.mismatch(offered)
}

// canUse decides whether the way's principal can use a mechanism. What a symbol
// is called says which provider it stands for, but is no proof.
func (w *way) canUse(mechanism string) text.Truth {
	switch w.PrincipalType {
	case typeCanon:
		return text.Yes // no principal of a role at all, which is another fault
	case typeUnknown:
		return text.Unknown
	case typeAny:
		if mechanism == mechRole {
			return text.Yes
		}
		return text.Unknown
	case typeFed:
	default:
		return text.TruthOf(mechanism == mechRole)
	}
	if mechanism == mechRole {
		return text.No
	}
	lit := literals(w.Principal)
	switch {
	case strings.Contains(lit, samlMark):
		return text.TruthOf(mechanism == mechSAML)
	case strings.Contains(lit, providerMark), w.Principal.IsKnown() && !strings.HasPrefix(lit, "arn:"):
		return text.TruthOf(mechanism == mechWeb)
	}
	for _, sym := range w.Principal.Symbols() {
		name := strings.ToLower(sym.Name)
		if mechanism == mechWeb && (strings.Contains(name, "oidc") || strings.Contains(name, "openid")) ||
			mechanism == mechSAML && strings.Contains(name, "saml") {
			return text.Yes
		}
	}
	return text.Unknown
}

// mismatch says what the principal needs instead of the action that it has.
func (w *way) mismatch(offered string) string {
	lit := literals(w.Principal)
	switch {
	case w.PrincipalType == typeFed && strings.Contains(lit, samlMark):
		return "a SAML provider's users enter by " + assumeSAML + ", not by " + offered
	case w.PrincipalType == typeFed && offered == assumeRole:
		return "users of an identity provider enter by " + assumeWebID + " (OIDC) or " + assumeSAML + ", not by " + offered
	case w.PrincipalType == typeFed:
		return "tokens of an OIDC provider are taken by " + assumeWebID + ", not by " + offered
	case strings.Contains(lit, providerMark), strings.Contains(lit, samlMark):
		return "an identity provider is a principal of type Federated, not " + w.PrincipalType
	}
	return "a principal of type " + w.PrincipalType + " enters by " + assumeRole + ", " + offered + " is for identity providers"
}
