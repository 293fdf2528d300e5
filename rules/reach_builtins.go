package rules

import (
	"fmt"
	"reflect"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

var (
	conditionParam = law.Param{Name: "condition", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Condition]()}
	valueParam     = law.Param{Name: "value", Kind: law.ParamText}
)

// reachBuiltins ask how far the patterns of a trust policy reach.
func reachBuiltins() []Builtin {
	condition, value := conditionParam, valueParam
	return []Builtin{
		{
			Name: "admit_by_pattern", Result: law.ResultWitness,
			Params: []law.Param{wayParam, condition, value, {Name: "breadth", Kind: law.ParamString}},
			Doc: "By the pattern that is this value of the condition, tokens are let in that the document does not name, and the pattern's first wildcard " +
				"stands before the name of a tenant (tenants), in it (prefix), for all its resources (tenant), for some of them (resources), or behind one (runs).",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				cond, v, breadth := ElementOf[facts.Condition](c, 1), c.Text(2), c.String(3)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.Reaches(id, cond, v, breadth) })(c)
			},
		},
		{
			Name: "admit_by_tag", Result: law.ResultWitness, Params: []law.Param{wayParam, condition, value},
			Doc:        "By the pattern that is this value of the condition, the runs of all tags of a repository are let in, but not those of all branches or environments.",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				cond, v := ElementOf[facts.Condition](c, 1), c.Text(2)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.TagsOnly(id, cond, v) })(c)
			},
		},
		{
			Name: "admit_pull_requests", Result: law.ResultWitness, Params: []law.Param{wayParam, condition, value},
			Doc:        "By this value of the condition, which says so in words, the runs of pull requests are let in.",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				cond, v := ElementOf[facts.Condition](c, 1), c.Text(2)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.PullRequests(id, cond, v) })(c)
			},
		},
	}
}

// deadBuiltins ask what in a trust policy lets in nobody.
func deadBuiltins() []Builtin {
	condition, value := conditionParam, valueParam
	return []Builtin{
		{
			Name: "ask_wrong_issuer", Result: law.ResultString, Params: []law.Param{wayParam, condition},
			Doc:     "What stands before the claim in the key is not the issuer of the way's tokens, so that the condition fails for all of them; gives what is wrong with it.",
			Unknown: "the issuer or the key is not known",
			Ask: withReason(func(p *iam.Policy, id facts.ID, c *Call) (iam.Verdict, string) {
				return p.WrongKey(id, ElementOf[facts.Condition](c, 1))
			}),
		},
		{
			Name: "be_malformed_subject", Result: law.ResultString, Params: []law.Param{wayParam, condition, value},
			Doc:     "No subject of the way's issuer is this value of the condition or fits it as a pattern; says how its subjects are formed.",
			Unknown: "which of several values it is is not known",
			Ask: withReason(func(p *iam.Policy, id facts.ID, c *Call) (iam.Verdict, string) {
				return p.Malformed(id, ElementOf[facts.Condition](c, 1), c.Text(2))
			}),
		},
		{
			Name: "admit_nobody", Result: law.ResultString, Params: []law.Param{wayParam},
			Doc: "Nobody can come this way, and no more precise question says why (ask_wrong_issuer, be_malformed_subject, hold_literal_wildcard, have_no_entrance); " +
				"says which conditions or Deny statements keep out everybody.",
			Quantifier: "all requests", Unknown: "two conditions on one key may exclude each other, by a symbol",
			Ask: withReason(func(p *iam.Policy, id facts.ID, _ *Call) (iam.Verdict, string) { return p.Dead(id) }),
		},
		{
			Name: "be_blamed_first", Params: []law.Param{wayParam, condition},
			Doc:     "Of the smallest set of conditions that keeps out everybody, this is the first.",
			Unknown: "never",
			Ask: askPolicy(func(p *iam.Policy, w link.Way, c *Call) text.Truth {
				return text.TruthOf(p.FirstBlamed(w.Way.ID, ElementOf[facts.Condition](c, 1)))
			}),
		},
		{
			Name: "blame_conditions", Params: []law.Param{wayParam},
			Doc:     "Some condition is among what keeps out everybody; else it is a Deny alone.",
			Unknown: "never",
			Ask: askPolicy(func(p *iam.Policy, w link.Way, _ *Call) text.Truth {
				return text.TruthOf(p.BlamesConditions(w.Way.ID))
			}),
		},
		{
			Name: "blamed", Plain: true, Params: []law.Param{wayParam}, Result: law.ResultChain,
			Doc: "Gives the places that keep out everybody, each of which would suffice to be mended.",
			Ask: func(c *Call) Answer {
				w, ok := c.Graph().Way(c.ID(0))
				if !ok {
					return Answer{}
				}
				var out []finding.Note
				for i, at := range c.Graph().Policy(w.Trust).Blamed(w.Way.ID) {
					out = append(out, finding.Note{At: at, Message: fmt.Sprintf("keeps out everybody, with the others (%d)", i+1)})
				}
				if len(out) < 2 {
					out = nil // a chain of one step is the finding itself
				}
				return Answer{Evidence: Evidence{Chain: out}}
			},
		},
	}
}

