package rules

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/vocabulary"
	"github.com/subaud/subaud/rules/law"
)

// levelBuiltins ask what statements allow by the kind of their actions.
func levelBuiltins() []Builtin {
	params := []law.Param{statementParam()}
	return []Builtin{
		{
			Name: "manage_permissions_of_all", Params: params, Result: law.ResultString,
			Doc:        "The statement allows actions that change who may do something (but for those of IAM, STS, EKS and Organizations) on all resources, without a condition that narrows it; gives those.",
			Quantifier: "some action, all its resources", Unknown: policyOpen,
			Ask: func(c *Call) Answer {
				s := ElementOf[facts.Statement](c, 0)
				found, t := privilege.Broadly(s, vocabulary.Managing(s))
				return openStatement(Answer{Truth: t, Evidence: Evidence{String: few(found)}}, s)
			},
		},
		{
			Name: "be_restrictable", Params: params, Result: law.ResultString,
			Doc:        "Every action of the statement changes something and acts on resources that could be named, and the statement allows all of them on all resources, without a condition that narrows it; gives the actions.",
			Quantifier: "all actions and their resources", Unknown: policyOpen,
			Ask: func(c *Call) Answer {
				s := ElementOf[facts.Statement](c, 0)
				actions := vocabulary.Restrictable(s)
				found, t := privilege.Broadly(s, actions)
				if len(found) != len(actions) {
					t = text.No
				}
				return openStatement(Answer{Truth: t, Evidence: Evidence{String: few(found)}}, s)
			},
		},
	}
}
