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
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// Builtins is the whole table of builtins, in the order of their reference.
func Builtins() []Builtin {
	return slices.Concat(TextBuiltins(), trustBuiltins(), arnBuiltins(), refusalBuiltins(), kubernetesBuiltins(),
		rbacBuiltins(), takeoverBuiltins(), bindingBuiltins(), mappingBuiltins(), conditionBuiltins(),
		grantBuiltins(), controllerBuiltins(), escalationBuiltins(), reachBuiltins(), deadBuiltins(), accountBuiltins(), principalBuiltins(), privilegeBuiltins(),
		federationBuiltins(), listedBuiltins(), credentialBuiltins(), shadowBuiltins(), clusterBuiltins())
}

var wayParam = law.Param{Name: "way", Kind: law.ParamID}

// trustBuiltins ask what a trust document lets in. All range over the whole
// document (what is allowed minus what is denied), seen from one way in.
func trustBuiltins() []Builtin {
	const unread = "a symbol in a condition or principal, or a statement that could not be read, decides it"
	return []Builtin{
		{
			Name: "admit_any_principal", Params: []law.Param{wayParam}, Result: law.ResultWitness,
			Doc:        "A principal of every AWS account can come this way.",
			Quantifier: "all AWS accounts", Unknown: unread,
			Ask: askWay((*iam.Policy).AnyPrincipal),
		},
		{
			Name: "require_external_id", Params: []law.Param{wayParam},
			Doc:     "Who comes this way must bring an external id that the document names.",
			Unknown: unread,
			Ask:     askWay((*iam.Policy).RequiresExternalID),
		},
		{
			Name: "admit_any_subject", Params: []law.Param{wayParam}, Result: law.ResultWitness,
			Doc:        "Tokens of the issuer are let in whatever their subject, and no other claim says whose they must be. Pools of Amazon Cognito are asked by admit_any_pool.",
			Quantifier: "all subjects of the issuer", Unknown: unread,
			Ask: askWay(exceptPools((*iam.Policy).AnySubject)),
		},
		{
			Name: "admit_any_audience", Params: []law.Param{wayParam}, Result: law.ResultWitness,
			Doc:        "Tokens are let in whatever their audience, and the identity provider is not known to list a single one. Pools of Amazon Cognito, which are audiences, are asked by admit_any_pool.",
			Quantifier: "all audiences", Unknown: unread,
			Ask: askWay(exceptPools((*iam.Policy).AnyAudience)),
		},
		{
			Name: "have_issuer_class", Params: []law.Param{wayParam, {Name: "class", Kind: law.ParamString}},
			Doc:     "The issuer of the way is shared (by many customers of a service), tenant (one customer's), or private (one cluster's).",
			Unknown: "the issuer is not known, or is of no known kind",
			Ask: func(c *Call) Answer {
				class := c.String(1)
				return askWay(func(p *iam.Policy, id facts.ID) iam.Verdict { return p.IssuerClass(id, class) })(c)
			},
		},
		{
			Name: "issuer", Plain: true, Params: []law.Param{wayParam}, Result: law.ResultString,
			Doc: "Prints the issuer whose tokens come this way.",
			Ask: func(c *Call) Answer {
				g, id := c.Graph(), c.ID(0)
				if w, ok := g.Way(id); ok {
					return Answer{Evidence: Evidence{String: g.Policy(w.Trust).Issuer(id).String()}}
				}
				return Answer{}
			},
		},
		{
			Name: "trace", Plain: true, Params: []law.Param{{Name: "part", Kind: law.ParamID}}, Result: law.ResultChain,
			Doc: "Gives the places that lead to a way, a claim or a role, or from a mapping to what it makes, in order: who uses it, what it is, what it trusts.",
			Ask: func(c *Call) Answer { return Answer{Evidence: Evidence{Chain: trace(c.Graph(), c.ID(0))}} },
		},
	}
}

