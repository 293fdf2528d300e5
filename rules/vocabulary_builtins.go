package rules

import (
	"fmt"
	"reflect"
	"strings"

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
		{
			Name: "match_no_resource", Params: []law.Param{statementParam()}, Result: law.ResultString,
			Doc:        "None of the actions of the statement acts on any of its resources; gives on what the first one acts.",
			Quantifier: "all actions and resources", Unknown: "an action is a symbol, or there may be more actions or resources",
			Ask: func(c *Call) Answer {
				s := ElementOf[facts.Statement](c, 0)
				why, t := vocabulary.Mismatch(s)
				return openStatement(Answer{Truth: t, Evidence: Evidence{String: why}}, s)
			},
		},
		{
			Name: "be_unknown_managed_policy", Params: []law.Param{{Name: "text", Kind: law.ParamText}, doubt}, Result: law.ResultString,
			Doc:     "The text is the ARN of a policy of AWS that does not exist: it is broken (another path, or a slip of a name that exists), or unlisted (the table does not have it); gives the reason.",
			Unknown: "a symbol decides it",
			Ask: func(c *Call) Answer {
				f, t := vocabulary.ManagedPolicy(c.Text(0))
				return answer(f, t, c.String(1))
			},
		},
	}
}

// sidBuiltins ask about the names of statements.
func sidBuiltins() []Builtin {
	return []Builtin{
		{
			Name: "repeat_sid", Params: []law.Param{statementParam()},
			Doc:        "A statement before it in the same document has the same Sid.",
			Quantifier: "some statement", Unknown: "a Sid is a symbol, or it is not known whether a statement is there",
			Ask: func(c *Call) Answer { return repeatsSid(c, ElementOf[facts.Statement](c, 0)) },
		},
		{
			Name: "hold_odd_sid", Params: []law.Param{statementParam()},
			Doc:     "The Sid of the statement holds other characters than the letters and digits of ASCII.",
			Unknown: "the Sid is a symbol",
			Ask: func(c *Call) Answer {
				sid := ElementOf[facts.Statement](c, 0).Sid
				for _, p := range sid.Parts() {
					if p.Sym == nil && strings.ContainsFunc(p.Lit, oddInSid) {
						return Say(text.Yes)
					}
				}
				if sid.IsKnown() || sid.Absent() {
					return Say(text.No)
				}
				return Answer{Truth: text.Unknown, Symbols: symbolNames(sid)}
			},
		},
	}
}

func statementParam() law.Param {
	return law.Param{Name: "statement", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Statement]()}
}

// oddInSid tells the characters that IAM refuses in a Sid.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
func oddInSid(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// repeatsSid looks at the statements before one: their ids differ by the index.
func repeatsSid(c *Call, s *facts.Statement) Answer {
	if s.Sid.Absent() || s.Sid.Is("") {
		return Say(text.No)
	}
	document := string(s.ID)
	if i := strings.LastIndexByte(document, '['); i >= 0 {
		document = document[:i]
	}
	out := text.No
	for i := range s.Index {
		before, ok := c.Graph().Fact(facts.ID(fmt.Sprintf("%s[%d]", document, i))).(*facts.Statement)
		if !ok {
			continue
		}
		same := text.Equal(before.Sid, s.Sid)
		if before.Maybe || s.Maybe {
			same = text.And(same, text.Unknown)
		}
		out = text.Or(out, same)
	}
	return Answer{Truth: out, Symbols: append(symbolNames(s.Sid), "the statements before "+s.Address)}
}

func symbolNames(t facts.Text) []string {
	var out []string
	for _, s := range t.Symbols() {
		out = append(out, s.Name)
	}
	return out
}
