package iam

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// PodIdentity is the service that takes roles on behalf of pods, and the actions
// that it needs: it assumes the role, and tags the session.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
const (
	PodIdentity = "pods.eks.amazonaws.com"
	tagSession  = "sts:TagSession"
)

// LacksForPods decides whether the way is meant for EKS Pod Identity and the
// document does not let it do both of what it needs; it names what is lacking.
// The statements of a document add up, and of several ways for the service only
// the first is blamed.
func (p *Policy) LacksForPods(id facts.ID) (Verdict, string) {
	return p.Missing(id, PodIdentity, []string{assumeRole, tagSession})
}

// firstFor is the first way for the same principal.
func (p *Policy) firstFor(w *way) *way {
	for _, o := range p.order {
		if o.PrincipalType == w.PrincipalType && text.Equal(o.Principal, w.Principal) == text.Yes {
			return o
		}
	}
	return w
}

// lets decides whether the document lets the way's principal do something in
// some request: a statement for it allows that, and no Deny takes it away
// altogether.
func (p *Policy) lets(w *way, action string) text.Truth {
	out := text.No
	if p.trust.Open || p.trust.Reading != ReadingAll {
		out = text.Unknown
	}
	for i := range p.trust.Statements {
		s := &p.trust.Statements[i]
		allows := text.And(text.Equal(s.Effect, text.Known("Allow", s.At)), acceptsAction(s, action), w.concerns(s))
		if s.Maybe && allows == text.Yes {
			allows = text.Unknown
		}
		out = text.Or(out, allows)
	}
	for i := range p.trust.Statements {
		s := &p.trust.Statements[i]
		if d, ok := w.deny(s, action, false); ok && len(d) == 0 {
			return text.No
		}
		if d, ok := w.deny(s, action, true); ok && len(d) == 0 {
			out = text.And(out, text.Unknown)
		}
	}
	return out
}

// AdmitsService decides whether the document lets a service assume the role, in
// some request.
func (p *Policy) AdmitsService(name string) Verdict {
	w := &way{Way: &facts.Way{
		At: p.trust.At, PrincipalType: typeService, Principal: text.Known(name, p.trust.At), Mechanism: mechRole,
	}, policy: p, statement: &facts.Statement{}}
	v := Verdict{Truth: p.lets(w, assumeRole)}
	if v.Truth != text.Unknown {
		return v
	}
	for i := range p.trust.Statements {
		s := &p.trust.Statements[i]
		for _, x := range s.Principals {
			v.Symbols = append(v.Symbols, x.Value.Symbols()...)
		}
		v.Symbols = append(v.Symbols, symbolsOf(s)...)
	}
	if len(v.Symbols) == 0 {
		v.Symbols = []*text.Symbol{{Name: "statements that could not be read", Fresh: true}}
	}
	return v
}