// withReason asks a question that comes with a sentence.
func withReason(ask func(*iam.Policy, facts.ID, *Call) (iam.Verdict, string)) func(*Call) Answer {
	return func(c *Call) Answer {
		why := ""
		a := askWay(func(p *iam.Policy, id facts.ID) (v iam.Verdict) {
			v, why = ask(p, id, c)
			return v
		})(c)
		a.Evidence.String = why
		if a.Truth == text.Unknown && why == "" {
			a.Evidence.String = "that is not known"
		}
		return a
	}
}

// accountBuiltins ask whose account a principal is of.
func accountBuiltins() []Builtin {
	const unread = "the principal or the account is a symbol"
	return []Builtin{
		{
			Name: "name_account_root", Params: []law.Param{wayParam},
			Doc:     "The principal stands for every principal of an account: it is the ARN of the root, or an account id.",
			Unknown: "the principal is a symbol",
			Ask:     askPolicy(func(p *iam.Policy, w link.Way, _ *Call) text.Truth { return p.IsRoot(w.Way.ID) }),
		},
		{
			Name: "be_of_account", Params: []law.Param{wayParam, {Name: "account", Kind: law.ParamString}},
			Doc:     "The principal is of the account with this id.",
			Unknown: unread,
			Ask: askPolicy(func(p *iam.Policy, w link.Way, c *Call) text.Truth {
				return p.NamesAccount(w.Way.ID, text.Known(c.String(1), w.Way.At))
			}),
		},
		{
			Name: "be_of_another_account", Params: []law.Param{wayParam},
			Doc:     "The principal is of an account that is not the role's own.",
			Unknown: "the role's account, or the principal's, is not known",
			Ask: askPolicy(func(p *iam.Policy, w link.Way, c *Call) text.Truth {
				account, own := p.Account(w.Way.ID), ownAccount(c.Graph(), w.Trust)
				switch {
				case account.Absent():
					return text.No
				case own.Absent():
					return text.Unknown
				}
				return text.Equal(account, own).Not()
			}),
		},
		{
			Name: "be_of_spelled_account", Params: []law.Param{wayParam},
			Doc:     "The principal is of an account whose id is spelled out, while nothing says in which account the role is.",
			Unknown: "never",
			Ask: askPolicy(func(p *iam.Policy, w link.Way, c *Call) text.Truth {
				return text.TruthOf(p.Account(w.Way.ID).IsKnown() && !ownAccount(c.Graph(), w.Trust).IsKnown())
			}),
		},
		{
			Name: "ask_more_of_caller", Params: []law.Param{wayParam},
			Doc:     "The statement, or a Deny, asks more of its callers than to be the principal: an external id, an organisation, MFA, a network, one ARN.",
			Unknown: conditionUnread,
			Ask:     askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.Vouched(id) }),
		},
		{
			Name: "ask_which_caller", Params: []law.Param{wayParam},
			Doc:     "The statement, or a Deny, asks which principal of the account the caller is, or to which organisation it belongs.",
			Unknown: conditionUnread,
			Ask: askWay(func(p *iam.Policy, id facts.ID) iam.Verdict {
				return p.Vouched(id, "aws:principalarn", "aws:userid", "aws:principalorgid", "aws:principalorgpaths")
			}),
		},
	}
}

// askPolicy asks about a way with its document at hand.
func askPolicy(ask func(*iam.Policy, link.Way, *Call) text.Truth) func(*Call) Answer {
	return func(c *Call) Answer {
		w, ok := c.Graph().Way(c.ID(0))
		if !ok {
			return Say(text.No)
		}
		a := Say(ask(c.Graph().Policy(w.Trust), w, c))
		for _, s := range w.Way.Principal.Symbols() {
			a.Symbols = append(a.Symbols, s.Name)
		}
		if a.Truth == text.Unknown && len(a.Symbols) == 0 {
			a.Symbols = []string{"the account of " + w.Trust.Name.String()}
		}
		return a
	}
}

// ownAccount is the account of the role that a trust policy guards; absent if it
// is not known which role that is.
func ownAccount(g *link.Graph, t *facts.Trust) facts.Text {
	if len(t.Identity.Candidates) != 1 {
		return facts.Text{}
	}
	id, ok := g.Fact(t.Identity.Candidates[0].ID).(*facts.Identity)
	if !ok {
		return facts.Text{}
	}
	if !id.Account.Absent() {
		return id.Account
	}
	if arn, ok := iam.ParseARN(id.ARN); ok {
		return arn.Account
	}
	return facts.Text{}
}
