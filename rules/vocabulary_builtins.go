package rules

import (
	"reflect"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/vocabulary"
	"github.com/subaud/subaud/rules/law"
)

// vocabularyBuiltins ask whether AWS knows the words of a policy.
func vocabularyBuiltins() []Builtin {
	doubt := law.Param{Name: "doubt", Kind: law.ParamString}
	answer := func(f vocabulary.Fault, t text.Truth, doubt string) Answer {
		if string(f.Doubt) != doubt && (t == text.Yes || doubt != string(vocabulary.Broken)) {
			t = text.No // what is not known is asked about once
		}
		if t == text.Unknown {
			f.Why = "that depends on what is not known"
		}
		return Answer{Truth: t, Evidence: Evidence{String: f.Why}}
	}
	return []Builtin{
		{
			Name: "be_unknown_action", Params: []law.Param{{Name: "text", Kind: law.ParamText}, doubt}, Result: law.ResultString,
			Doc:     "No action of AWS is meant by the text, an element of Action: it is broken (refused, or a slip of an action that exists), unlisted (its service has no such action in the tables), or new (the tables do not have the service, or nothing that the pattern covers); gives the reason.",
			Unknown: "a symbol decides it",
			Ask: func(c *Call) Answer {
				f, t := vocabulary.Action(c.Text(0))
				return answer(f, t, c.String(1))
			},
		},
		{
			Name: "be_claim_key", Params: []law.Param{{Name: "key", Kind: law.ParamText}},
			Doc:     "The key of a condition, of which the beginning is not known, is a claim of an identity provider: it ends in a claim.",
			Unknown: "never",
			Ask:     func(c *Call) Answer { return Say(text.TruthOf(vocabulary.IsClaimKey(c.Text(0)))) },
		},
		{
			Name: "be_invalid_condition", Params: []law.Param{{Name: "condition", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Condition]()}, doubt}, Result: law.ResultString,
			Doc:     "The condition cannot say what it is meant to: its operator, key or values are broken, or its key is unlisted; gives the reason.",
			Unknown: "the operator or the key is a symbol; values that are symbols are not judged",
			Ask: func(c *Call) Answer {
				cond := ElementOf[facts.Condition](c, 0)
				f, t := vocabulary.Condition(cond)
				a := answer(f, t, c.String(1))
				if t == text.Unknown {
					for _, v := range []facts.Text{cond.Operator, cond.Key} {
						for _, s := range v.Symbols() {
							a.Symbols = append(a.Symbols, s.Name)
						}
					}
				}
				return a
			},
		},
	}
}
