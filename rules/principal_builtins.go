package rules

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// principalBuiltins ask about the principals of trust policies and what is asked
// of them.
func principalBuiltins() []Builtin {
	return slices.Concat(principalFormBuiltins(), deputyBuiltins(), absenceBuiltins(), poolBuiltins(), podIdentityBuiltins(), chainBuiltins(), hygieneBuiltins(), extentBuiltins())
}

func principalFormBuiltins() []Builtin {
	const symbol = "which of several values the principal is is not known"
	return []Builtin{
		{
			Name: "be_invalid_principal", Params: []law.Param{wayParam}, Result: law.ResultString,
			Doc:     "The principal of type AWS, Federated or CanonicalUser cannot be one of a role, although it may be an ARN; gives the reason. A service is asked by be_invalid_service.",
			Unknown: symbol,
			Ask:     askForm(func(w *facts.Way) (iam.Fault, text.Truth) { return iam.CheckPrincipal(w.PrincipalType, w.Principal) }),
		},
		{
			Name: "be_invalid_service", Params: []law.Param{wayParam}, Result: law.ResultString,
			Doc:     "The principal is of type Service and does not have the form of one, or is a slip of one that is known; gives the reason.",
			Unknown: symbol,
			Ask: askForm(func(w *facts.Way) (iam.Fault, text.Truth) {
				if w.PrincipalType != "Service" {
					return iam.Fault{}, text.No
				}
				return iam.CheckService(w.Principal)
			}),
		},
		{
			Name: "be_principal_type", Params: []law.Param{{Name: "text", Kind: law.ParamText}},
			Doc:     "The text is a type that a principal can have.",
			Unknown: "the type is a symbol",
			Ask: func(c *Call) Answer {
				out := text.No
				for _, t := range iam.PrincipalTypes() {
					out = text.Or(out, text.Equal(c.Text(0), text.Known(t, c.Text(0).At)))
				}
				return Say(out)
			},
		},
		{
			Name: "be_of_nobody_known", Params: []law.Param{wayParam},
			Doc:     "The principal is of an account of which nothing public says whose it is: no vendor's, none of AWS's own, none of those in documentation, and not the role's own.",
			Unknown: "the account is a symbol",
			Ask: askPolicy(func(p *iam.Policy, w link.Way, c *Call) text.Truth {
				own := ownAccount(c.Graph(), w.Trust)
				out := p.OfNobodyKnown(w.Way.ID)
				if !own.Absent() && p.NamesAccount(w.Way.ID, own) == text.Yes {
					return text.No
				}
				return out
			}),
		},
	}
}

// askForm asks about the form of a way's principal. One that its action does not
// fit is told by have_no_entrance.
func askForm(check func(*facts.Way) (iam.Fault, text.Truth)) func(*Call) Answer {
	return func(c *Call) Answer {
		w, ok := c.Graph().Way(c.ID(0))
		if !ok {
			return Say(text.No)
		}
		f, truth := check(w.Way)
		if truth == text.No {
			return Say(text.No)
		}
		if v, _ := c.Graph().Policy(w.Trust).NoEntrance(w.Way.ID); v.Truth == text.Yes {
			return Say(text.No)
		}
		a := malformed(f, truth)
		if w.Way.Maybe && a.Truth == text.Yes {
			a.Truth, a.Symbols = text.Unknown, []string{"whether the principal is there"}
		}
		return a
	}
}

