package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// privilegeBuiltins ask what policies of AWS let their holders do.
func privilegeBuiltins() []Builtin {
	return slices.Concat(breadthBuiltins(), identityPrivilegeBuiltins(), nodeBuiltins(), vocabularyBuiltins(), sidBuiltins())
}

const policyOpen = "the effect, an action, a resource or a condition is a symbol, or there may be more of them"

// breadthBuiltins ask about one statement by itself.
func breadthBuiltins() []Builtin {
	statement := law.Param{Name: "statement", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Statement]()}
	question := func(ask func(*facts.Statement) text.Truth) func(*Call) Answer {
		return func(c *Call) Answer {
			s := ElementOf[facts.Statement](c, 0)
			return openStatement(Say(ask(s)), s)
		}
	}
	named := func(ask func(*facts.Statement, []string) ([]string, text.Truth)) func(*Call) Answer {
		return func(c *Call) Answer {
			s := ElementOf[facts.Statement](c, 0)
			found, t := ask(s, c.Strings(1))
			return openStatement(Answer{Truth: t, Evidence: Evidence{String: strings.Join(found, ", ")}}, s)
		}
	}
	return []Builtin{
		{
			Name: "grant_on_all", Params: []law.Param{statement, {Name: "actions", Kind: law.ParamStrings}}, Result: law.ResultString,
			Doc:        "The statement allows some of the actions on all resources of the kind that they act on, without a condition that narrows it; gives those.",
			Quantifier: "some action, all its resources", Unknown: policyOpen,
			Ask: named(privilege.Broadly),
		},
		{
			Name: "grant_whole_services", Params: []law.Param{statement, {Name: "services", Kind: law.ParamStrings}}, Result: law.ResultString,
			Doc:        "The statement allows all actions of some of the services (named by their prefixes) on all resources, without a condition that narrows it; gives those.",
			Quantifier: "some service, all its actions and resources", Unknown: policyOpen,
			Ask: named(privilege.WholeServices),
		},
		{
			Name: "grant_all_but", Params: []law.Param{statement},
			Doc:     "The statement allows, by NotAction, all actions that it does not name on every resource, without a condition that narrows it.",
			Unknown: policyOpen, Ask: question(privilege.AllBut),
		},
		{
			Name: "grant_on_all_but", Params: []law.Param{statement},
			Doc:     "The statement allows, by NotResource, its actions on all resources that it does not name, without a condition that narrows it.",
			Unknown: policyOpen, Ask: question(privilege.OnAllBut),
		},
		{
			Name: "pass_any_role", Params: []law.Param{statement},
			Doc:     "The statement allows passing every role, and a condition names the services that it may be passed to.",
			Unknown: policyOpen, Ask: question(privilege.Passing),
		},
		{
			Name: "be_held_by_workload", Params: []law.Param{statement}, Result: law.ResultString,
			Doc:        "An identity that has the statement can be assumed by pods, or by jobs of a build service; gives who.",
			Quantifier: "some identity of the scan", Unknown: "a trust policy or an association is not wholly known",
			Ask: func(c *Call) Answer { return heldByWorkload(c.Graph(), ElementOf[facts.Statement](c, 0)) },
		},
	}
}

func openStatement(a Answer, s *facts.Statement) Answer {
	if a.Truth == text.Unknown {
		a.Symbols = unknownsOf(s)
	}
	return a
}

func heldByWorkload(g *link.Graph, s *facts.Statement) Answer {
	out := Say(text.No)
	for _, id := range g.Holders(s.ID) {
		r := g.Workloads(id)
		if r.Truth == text.Yes {
			return Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("%s, which is %s", id.Name, r.Who)}}
		}
		if r.Truth == text.Unknown {
			out = Answer{Truth: text.Unknown, Evidence: Evidence{String: id.Name.String()}, Symbols: append(out.Symbols, r.Symbols...)}
		}
	}
	return out
}

