package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// The keys that are in no request by which a type of principal enters a role.
// Requests with a token or an assertion are not signed, so that nothing is known
// of an AWS principal then; only services send the aws:Source keys; and a service
// is of no organisation and has no MFA.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
var (
	ofSigned   = []string{"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn"}
	ofServices = []string{"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"}
	ofPeople   = []string{"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:principalorgid", "aws:principalorgpaths"}
	ofSAML     = []string{"saml:aud", "saml:iss", "saml:doc"}
)

// sends decides whether requests along the way can have a key.
func (w *way) sends(key string) text.Truth {
	var lacks []string
	switch {
	case w.PrincipalType == typeFed:
		lacks = append(slices.Concat(ofSigned, ofServices), "sts:externalid")
	case w.PrincipalType == typeService && isClaim(key):
		return text.No
	case w.PrincipalType == typeService:
		lacks = slices.Concat(ofPeople, ofSAML)
	case w.PrincipalType == typeAWS && !w.stranger():
		lacks = slices.Concat(ofServices, ofSAML)
	case w.PrincipalType == typeUnknown:
		return text.Unknown
	}
	return text.TruthOf(!slices.Contains(lacks, key))
}

// isClaim reports whether a key is a claim of an issuer of tokens that is known.
func isClaim(key string) bool {
	i := strings.LastIndexByte(key, ':')
	return i > 0 && profileOf(key[:i]) != nil
}

// Absence says what a condition on a key that is never there comes to.
type Absence string

// What it comes to.
const (
	AbsenceDead  Absence = "dead"  // it fails for everybody
	AbsenceEmpty Absence = "empty" // it holds for everybody
)

// NeverPresent decides whether a condition is on a key that no request along the
// way has, so that it fails, or holds, for everybody. A key that another principal
// of the same statement sends is not meant.
func (p *Policy) NeverPresent(id facts.ID, c *facts.Condition, comes Absence) Verdict {
	w := p.ways[id]
	if w == nil {
		return no()
	}
	key, sure, never := w.keyOf(c)
	name, known := c.Operator.Value()
	if !sure || never || known && parseOperator(name).base == "null" {
		return no()
	}
	absent := text.Yes
	for _, o := range p.order {
		if o.statement == w.statement {
			absent = text.And(absent, o.sends(key).Not())
		}
	}
	there := *c
	there.Maybe = false
	holds := accepts(&there, false).missing
	fails := !accepts(&there, true).missing
	switch {
	case absent == text.No, comes == AbsenceDead && known && !fails, comes == AbsenceEmpty && known && !holds:
		return no()
	case absent == text.Unknown || !known:
		return w.unknown()
	case comes == AbsenceEmpty && p.AdmitsNothing(id).Truth == text.Yes:
		return no() // dead is not open
	}
	return w.known(c)
}

// Unsupported decides whether a condition is on a claim of the way's issuer that
// STS does not offer as a key, so that it fails, or holds, for everybody; it names
// the claims that there are. Where it opens the role, Around says so instead.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
func (p *Policy) Unsupported(id facts.ID, c *facts.Condition, comes Absence) (Verdict, string) {
	w, v := p.web(id)
	prefix, claim, ok := splitKey(c.Key)
	switch {
	case w == nil:
		return v, ""
	case !ok || !w.isAlias(prefix) || w.ambiguous || w.slashed(prefix) || w.profile.usable(claim) != text.No:
		return no(), ""
	}
	if _, _, bad := badPrefix(prefix); bad {
		return no(), ""
	}
	there := *c
	there.Maybe = false
	name, known := there.Operator.Value()
	switch {
	case known && parseOperator(name).base == "null":
		return no(), ""
	case comes == AbsenceDead && accepts(&there, true).missing && known, comes == AbsenceEmpty && !accepts(&there, false).missing:
		return no(), ""
	case comes == AbsenceEmpty && (claim == "iss" || p.Around(id, c).Truth != text.No):
		return no(), "" // whose tokens come this way is said already
	}
	offered := "sub, aud, " + strings.Join(w.profile.Claims, ", ")
	if !known {
		return w.unknown(), offered
	}
	return w.known(c), offered
}
