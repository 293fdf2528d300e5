package rules

import (
	"reflect"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// conditionBuiltins ask what single conditions and statements of IAM policies
// come to.
func conditionBuiltins() []Builtin { return slices.Concat(guardBuiltins(), statementBuiltins()) }

// conditionUnread says when a question about a way is open.
const conditionUnread = "a symbol in a condition or principal, or a statement that could not be read, decides it"

// guardBuiltins ask what a condition keeps out.
func guardBuiltins() []Builtin {
	condition := law.Param{Name: "condition", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Condition]()}
	value := law.Param{Name: "value", Kind: law.ParamText}
	return []Builtin{
		{
			Name: "admit_service_accounts", Result: law.ResultWitness,
			Params: []law.Param{wayParam, condition, value, {Name: "reach", Kind: law.ParamString}},
			Doc: "By the pattern that is this value of the condition, service accounts of Kubernetes come this way that the document does not name; " +
				"the pattern reaches all namespaces, some (with names of one form), one, or a system namespace (kube-system, default).",
			Quantifier: "some service account", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				cond, v, reach := ElementOf[facts.Condition](c, 1), c.Text(2), c.String(3)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.ServiceAccounts(id, cond, v, reach) })(c)
			},
		},
		{
			Name: "hold_literal_wildcard", Params: []law.Param{condition, value},
			Doc:     "The value holds * or ?, the operator of the condition takes them as ordinary characters, and no value of the key holds such.",
			Unknown: "the operator, the key or the value is a symbol that decides it",
			Ask:     func(c *Call) Answer { return Say(iam.LiteralWildcard(ElementOf[facts.Condition](c, 0), c.Text(1))) },
		},
		{
			Name: "admit_around", Params: []law.Param{wayParam, condition}, Result: law.ResultWitness,
			Doc: "The condition looks like a guard and holds for lack of a value, or by excluding some; no other condition says whose a request must be, " +
				"and a request of somebody whom the document does not name is let in.",
			Quantifier: "some request", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				cond := ElementOf[facts.Condition](c, 1)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.Around(id, cond) })(c)
			},
		},
		{
			Name: "admit_without_claim", Params: []law.Param{wayParam, condition}, Result: law.ResultWitness,
			Doc:        "The condition is on a claim that tokens of the issuer need not have, and a token without it is let in.",
			Quantifier: "some token", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				cond := ElementOf[facts.Condition](c, 1)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.Without(id, cond) })(c)
			},
		},
		{
			Name: "be_skippable_in_vain", Params: []law.Param{wayParam, condition}, Result: law.ResultString,
			Doc:     "The condition is on the subject or the audience, which every token has, and would hold if they were missing, by ForAllValues or IfExists; gives that word.",
			Unknown: "the operator or the issuer in the key is a symbol",
			Ask: func(c *Call) Answer {
				cond, word := ElementOf[facts.Condition](c, 1), ""
				a := askWay(func(p *iam.Policy, id facts.ID) (v iam.Verdict) {
					v, word = p.SkippableInVain(id, cond)
					return v
				})(c)
				a.Evidence.String = word
				return a
			},
		},
	}
}

// statementBuiltins ask what a statement lets in, or grants.
func statementBuiltins() []Builtin {
	statement := law.Param{Name: "statement", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Statement]()}
	return []Builtin{
		{
			Name: "have_no_entrance", Params: []law.Param{wayParam}, Result: law.ResultString,
			Doc:     "No action of the statement is one by which a principal of this type enters a role, although some is one for others; gives what is wrong.",
			Unknown: "the type of the principal, the kind of its provider, or an action is a symbol",
			Ask: func(c *Call) Answer {
				why := ""
				a := askWay(func(p *iam.Policy, id facts.ID) (v iam.Verdict) {
					v, why = p.NoEntrance(id)
					return v
				})(c)
				a.Evidence.String = why
				if a.Truth == text.Unknown && len(a.Symbols) == 0 {
					a.Symbols = []string{"the actions of the statement"}
				}
				return a
			},
		},
		{
			Name: "allow_all_actions", Params: []law.Param{statement},
			Doc:        "The statement allows every action on every resource, and has no condition that fails for any request.",
			Quantifier: "all actions and resources", Unknown: "the effect, an action, a resource or a condition is a symbol, or there may be more of them",
			Ask: func(c *Call) Answer {
				s := ElementOf[facts.Statement](c, 0)
				a := Say(iam.AllowsEverything(s))
				if a.Truth == text.Unknown {
					a.Symbols = unknownsOf(s)
				}
				return a
			},
		},
	}
}

// unknownsOf names what is not known of the effect, actions and resources of a
// statement, and whether there is more in it.
func unknownsOf(s *facts.Statement) []string {
	var out []string
	effect := facts.List{Items: []facts.Text{s.Effect}, Closed: true}
	for _, l := range []struct {
		name string
		list facts.List
	}{{"the effect", effect}, {"more actions", s.Actions}, {"more resources", s.Resources}} {
		for _, t := range l.list.Items {
			for _, sym := range t.Symbols() {
				if !slices.Contains(out, sym.Name) {
					out = append(out, sym.Name)
				}
			}
		}
		if !l.list.Closed {
			out = append(out, l.name)
		}
	}
	if s.ConditionsOpen {
		out = append(out, "more conditions")
	}
	return out
}