func deputyBuiltins() []Builtin {
	return []Builtin{
		{
			Name: "be_unasked_deputy", Params: []law.Param{wayParam}, Result: law.ResultString,
			Doc:     "The service is documented to say on whose behalf it acts when it assumes a role, and the document does not ask for that; gives the service.",
			Unknown: conditionUnread,
			Ask:     withReason(func(p *iam.Policy, id facts.ID, _ *Call) (iam.Verdict, string) { return p.Deputy(id) }),
		},
		{
			Name: "lack_action_for_roles_anywhere", Params: []law.Param{wayParam}, Result: law.ResultString,
			Doc:     "The way is for IAM Roles Anywhere, and the document does not let it do all of what it needs; gives what is lacking.",
			Unknown: "the principal or an action is a symbol",
			Ask:     withReason(func(p *iam.Policy, id facts.ID, _ *Call) (iam.Verdict, string) { return p.LacksForRolesAnywhere(id) }),
		},
		{
			Name: "admit_any_trust_anchor", Params: []law.Param{wayParam},
			Doc:     "The way is for IAM Roles Anywhere, and the document does not ask by aws:SourceArn which trust anchor it acts for.",
			Unknown: conditionUnread,
			Ask:     askWay((*iam.Policy).AnyTrustAnchor),
		},
		{
			Name: "ask_for_certificate", Params: []law.Param{wayParam},
			Doc:     "The document asks for parts of the certificate with which IAM Roles Anywhere is called.",
			Unknown: conditionUnread,
			Ask:     askWay((*iam.Policy).AsksForCertificate),
		},
		{
			Name: "admit_without_mfa", Params: []law.Param{wayParam, conditionParam},
			Doc:        "The condition asks for MFA, and a request with a long-lived access key, which does not say whether there was any, is let in.",
			Quantifier: "some request", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				cond := ElementOf[facts.Condition](c, 1)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.WithoutMFA(id, cond) })(c)
			},
		},
	}
}

// absenceBuiltins ask about conditions on what is in no request. They come to one
// of two: dead, where the condition fails for everybody, and empty, where it holds
// for everybody.
func absenceBuiltins() []Builtin {
	params := []law.Param{wayParam, conditionParam, {Name: "comes_to", Kind: law.ParamString}}
	return []Builtin{
		{
			Name: "be_never_present", Params: params,
			Doc:     "No request of the types of principal of the statement has the key of the condition, which therefore fails for everybody (dead) or holds for everybody (empty).",
			Unknown: "the operator or the type of the principal is a symbol, or the condition may not be there",
			Ask: func(c *Call) Answer {
				cond, comes := ElementOf[facts.Condition](c, 1), iam.Absence(c.String(2))
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.NeverPresent(id, cond, comes) })(c)
			},
		},
		{
			Name: "ask_unsupported_claim", Params: params, Result: law.ResultString,
			Doc:     "The condition is on a claim of the issuer that STS does not offer as a key, and therefore fails for everybody (dead) or holds for everybody (empty, and no other rule says that it is open); gives the claims that there are.",
			Unknown: "the operator is a symbol, or the condition may not be there",
			Ask: withReason(func(p *iam.Policy, id facts.ID, c *Call) (iam.Verdict, string) {
				return p.Unsupported(id, ElementOf[facts.Condition](c, 1), iam.Absence(c.String(2)))
			}),
		},
	}
}

// poolBuiltins ask about identity pools of Amazon Cognito.
func poolBuiltins() []Builtin {
	return []Builtin{
		{
			Name: "admit_any_pool", Params: []law.Param{wayParam}, Result: law.ResultWitness,
			Doc:        "The way is for tokens of Amazon Cognito, and those of every identity pool are let in.",
			Quantifier: "all identity pools", Unknown: conditionUnread,
			Ask: askWay((*iam.Policy).AnyPool),
		},
		{
			Name: "admit_guests", Params: []law.Param{wayParam}, Result: law.ResultWitness,
			Doc:        "The way is for tokens of an identity pool of Amazon Cognito, and a condition lets in those of guests, who did not sign in.",
			Quantifier: "some token", Unknown: conditionUnread,
			Ask: askWay((*iam.Policy).Guests),
		},
		{
			Name: "guard_writing", Params: []law.Param{{Name: "trust", Kind: law.ParamID}}, Result: law.ResultString,
			Doc:        "The policies that are seen of the role that the document guards allow something that changes something; gives the first such action.",
			Quantifier: "some action", Unknown: "an action is a symbol, or which policies are attached is not known",
			Ask: func(c *Call) Answer {
				t, ok := c.Graph().Fact(c.ID(0)).(*facts.Trust)
				if !ok || len(t.Identity.Candidates) != 1 {
					return Say(text.No)
				}
				id, ok := c.Graph().Fact(t.Identity.Candidates[0].ID).(*facts.Identity)
				if !ok {
					return Say(text.No)
				}
				action, truth := c.Graph().Grants(id).Writes()
				a := Answer{Truth: truth, Evidence: Evidence{String: strings.TrimSpace(action)}}
				if truth == text.Unknown {
					a.Symbols = []string{action}
				}
				return a
			},
		},
	}
}
