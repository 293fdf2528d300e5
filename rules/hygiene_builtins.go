package rules

import (
	"slices"
	"strconv"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// hygieneBuiltins ask whether a trust policy says more, or less, than it should.
func hygieneBuiltins() []Builtin {
	condition, value := conditionParam, valueParam
	return []Builtin{
		{
			Name: "cover_other_entrances", Params: []law.Param{{Name: "text", Kind: law.ParamText}},
			Doc:     "The text is a pattern of actions that covers, of those of STS, more than one way of entering a role with sts:TagSession and sts:SetSourceIdentity.",
			Unknown: "never: a symbol is taken for an action",
			Ask:     func(c *Call) Answer { return Say(iam.CoversMore(c.Text(0))) },
		},
		{
			Name: "admit_any_assertion", Params: []law.Param{wayParam},
			Doc:     "The way is for assertions of a SAML provider, and the document does not ask by SAML:aud for whom they were made.",
			Unknown: conditionUnread,
			Ask:     askWay((*iam.Policy).AnyAssertion),
		},
		{
			Name: "ask_foreign_audience", Params: []law.Param{wayParam, condition, value},
			Doc:     "The condition is on SAML:aud, and the value is no sign-in endpoint of AWS.",
			Unknown: "which of several values it is, or the operator, is not known",
			Ask: func(c *Call) Answer {
				cond, v := ElementOf[facts.Condition](c, 1), c.Text(2)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.ForOthers(id, cond, v) })(c)
			},
		},
		{
			Name: "skip_external_id", Params: []law.Param{wayParam, condition}, Result: law.ResultString,
			Doc:     "The condition on the external id holds also where there is none, and no other one asks for it; gives the word that lets it. A principal that is known to be of another account is left to the rule on those.",
			Unknown: conditionUnread,
			Ask: withReason(func(p *iam.Policy, id facts.ID, c *Call) (iam.Verdict, string) {
				if w, ok := c.Graph().Way(id); ok {
					account, own := p.Account(id), ownAccount(c.Graph(), w.Trust)
					if !account.Absent() && !own.Absent() && text.Equal(account, own) == text.No {
						return iam.Verdict{Truth: text.No}, "" // cross-account-without-external-id says so
					}
				}
				return p.SkippableExternalID(id, ElementOf[facts.Condition](c, 1))
			}),
		},
		{
			Name: "ask_guessable_external_id", Params: []law.Param{wayParam, condition, value},
			Doc:     "The condition is on the external id, and the value is everything, a word of no meaning, the caller's own account, or the name of the role.",
			Unknown: "the operator is a symbol",
			Ask: func(c *Call) Answer {
				cond, v := ElementOf[facts.Condition](c, 1), c.Text(2)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.GuessableExternalID(id, cond, v) })(c)
			},
		},
	}
}

// extentBuiltins ask how long a trust policy and the sessions of its role are.
func extentBuiltins() []Builtin {
	trust := law.Param{Name: "trust", Kind: law.ParamID}
	return []Builtin{
		{
			Name: "be_longer_than", Params: []law.Param{trust, {Name: "characters", Kind: law.ParamInt}}, Result: law.ResultString,
			Doc:     "The document has more characters, white space left aside; gives how many it has at least.",
			Unknown: "never: what is not known counts for nothing",
			Ask: func(c *Call) Answer {
				t, ok := c.Graph().Fact(c.ID(0)).(*facts.Trust)
				if !ok || t.Cloud != "aws" {
					return Say(text.No)
				}
				n := iam.Size(t)
				return Answer{Truth: text.TruthOf(int64(n) > c.Int(1)), Evidence: Evidence{String: strconv.Itoa(n)}}
			},
		},
		{
			Name: "guard_longer_session", Params: []law.Param{trust, {Name: "seconds", Kind: law.ParamInt}}, Result: law.ResultString,
			Doc:     "Tokens of an identity provider enter the role that the document guards, and its sessions may be longer; gives how long, in hours.",
			Unknown: "the longest session is a symbol",
			Ask:     guardLongerSession,
		},
	}
}

func guardLongerSession(c *Call) Answer {
	t, ok := c.Graph().Fact(c.ID(0)).(*facts.Trust)
	id := guarded(c)
	if !ok || id == nil || !id.MaxSession.Present {
		return Say(text.No)
	}
	tokens := slices.ContainsFunc(t.Ways, func(w facts.Way) bool { return w.Mechanism == "web-identity" && !w.Maybe })
	switch {
	case !tokens:
		return Say(text.No)
	case !id.MaxSession.Known:
		return Answer{Truth: text.Unknown, Evidence: Evidence{String: id.MaxSession.Why}, Symbols: []string{id.MaxSession.Why}}
	}
	hours := strconv.FormatFloat(float64(id.MaxSession.Value)/3600, 'g', 3, 64)
	return Answer{Truth: text.TruthOf(id.MaxSession.Value > c.Int(1)), Evidence: Evidence{String: hours}}
}