// exceptPools asks about all ways but those for tokens of Amazon Cognito.
func exceptPools(ask func(*iam.Policy, facts.ID) iam.Verdict) func(*iam.Policy, facts.ID) iam.Verdict {
	return func(p *iam.Policy, id facts.ID) iam.Verdict {
		if p.IsCognito(id) {
			return iam.Verdict{Truth: text.No}
		}
		return ask(p, id)
	}
}

// askWay asks a compiled trust document about one of its ways.
func askWay(ask func(*iam.Policy, facts.ID) iam.Verdict) func(*Call) Answer {
	return func(c *Call) Answer {
		g, id := c.Graph(), c.ID(0)
		w, ok := g.Way(id)
		if !ok {
			return Say(text.No)
		}
		v := ask(g.Policy(w.Trust), id)
		a := Answer{Truth: v.Truth, Evidence: Evidence{Witness: v.Witness}}
		for _, s := range v.Symbols {
			if !slices.Contains(a.Symbols, s.Name) {
				a.Symbols = append(a.Symbols, s.Name)
			}
		}
		return a
	}
}

// arnBuiltins judge the form of names.
func arnBuiltins() []Builtin {
	value := law.Param{Name: "text", Kind: law.ParamText}
	const symbols = "the part that decides it is a symbol or a template"
	return []Builtin{
		{
			Name: "be_malformed_arn", Params: []law.Param{value}, Result: law.ResultString,
			Doc:     "The text begins like an ARN and cannot be one; gives the reason.",
			Unknown: symbols,
			Ask: func(c *Call) Answer {
				if _, like := c.Text(0).CutPrefix("arn:"); !like {
					return Say(text.No)
				}
				return malformed(iam.CheckARN(c.Text(0)))
			},
		},
		{
			Name: "be_malformed_value", Params: []law.Param{{Name: "condition", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Condition]()}, value}, Result: law.ResultString,
			Doc:     "The text begins like an ARN, or the condition compares it with a key that holds ARNs, and it cannot be one; gives the reason.",
			Unknown: symbols,
			Ask: func(c *Call) Answer {
				return malformed(iam.CheckCompared(ElementOf[facts.Condition](c, 0), c.Text(1)))
			},
		},
		{
			Name: "be_malformed_resource", Params: []law.Param{value}, Result: law.ResultString,
			Doc:     "The text, as a resource of an IAM policy, is neither an ARN nor a pattern for one; gives the reason.",
			Unknown: symbols,
			Ask: func(c *Call) Answer {
				if st, ok := c.Fact().(*facts.Statement); ok && unread(st) && c.Text(0).At.IsZero() {
					return Say(text.No) // that the document cannot be read is said, and all there is to say
				}
				return malformed(iam.CheckResource(c.Text(0)))
			},
		},
		{
			Name: "be_malformed_role_arn", Params: []law.Param{value}, Result: law.ResultString,
			Doc:     "The text is not the ARN of an IAM role; gives the reason.",
			Unknown: symbols,
			Ask:     func(c *Call) Answer { return malformed(iam.CheckRoleARN(c.Text(0))) },
		},
		{
			Name: "be_trust_action", Params: []law.Param{value},
			Doc:     "The text is, or as a pattern covers, an action by which a principal enters a role or tags its session.",
			Unknown: symbols,
			Ask:     func(c *Call) Answer { return Say(iam.IsTrustAction(c.Text(0))) },
		},
		{
			Name: "hold_permission", Params: []law.Param{{Name: "statement", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Statement]()}},
			Doc:        "Some action of the statement does not belong into a trust policy.",
			Quantifier: "some action", Unknown: "an action is a symbol, or there may be more actions",
			Ask: func(c *Call) Answer {
				return Say(anyItem(ElementOf[facts.Statement](c, 0).Actions, func(a facts.Text) text.Truth { return iam.IsTrustAction(a).Not() }))
			},
		},
	}
}

// unread reports whether a statement stands for a document that cannot be read.
func unread(st *facts.Statement) bool {
	return slices.ContainsFunc(st.Faults, func(f facts.Fault) bool { return f.Code == "unparseable" })
}

