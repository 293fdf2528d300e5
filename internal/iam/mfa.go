package iam

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

const mfaKey = "aws:multifactorauthpresent"

// WithoutMFA decides whether a condition asks for MFA and a request is let in of
// which it is not known whether there was any: those with a long-lived access key
// do not have the key. Roles have no such keys, and services no MFA.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
func (p *Policy) WithoutMFA(id facts.ID, c *facts.Condition) Verdict {
	w := p.ways[id]
	if w == nil || w.PrincipalType != typeAWS && w.PrincipalType != typeAny && w.PrincipalType != typeUnknown {
		return no()
	}
	key, sure, _ := w.keyOf(c)
	asks := text.And(text.TruthOf(key == mfaKey || !sure), text.And(Holds(c, "true"), Holds(c, "false").Not()))
	if asks == text.No || !accepts(c, true).missing {
		return no()
	}
	var about, denies []int
	for i := range w.statement.Conditions {
		switch k, ok, _ := w.keyOf(&w.statement.Conditions[i]); {
		case !ok:
			return w.unknown()
		case k == mfaKey:
			about = append(about, i)
		case k == "aws:multifactorauthage" && !accepts(&w.statement.Conditions[i], false).missing && !isSkippable(&w.statement.Conditions[i]):
			return no() // the age is there only with MFA
		}
	}
	for i := range p.trust.Statements {
		if s := &p.trust.Statements[i]; s != w.statement && text.Equal(s.Effect, text.Known("Deny", s.At)) != text.No {
			denies = append(denies, i)
		}
	}
	missing := func(bool) box { return box{mfaKey: {true, lang.None()}} }
	v := w.with(about, denies).ask(query{action: assumeRole, target: missing, explains: "a request with a long-lived access key, without MFA"})
	users := w.hasUsers()
	switch {
	case v.Truth == text.No || users == text.No:
		return no()
	case text.And(v.Truth, asks, users) != text.Yes || !sure:
		return w.unknown()
	}
	return Verdict{Truth: text.Yes} // the witness may lack what the other conditions ask for
}

func isSkippable(c *facts.Condition) bool {
	t, _ := skippable(c)
	return t != text.No
}

// hasUsers decides whether users, who can have access keys, come along the way.
func (w *way) hasUsers() text.Truth {
	if w.stranger() {
		return text.Yes
	}
	if root := w.policy.IsRoot(w.ID); root != text.No {
		return root
	}
	return IsUserARN(w.Principal)
}
