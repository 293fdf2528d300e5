package rules

import (
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/reach"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// reachable is the graph of who can become what, and the part of it that is
// about cloud identities; each is built when a rule first asks for it.
type reachable struct {
	whole, given      sync.Once
	graph, identities *reach.Graph
}

// Reach returns the graph of who can become what.
func (c *Call) Reach() *reach.Graph {
	r := c.ev.reach
	r.whole.Do(func() { r.graph = reach.New(c.Graph()) })
	return r.graph
}

// identities returns the graph of who can become an account with a cloud identity.
func (c *Call) identities() *reach.Graph {
	r := c.ev.reach
	r.given.Do(func() { r.identities = reach.Identities(c.Graph()) })
	return r.identities
}

// takeoverBuiltins ask who can become what over several steps.
func takeoverBuiltins() []Builtin {
	rule := law.Param{Name: "rule", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Rule]()}
	class := law.Param{Name: "class", Kind: law.ParamString}
	id := func(name string) law.Param { return law.Param{Name: name, Kind: law.ParamID} }
	const open = "a subject, a namespace, a trust policy or an annotation is a symbol, or which of several things is meant is not known"
	return []Builtin{
		{
			Name: "reach", Params: []law.Param{id("from"), id("to")}, Result: law.ResultChain,
			Doc:        "What the first fact declares (a service account, a pod, a role) can become what the second one does, in any number of steps; gives the places that show it.",
			Quantifier: "some way", Unknown: open,
			Ask: func(c *Call) Answer {
				g := c.Reach()
				p, ok := g.Reach(g.Of(c.ID(0)), g.Of(c.ID(1)))
				if !ok {
					return Say(text.No)
				}
				return Answer{Truth: p.Truth(), Evidence: Evidence{Chain: chainOf(p)}, Symbols: p.Symbols()}
			},
		},
		{
			Name: "take_cloud_identity", Params: []law.Param{rule, class}, Result: law.ResultString,
			Doc: "By the rule, a subject of the role can run something as a service account and so have a cloud identity (any, or one of an administrator or that can make itself one) that it does not have otherwise; " +
				"gives who, how and which.",
			Quantifier: "some subject of some binding, some service account, some identity", Unknown: open,
			Ask: func(c *Call) Answer {
				return takeoverOf(c).answer()
			},
		},
		{
			Name: "bind_cloud_identity", Params: []law.Param{id("binding"), class}, Result: law.ResultString,
			Doc: "By the binding, which is to a role that Kubernetes brings, a subject can run something as a service account and so have a cloud identity " +
				"(any, or one of an administrator or that can make itself one) that it does not have otherwise; gives who, how and which.",
			Quantifier: "some subject, some service account, some identity", Unknown: open,
			Ask: func(c *Call) Answer { return boundTakeover(c).answer() },
		},
		{
			Name: "bound_takeover", Plain: true, Params: []law.Param{id("binding"), class}, Result: law.ResultChain,
			Doc: "Gives the places that show what bind_cloud_identity finds, step by step.",
			Ask: func(c *Call) Answer { return boundTakeover(c).chain(c) },
		},
		{
			Name: "takeover", Plain: true, Params: []law.Param{rule, class}, Result: law.ResultChain,
			Doc: "Gives the places that show what take_cloud_identity finds, step by step.",
			Ask: func(c *Call) Answer {
				return takeoverOf(c).chain(c)
			},
		},
		{
			Name: "be_told_as_takeover", Params: []law.Param{rule},
			Doc:        "That the rule gives a cloud identity away is proved, and told by grant/cloud-identity-takeover.",
			Quantifier: "some subject of some binding", Unknown: "never: what is not proved is not told",
			Ask: func(c *Call) Answer {
				r := ElementOf[facts.Rule](c, 0)
				return Say(text.TruthOf(takeoverBy(c, r, anyIdentity).truth == text.Yes))
			},
		},
	}
}

// chainOf lists the places of a way, in order, each once.
func chainOf(p reach.Path) []finding.Note {
	var out []finding.Note
	for _, e := range p.Steps {
		for _, n := range e.Evidence {
			if !slices.ContainsFunc(out, func(o finding.Note) bool { return o.At.Root() == n.At.Root() }) {
				out = append(out, n)
			}
		}
	}
	return out
}

// The classes of identities that are taken over.
const (
	anyIdentity   = "any"
	administrator = "administrator"
)

