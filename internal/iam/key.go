package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// What stands before the claim in a condition key is the issuer's URL without
// scheme, as in the ARN of the provider.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif

// badPrefix says why a prefix is no issuer's, whichever that is, and gives what
// was meant as far as that can be told. The URL of a provider has no port, so it
// holds no colon.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
func badPrefix(prefix facts.Text) (why string, meant facts.Text, bad bool) {
	if prefix.Absent() {
		return "", facts.Text{}, false
	}
	for _, scheme := range []string{"https://", "http://"} {
		if rest, ok := prefix.CutPrefix(scheme); ok {
			rest, _ = rest.CutSuffix("/")
			return "a key has no " + scheme, rest, true
		}
	}
	if _, ok := prefix.CutPrefix("arn:"); ok {
		return "a key begins with the issuer's host, not with an ARN", providerURL(prefix), true
	}
	if parts := prefix.Parts(); len(parts) == 1 && parts[0].Sym != nil && isProviderARN(parts[0].Sym) {
		return "a key begins with the issuer's host, not with the ARN of the provider", facts.Text{}, true
	}
	fields := prefix.Split(":")
	switch last := fields[len(fields)-1]; {
	case len(fields) == 1:
		return "", facts.Text{}, false
	case last.Is(""):
		return "a key has one colon before its claim", fields[0], true
	case last.Is("sub"), last.Is("aud"), last.Is("amr"):
		return "a key names one claim, and " + last.String() + " is written before it as well", fields[0], true
	}
	return "an issuer's URL holds no colon", fields[0], true
}

// isProviderARN reports whether a symbol is the ARN of a provider, as Terraform
// knows it.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_openid_connect_provider#attribute-reference
func isProviderARN(s *text.Symbol) bool {
	attribute, ok := attributeOf(s)
	return ok && attribute == "arn" && strings.Contains(s.Name, "aws_iam_openid_connect_provider.")
}

// WrongKey decides whether a condition is on a key that no token along the way
// has, since its prefix is not the way's issuer, and keeps out everybody by that;
// it says what is wrong and what was meant. A condition that such a key makes
// hold for everybody is asked by Around.
func (p *Policy) WrongKey(id facts.ID, c *facts.Condition) (Verdict, string) {
	w, v := p.web(id)
	prefix, claim, ok := splitKey(c.Key)
	switch {
	case w == nil:
		return v, ""
	case !ok || !issuerLike(prefix, claim):
		return no(), ""
	}
	sure := *c
	if sure.Maybe = false; accepts(&sure, true).missing {
		return no(), ""
	}
	if why, meant, bad := badPrefix(prefix); bad {
		if meant.Absent() {
			meant = w.issuer
		}
		return w.known(c), hint(why, meant, claim)
	}
	switch {
	case w.isAlias(prefix) && w.slashed(prefix):
		return w.known(c), hint("the provider's URL does not end in a slash", w.issuer, claim)
	case w.isAlias(prefix):
		return no(), ""
	case w.ambiguous:
		return w.unknown(), "more than one issuer is named"
	case w.issuer.IsKnown() && prefix.IsKnown():
		return w.known(c), hint("tokens along this way are issued by "+w.issuer.String(), w.issuer, claim)
	}
	return no(), ""
}

// MeantKey is the key that a wrong one was meant to be, in its printed form. It is
// false where nothing is wrong with the key's prefix.
func (p *Policy) MeantKey(id facts.ID, c *facts.Condition) (string, bool) {
	w, _ := p.web(id)
	prefix, claim, ok := splitKey(c.Key)
	if w == nil || !ok || !issuerLike(prefix, claim) {
		return "", false
	}
	_, meant, bad := badPrefix(prefix)
	switch {
	case !w.issuer.Absent() && (bad || w.isAlias(prefix) && w.slashed(prefix)):
		meant = w.issuer
	case bad:
	case !w.isAlias(prefix) && w.issuer.IsKnown() && prefix.IsKnown():
		meant = w.issuer
	default:
		return "", false
	}
	if meant.Absent() {
		return "", false
	}
	return meant.String() + ":" + claim, true
}

// known is yes if the condition certainly is there.
func (w *way) known(c *facts.Condition) Verdict {
	if c.Maybe || w.Maybe || w.statement.Maybe {
		return w.unknown()
	}
	return Verdict{Truth: text.Yes}
}

// slashed reports whether a key has a slash where the provider's URL, which is
// spelled out, ends without one.
func (w *way) slashed(prefix facts.Text) bool {
	s, known := w.Principal.Value()
	_, cut := prefix.CutSuffix("/")
	return cut && known && !strings.HasSuffix(s, "/") && strings.Contains(s, providerMark)
}

func hint(why string, meant facts.Text, claim string) string {
	if meant.Absent() || meant.Is("") {
		return why
	}
	return why + " (did you mean " + meant.String() + ":" + claim + "?)"
}

// Malformed decides whether no subject of the way's issuer can be this value of
// a condition, or, if it is a pattern, match it; it says how subjects are formed.
// A symbol is taken for a well-formed part.
func (p *Policy) Malformed(id facts.ID, c *facts.Condition, value facts.Text) (Verdict, string) {
	w, v := p.web(id)
	if w == nil {
		return v, ""
	}
	profile := w.grammarOf(value)
	key, sure, never := w.keyOf(c)
	name, known := c.Operator.Value()
	o := parseOperator(name)
	switch {
	case profile == nil || never || sure && key != ownClaim+"sub", known && !strings.HasPrefix(o.base, "string"):
		return no(), ""
	case LiteralWildcard(c, value) != text.No:
		return no(), "" // which is a fault of its own
	}
	st := exact
	if o.base == "stringlike" {
		st = like
	}
	out := text.No
	for i, alt := range value.Alternatives() {
		one := text.TruthOf(profile.refuses(o, alt))
		if i > 0 && one != out {
			out = text.Unknown
			break
		}
		out = one
	}
	if out == text.No {
		return no(), ""
	}
	why := "a subject of " + profile.Name + " is " + profile.form
	if meant := profile.mended(value, st); meant != "" {
		why += " (did you mean " + meant + "?)"
	}
	if out == text.Unknown || !sure || !known || c.Maybe || w.Maybe || w.statement.Maybe {
		return w.unknown(), why
	}
	return Verdict{Truth: text.Yes}, why
}

// grammarOf is the profile whose subjects a value must be one of: that of the
// issuer, or, where nothing is known of it, of a cluster if the value begins as
// only the subjects of clusters do.
func (w *way) grammarOf(value facts.Text) *Profile {
	if w.profile.Class == ClassUnknown {
		if _, ok := value.CutPrefix("system:serviceaccount"); ok {
			return cluster("Kubernetes", "")
		}
	}
	if w.profile.subject == nil || w.profile.form == "" {
		return nil
	}
	return w.profile
}

// refuses reports whether no subject matches a value. A symbol that takes the
// place of several fields is in the shape of minted subjects.
func (p *Profile) refuses(o operator, value facts.Text) bool {
	read := lang.Of(o.patterns(value, true)...)
	return read.Disjoint(p.subjects(true)) == lang.Yes && (value.IsKnown() || read.Disjoint(p.subjects(false)) == lang.Yes)
}