func malformed(f iam.Fault, t text.Truth) Answer {
	why := f.Why
	if f.Fix != "" {
		why += fmt.Sprintf(" (write %s)", f.Fix)
	}
	if t == text.Unknown && why == "" {
		why = "that depends on " + strings.Join(f.Open, " and ")
	}
	return Answer{Truth: t, Evidence: Evidence{String: why}, Symbols: f.Open}
}

// trace lists the places of a chain.
func trace(g *link.Graph, id facts.ID) []finding.Note {
	if w, ok := g.Way(id); ok {
		return traceWay(g, w)
	}
	if c, ok := g.Claim(id); ok {
		return traceClaim(g, c)
	}
	if l, ok := g.Login(id); ok {
		return traceLogin(g, l)
	}
	if gr, ok := g.Fact(id).(*facts.Grant); ok {
		return traceGrant(g, gr)
	}
	if m, ok := g.Fact(id).(*facts.Mapping); ok {
		return traceMapping(g, m)
	}
	return nil
}

// traceWay goes from those who use the role to what it trusts.
func traceWay(g *link.Graph, w link.Way) []finding.Note {
	var out []finding.Note
	for _, wl := range g.Facts().Workloads {
		for i := range wl.Claims {
			if claims(g, &wl.Claims[i], w.Trust) {
				out = append(out, finding.Note{At: wl.Claims[i].At, Message: fmt.Sprintf("%s %s names the role", wl.Object, wl.Name)})
			}
		}
	}
	out = append(out, finding.Note{At: w.Trust.At, Message: fmt.Sprintf("the trust policy of %s", w.Trust.Name)})
	out = append(out, finding.Note{At: w.Way.At, Message: fmt.Sprintf("lets in %s", w.Way.Principal)})
	for _, n := range w.Way.Issuer.Candidates {
		if n.Sure {
			out = append(out, finding.Note{At: n.At, Message: fmt.Sprintf("the identity provider %s", n.Name)})
		}
	}
	if len(out) < 3 {
		return nil // a chain of one step is the finding itself
	}
	return out
}

// claims reports whether a claim certainly names the identity of a trust.
func claims(g *link.Graph, c *facts.Claim, t *facts.Trust) bool {
	for _, n := range c.Identity.Candidates {
		id, ok := g.Fact(n.ID).(*facts.Identity)
		if ok && n.Sure && len(id.Trust.Candidates) == 1 && id.Trust.Candidates[0].ID == t.ID {
			return true
		}
	}
	return false
}

func traceClaim(g *link.Graph, c link.Claim) []finding.Note {
	first := finding.Note{At: c.Claim.At, Message: fmt.Sprintf("%s %s names the role %s", c.Workload.Object, c.Workload.Name, c.Claim.Value)}
	return append([]finding.Note{first}, traceRoles(g, c.Claim.Identity)...)
}

func traceLogin(g *link.Graph, l link.Login) []finding.Note {
	first := finding.Note{At: l.Login.At, Message: fmt.Sprintf("the job %s assumes the role %s", l.Workflow.Job, l.Login.Role)}
	return append([]finding.Note{first}, traceRoles(g, l.Login.Identity)...)
}

// traceRoles lists the roles that a link may mean, each with its trust policy.
func traceRoles(g *link.Graph, to facts.Link) []finding.Note {
	var out []finding.Note
	for _, n := range to.Candidates {
		id, ok := g.Fact(n.ID).(*facts.Identity)
		if !ok {
			continue
		}
		out = append(out, finding.Note{At: id.At, Message: fmt.Sprintf("the role %s", id.Name)})
		for _, t := range id.Trust.Candidates {
			out = append(out, finding.Note{At: t.At, Message: "its trust policy"})
		}
	}
	return out
}

func traceGrant(g *link.Graph, gr *facts.Grant) []finding.Note {
	var out []finding.Note
	for _, n := range gr.Bindings.Candidates {
		if n.Sure {
			out = append(out, finding.Note{At: n.At, Message: fmt.Sprintf("the binding %s grants the role", n.Name)})
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, finding.Note{At: gr.At, Message: fmt.Sprintf("%s %s", gr.Object, gr.Name)})
}
