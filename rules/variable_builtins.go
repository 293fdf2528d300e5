package rules

import (
	"reflect"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/vocabulary"
	"github.com/subaud/subaud/rules/law"
)

// variableBuiltins ask about variables in policies.
func variableBuiltins() []Builtin {
	value := []law.Param{{Name: "text", Kind: law.ParamText}}
	return []Builtin{
		{
			Name: "hold_variable", Params: value, Result: law.ResultString,
			Doc:     "The text holds a policy variable, such as ${aws:username}; gives it.",
			Unknown: "never: what is not known holds none",
			Ask: func(c *Call) Answer {
				v := vocabulary.Variable(c.Text(0))
				return Answer{Truth: text.TruthOf(v != ""), Evidence: Evidence{String: v}}
			},
		},
		{
			Name: "hold_broken_variable", Params: value, Result: law.ResultString,
			Doc:     "The text begins a policy variable that cannot be read; gives the reason.",
			Unknown: "a symbol may close it",
			Ask: func(c *Call) Answer {
				why, truth := vocabulary.BrokenVariable(c.Text(0))
				return Answer{Truth: truth, Evidence: Evidence{String: why}, Symbols: symbolNames(c.Text(0))}
			},
		},
		{
			Name: "replace_variables", Params: []law.Param{{Name: "condition", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Condition]()}},
			Doc:     "The operator of the condition replaces policy variables in its values.",
			Unknown: "the operator is a symbol",
			Ask: func(c *Call) Answer {
				cond := ElementOf[facts.Condition](c, 0)
				return Answer{Truth: vocabulary.Replaces(cond.Operator), Symbols: symbolNames(cond.Operator)}
			},
		},
	}
}