// identityPrivilegeBuiltins ask about all policies of an identity that are seen.
func identityPrivilegeBuiltins() []Builtin {
	id := law.Param{Name: "identity", Kind: law.ParamID}
	family := law.Param{Name: "family", Kind: law.ParamString}
	const open = "a symbol decides a policy, or which policy is attached, or the boundary is not known"
	return []Builtin{
		{
			Name: "allow_action", Params: []law.Param{id, {Name: "action", Kind: law.ParamString}, {Name: "kind", Kind: law.ParamString}},
			Doc:        "The policies of the identity allow the action on all resources whose names in the ARN begin so (role/; the empty string stands for all).",
			Quantifier: "all resources of the kind", Unknown: open + "; or nothing seen allows it, and policies may be attached elsewhere",
			Ask: askIdentity(func(c *Call, id *facts.Identity) Answer {
				a := c.Graph().Grants(id).Allows(privilege.Request{Action: c.String(1), Kind: c.String(2)})
				return Answer{Truth: a.Truth, Symbols: a.Symbols}
			}),
		},
		{
			Name: "administer", Params: []law.Param{id}, Result: law.ResultString,
			Doc:     "The policies of the identity that are seen allow everything, or all of IAM; gives by what.",
			Unknown: open, Ask: askIdentity(func(c *Call, id *facts.Identity) Answer { return administers(c.Graph(), id) }),
		},
		{
			Name: "escalate", Params: []law.Param{id, family}, Result: law.ResultString,
			Doc:        "The policies of the identity that are seen let it give itself more than they do: the rights of an administrator or of any role (family iam), those of an administrator of an EKS cluster (eks), the role of a pod (pod-identity); gives how.",
			Quantifier: "some path of the family", Unknown: open,
			Ask: askIdentity(func(c *Call, id *facts.Identity) Answer {
				e, t := c.Graph().Grants(id).Escalate(privilege.Family(c.String(1)))
				how := e.String()
				if e.Others > 0 {
					how += fmt.Sprintf(", and %d more", e.Others)
				}
				return Answer{Truth: t, Evidence: Evidence{String: how}, Symbols: e.Symbols}
			}),
		},
		{
			Name: "escalation", Plain: true, Params: []law.Param{id, family}, Result: law.ResultChain,
			Doc: "Gives the places of what allows each step of the path that escalate finds, with the way into the identity before them.",
			Ask: askIdentity(func(c *Call, id *facts.Identity) Answer {
				return Answer{Evidence: Evidence{Chain: escalation(c.Graph(), id, privilege.Family(c.String(1)))}}
			}),
		},
		{
			Name: "be_assumed_by_workloads", Params: []law.Param{id}, Result: law.ResultString,
			Doc:        "Pods, or jobs of a build service, can assume the identity: by tokens of an OIDC provider or by EKS Pod Identity; gives how.",
			Quantifier: "some way in", Unknown: "the trust policy or an association is not wholly known",
			Ask: askIdentity(func(c *Call, id *facts.Identity) Answer {
				r := c.Graph().Workloads(id)
				return Answer{Truth: r.Truth, Evidence: Evidence{String: r.Who}, Symbols: r.Symbols}
			}),
		},
		{
			Name: "be_assumed_by_anyone", Params: []law.Param{id}, Result: law.ResultWitness,
			Doc:        "Tokens of an issuer that many customers share are let in whatever their subject.",
			Quantifier: "some way in", Unknown: "the trust policy is not wholly known",
			Ask: askIdentity(func(c *Call, id *facts.Identity) Answer { return assumedByAnyone(c.Graph(), id) }),
		},
	}
}

// askIdentity asks about an identity of AWS.
func askIdentity(ask func(*Call, *facts.Identity) Answer) func(*Call) Answer {
	return func(c *Call) Answer {
		id, ok := c.Graph().Fact(c.ID(0)).(*facts.Identity)
		if !ok || id.Cloud != "aws" {
			return Say(text.No)
		}
		a := ask(c, id)
		slices.Sort(a.Symbols)
		a.Symbols = slices.Compact(a.Symbols)
		return a
	}
}

func administers(g *link.Graph, id *facts.Identity) Answer {
	a := g.Grants(id).Administers()
	by := "its policies"
	switch {
	case a.Managed != "":
		by = a.Managed
	case a.By != nil && iam.AllowsEverything(a.By) == text.Yes:
		by = a.By.Address + ", which allows everything"
	case a.By != nil:
		by = a.By.Address
	}
	return Answer{Truth: a.Truth, Evidence: Evidence{String: by}, Symbols: a.Symbols}
}

// escalation lists the way in and the steps.
func escalation(g *link.Graph, id *facts.Identity, f privilege.Family) []finding.Note {
	e, t := g.Grants(id).Escalate(f)
	if t != text.Yes {
		return nil
	}
	var out []finding.Note
	if r := g.Workloads(id); r.Truth == text.Yes && r.Way != nil {
		out = append(out, finding.Note{At: r.Way.At, Message: fmt.Sprintf("%s is %s", id.Name, r.Who)})
	}
	for i, by := range e.By {
		note := finding.Note{At: by.At, Message: e.Steps[i].Action + " is allowed here"}
		if by.Managed != "" {
			note.Message = fmt.Sprintf("%s allows %s", by.Managed, e.Steps[i].Action)
		}
		if !note.At.IsZero() {
			out = append(out, note)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

func trustOf(g *link.Graph, id *facts.Identity) *facts.Trust {
	if len(id.Trust.Candidates) != 1 {
		return nil
	}
	t, _ := g.Fact(id.Trust.Candidates[0].ID).(*facts.Trust)
	return t
}

func assumedByAnyone(g *link.Graph, id *facts.Identity) Answer {
	out := Say(text.No)
	t := trustOf(g, id)
	if t == nil {
		return out
	}
	for i := range t.Ways {
		w := t.Ways[i].ID
		v := g.Policy(t).AnySubject(w)
		truth := text.And(v.Truth, g.Policy(t).IssuerClass(w, iam.ClassShared).Truth)
		if truth == text.Yes {
			return Answer{Truth: truth, Evidence: Evidence{Witness: v.Witness}}
		}
		out.Truth = text.Or(out.Truth, truth)
		for _, s := range v.Symbols {
			out.Symbols = append(out.Symbols, s.Name)
		}
	}
	return out
}
