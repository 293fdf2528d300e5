package rules

import (
	"fmt"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// federationBuiltins ask what the subjects that a trust policy names come to.
func federationBuiltins() []Builtin {
	params := []law.Param{wayParam, conditionParam, valueParam}
	return []Builtin{
		{
			Name: "admit_default_account", Result: law.ResultWitness, Params: params,
			Doc:        "By this value of the condition, which names it, the service account default of a namespace is let in.",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: askValue((*iam.Policy).DefaultAccount),
		},
		{
			Name: "admit_recycled_name", Result: law.ResultWitness, Params: params,
			Doc:        "By this value of the condition, tokens of a repository of GitHub are let in that is named by names alone, and by no id.",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: askValue((*iam.Policy).Recyclable),
		},
		{
			Name: "admit_any_id", Result: law.ResultWitness, Params: params,
			Doc:        "By this value of the condition, which has a wildcard for the id behind a name, tokens of other owners or repositories of GitHub of the same name are let in.",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: askValue((*iam.Policy).AnyID),
		},
		{
			Name: "admit_from_anywhere", Result: law.ResultWitness, Params: []law.Param{wayParam, conditionParam},
			Doc:        "The condition names a workflow or a person, and their runs are let in from repositories of everybody; it is the first such condition of its statement.",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				cond := ElementOf[facts.Condition](c, 1)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.FromAnywhere(id, cond) })(c)
			},
		},
		{
			Name: "admit_both_phases", Result: law.ResultWitness, Params: params,
			Doc:        "By this value of the condition, the plans of a workspace of HCP Terraform are let in as well as its applies.",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: askValue((*iam.Policy).BothPhases),
		},
		{
			Name: "admit_by_rung", Result: law.ResultWitness, Params: append(params, law.Param{Name: "rung", Kind: law.ParamString}),
			Doc: "By this value of the condition, tokens of a build service are let in for a project that the document does not name (project, pipeline, repository), " +
				"or for every run of one (branch, environment). It is about services of which admit_by_pattern knows tenants alone.",
			Quantifier: "some token of the issuer", Unknown: conditionUnread,
			Ask: func(c *Call) Answer {
				rung := c.String(3)
				return askValue(func(p *iam.Policy, id facts.ID, cond *facts.Condition, v facts.Text) iam.Verdict {
					got, word := p.Rung(id, cond, v)
					if word != rung {
						return iam.Verdict{Truth: text.No}
					}
					return got
				})(c)
			},
		},
		{
			Name: "name_undefined_account", Params: params, Result: law.ResultString,
			Doc:        "This value of the condition names a service account, and none of that name is in a scan that holds every workload; gives it.",
			Quantifier: "all service accounts", Unknown: "a service account's namespace or name is a symbol, or it may not exist",
			Ask: undefinedAccount,
		},
	}
}

// listedBuiltins ask about what is listed: values of conditions, and providers.
func listedBuiltins() []Builtin {
	return slices.Concat(comparedBuiltins(), issuerBuiltins(), workloadPoolBuiltins(), associationBuiltins(), levelBuiltins(), providerBuiltins(), weightBuiltins(), variableBuiltins(), metadataBuiltins())
}

// comparedBuiltins ask about values of conditions, and about what is left out.
func comparedBuiltins() []Builtin {
	params := []law.Param{wayParam, conditionParam, valueParam}
	return []Builtin{
		{
			Name: "be_covered", Params: []law.Param{conditionParam, valueParam}, Result: law.ResultString,
			Doc:        "Another value of the condition, a pattern, lets in all that this one does, and more; gives the other.",
			Quantifier: "some other value", Unknown: "one of the two holds a symbol",
			Ask: func(c *Call) Answer {
				other, t := iam.Covered(ElementOf[facts.Condition](c, 0), c.Text(1))
				return Answer{Truth: t, Evidence: Evidence{String: other.String()}, Symbols: append(symbolNames(c.Text(1)), symbolNames(other)...)}
			},
		},
		{
			Name: "name_another_application", Params: params,
			Doc:        "This value of the condition names a service account of another namespace, and of another name, than a value before it.",
			Quantifier: "some value before it", Unknown: "a namespace or a name is a symbol",
			Ask: askValue((*iam.Policy).OtherApplication),
		},
		{
			Name: "ask_which_pod", Params: []law.Param{wayParam},
			Doc:     "The statement, or a Deny, asks for which cluster, account or pod EKS Pod Identity takes the role.",
			Unknown: conditionUnread,
			Ask:     askWay((*iam.Policy).AsksWhichPod),
		},
	}
}

// askValue asks about a value of one of the conditions of a way.
func askValue(ask func(*iam.Policy, facts.ID, *facts.Condition, facts.Text) iam.Verdict) func(*Call) Answer {
	return func(c *Call) Answer {
		cond, v := ElementOf[facts.Condition](c, 1), c.Text(2)
		return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return ask(p, id, cond, v) })(c)
	}
}

// undefinedAccount looks for the service account that a subject names. That it
// is nowhere can be known only where the scan holds all of them.
func undefinedAccount(c *Call) Answer {
	g := c.Graph()
	w, ok := g.Way(c.ID(0))
	if !ok || !g.CompleteAt(facts.KindWorkload, w.Trust.At) {
		return Say(text.No)
	}
	namespace, name, ok := g.Policy(w.Trust).ServiceAccountOf(w.Way.ID, ElementOf[facts.Condition](c, 1), c.Text(2))
	if !ok {
		return Say(text.No)
	}
	if name.Is("default") {
		return Say(text.No) // every namespace has one
	}
	defined, symbols := accountDefined(g, namespace, name)
	return Answer{
		Truth: defined.Not(), Symbols: append(symbolNames(c.Text(2)), symbols...),
		Evidence: Evidence{String: fmt.Sprintf("%s in the namespace %s", name, namespace)},
	}
}

// accountDefined decides whether some manifest makes a service account.
func accountDefined(g *link.Graph, namespace, name facts.Text) (out text.Truth, symbols []string) {
	out = text.No
	for _, wl := range g.Facts().Workloads {
		if wl.Object != "ServiceAccount" {
			continue
		}
		same := text.Equal(wl.Name, name)
		if wl.Namespace.Absent() {
			same = text.And(same, text.Unknown) // whoever applies it chooses
		} else {
			same = text.And(same, text.Equal(wl.Namespace, namespace))
		}
		if wl.Maybe {
			same = text.And(same, text.Unknown)
		}
		if same == text.Unknown && out == text.No {
			symbols = append(symbolNames(wl.Name), symbolNames(wl.Namespace)...)
			if len(symbols) == 0 {
				symbols = []string{"whether " + wl.Address + " is it"}
			}
		}
		out = text.Or(out, same)
	}
	return out, symbols
}