// takeover is the first way by which a rule gives a cloud identity away.
type takeover struct {
	truth   text.Truth
	path    *reach.Path
	by      string
	notes   []finding.Note // what makes it powerful
	others  int
	symbols []string
}

// String says who becomes what, and how.
func (t takeover) String() string {
	if t.path == nil {
		return ""
	}
	out := fmt.Sprintf("%s, and so have %s", t.path.Steps[0], t.path.Steps[1].To)
	if t.by != "" {
		out += ", which " + t.by
	}
	if t.others > 0 {
		out += fmt.Sprintf(" (and %d more)", t.others)
	}
	return out
}

func (t takeover) answer() Answer {
	return Answer{Truth: t.truth, Evidence: Evidence{String: t.String()}, Symbols: t.symbols}
}

// chain lists the places that show it.
func (t takeover) chain(c *Call) Answer {
	if t.path == nil {
		return Answer{}
	}
	chain := append(c.identities().Mapping(t.path.From()), chainOf(*t.path)...)
	return Answer{Evidence: Evidence{Chain: append(chain, t.notes...)}}
}

// boundTakeover asks about a binding.
func boundTakeover(c *Call) takeover {
	b, ok := c.Graph().Fact(c.ID(0)).(*facts.Binding)
	if !ok || !hasIdentities(c.Graph()) {
		return takeover{truth: text.No}
	}
	return firstTakeover(c, c.identities().BoundTakeovers(b.At), c.String(1))
}

func takeoverOf(c *Call) takeover {
	return takeoverBy(c, ElementOf[facts.Rule](c, 0), c.String(1))
}

func takeoverBy(c *Call, r *facts.Rule, class string) takeover {
	if !hasIdentities(c.Graph()) {
		return takeover{truth: text.No}
	}
	return firstTakeover(c, c.identities().Takeovers(r.At), class)
}

// firstTakeover is the first of some ways that leads to an identity of the class.
func firstTakeover(c *Call, paths []reach.Path, class string) takeover {
	out := takeover{truth: text.No}
	for _, p := range paths {
		truth, by, open, notes := p.Truth(), "", p.Symbols(), []finding.Note(nil)
		if class == administrator {
			a := powerful(c.Graph(), p.Steps[1].To)
			truth, by, open, notes = text.And(truth, a.Truth), a.Evidence.String, append(open, a.Symbols...), a.Evidence.Chain
		}
		switch {
		case truth == text.No:
		case out.path == nil || truth == text.Yes && out.truth == text.Unknown:
			out = takeover{truth: truth, path: &p, by: by, notes: notes, symbols: open}
		case truth == out.truth && (p.From() != out.path.From() || p.Steps[1].To != out.path.Steps[1].To):
			out.others++
		}
	}
	return out
}

// hasIdentities reports whether anything of the scan can be given to a service
// account.
func hasIdentities(g *link.Graph) bool {
	return len(g.Bundle.Identities)+len(g.Bundle.Trusts) > 0 || slices.ContainsFunc(g.Bundle.Workloads, func(w *facts.Workload) bool { return len(w.Claims) > 0 })
}

// powerful decides whether an identity of AWS is an administrator, or can make
// itself one, by the policies that are seen; it says by what.
func powerful(g *link.Graph, n *reach.Node) Answer {
	id, ok := g.Fact(n.Fact).(*facts.Identity)
	if !ok || id.Cloud != "aws" {
		return Say(text.No)
	}
	a := administers(g, id)
	a.Evidence.String = "administers the account by " + a.Evidence.String
	if a.Truth == text.Yes {
		a.Evidence.Chain = allowedBy(g.Grants(id).Administers())
		return a
	}
	e, t := g.Grants(id).Escalate(privilege.IAM)
	if t == text.Yes || a.Truth == text.No {
		return Answer{Truth: t, Evidence: Evidence{String: "can " + e.String(), Chain: allowedBy(e.By...)}, Symbols: e.Symbols}
	}
	return a
}

// allowedBy lists the places of what allows the steps of something, each once.
func allowedBy(by ...privilege.Answer) []finding.Note {
	var out []finding.Note
	for _, a := range by {
		message := "what it may do"
		if a.Managed != "" {
			message = "what it may do, by " + a.Managed
		}
		if !a.At.IsZero() && !slices.ContainsFunc(out, func(n finding.Note) bool { return n.At.Root() == a.At.Root() }) {
			out = append(out, finding.Note{At: a.At, Message: message})
		}
	}
	return out
}
