package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// The actions by which a role that already has a session goes on to another.
const (
	AssumeRole = assumeRole
	TagSession = tagSession
)

// LetsCaller decides whether the document lets a role, given by its ARN, do
// something in some request. That conditions are met is assumed: who wrote them
// knew of somebody.
func (p *Policy) LetsCaller(arn facts.Text, action string) text.Truth {
	out := text.No
	if p.trust.Open || p.trust.Reading != ReadingAll {
		out = text.Unknown
	}
	for _, w := range p.order {
		one := text.And(p.isCaller(w, arn), acceptsAction(w.statement, action))
		if w.Maybe {
			one = text.And(one, text.Unknown)
		}
		out = text.Or(out, one)
	}
	if p.denies() {
		out = text.And(out, text.Unknown)
	}
	return out
}

// isCaller decides whether the principal of a way stands for a role: it is its
// ARN, its account, or everybody. A session of the role is a principal as well.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (p *Policy) isCaller(w *way, arn facts.Text) text.Truth {
	switch {
	case w.PrincipalType == typeUnknown:
		return text.Unknown
	case w.PrincipalType == typeAny:
		return text.Yes
	case w.PrincipalType != typeAWS:
		return text.No
	case w.Principal.Is("*"):
		return text.Yes
	}
	out := text.Equal(w.Principal, arn)
	if strings.Contains(literals(w.Principal), ":assumed-role/") {
		out = text.Or(out, text.Unknown)
	}
	if a, ok := ParseARN(arn); ok {
		out = text.Or(out, text.And(p.IsRoot(w.ID), p.NamesAccount(w.ID, a.Account)))
	}
	return out
}

// LetsUnasked decides whether a role is let in without being asked for the
// association in whose name it comes: by an external id, or by the tags that EKS
// Pod Identity gives the session. The session of the first role has them as well,
// so that they are those of the principal when it assumes the second.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
func (p *Policy) LetsUnasked(arn facts.Text) text.Truth {
	out := text.No
	for _, w := range p.order {
		one := text.And(p.isCaller(w, arn), acceptsAction(w.statement, assumeRole))
		if one == text.No {
			continue
		}
		asked := p.Vouched(w.ID, append(append(podKeys(), podTags("aws:principaltag/")...), externalID)...).Truth
		out = text.Or(out, text.And(one, asked.Not()))
	}
	if p.denies() {
		out = text.And(out, text.Unknown)
	}
	return out
}
