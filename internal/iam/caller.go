package iam

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// AdmitsRole decides whether the way lets in a role, by its ARN, by the root of its
// account, or as everybody. Conditions on which principal it is are answered for
// the role; on what else it may send nothing is known, but for what it may choose.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
func (p *Policy) AdmitsRole(id facts.ID, role facts.Text) Verdict {
	w := p.ways[id]
	arn, ok := ParseARN(role)
	if w == nil || !ok || w.PrincipalType == typeFed || w.PrincipalType == typeService || w.PrincipalType == typeCanon {
		return no()
	}
	named := text.Unknown
	switch root := p.IsRoot(id); {
	case w.stranger():
		named = text.Yes
	case w.PrincipalType != typeAWS:
	case root == text.Yes:
		named = text.Equal(w.accountOf(), arn.Account)
	case root == text.No:
		named = text.Equal(w.Principal, role)
	}
	if named == text.No {
		return no()
	}
	as := *w
	as.caller, as.everybody = role, true
	v := as.ask(query{action: assumeRole, explains: "the role"})
	v.Witness = nil
	if named != text.Yes && v.Truth == text.Yes {
		return w.unknown()
	}
	return v
}

// callerKey is what a key can be in a request of the one role that asks.
func (w *way) callerKey(key string) (accept, bool) {
	if w.caller.Absent() {
		return accept{}, false
	}
	arn, _ := ParseARN(w.caller)
	switch key {
	case "aws:principalarn":
		return accept{false, lang.Of(pattern(w.caller, exact, true))}, true
	case "aws:principalaccount":
		return accept{false, lang.Of(pattern(arn.Account, exact, true))}, true
	case mfaKey:
		return accept{true, lang.Lit("false")}, true // sessions of a pod or a job have no MFA
	case "aws:principaltype":
		return accept{false, lang.Lit("AssumedRole")}, true
	}
	return accept{}, false
}
