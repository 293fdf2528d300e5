package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// refusalBuiltins ask whether a role lets in the workload that names it.
func refusalBuiltins() []Builtin {
	return []Builtin{{
		Name: "be_refused", Params: []law.Param{{Name: "claim", Kind: law.ParamID}}, Result: law.ResultString,
		Doc:        "Every role of the scan that the claim can mean refuses the workload's token, and for some not only because of its audience; gives the nearest condition that stands in the way.",
		Quantifier: "all candidates for the role, all ways into each",
		Unknown:    "the role's name, its trust policy, or the workload's namespace or name holds a symbol that decides it",
		Ask:        func(c *Call) Answer { return refused(c, false) },
	}, {
		Name: "be_refused_for_audience", Params: []law.Param{{Name: "claim", Kind: law.ParamID}}, Result: law.ResultString,
		Doc:        "Every role of the scan that the claim can mean refuses the workload's token because of its audience alone; gives the condition that stands in the way.",
		Quantifier: "all candidates for the role, all ways into each",
		Unknown:    "the role's name, its trust policy, or the workload's namespace or name holds a symbol that decides it",
		Ask:        func(c *Call) Answer { return refused(c, true) },
	}, {
		Name: "be_refused_login", Params: []law.Param{{Name: "login", Kind: law.ParamID}}, Result: law.ResultString,
		Doc:        "Every role of the scan that the login of a CI job can mean refuses all tokens that the job can present; gives the nearest condition that stands in the way.",
		Quantifier: "all candidates for the role, all ways into each, all subjects of the job",
		Unknown:    "the role's name, its trust policy, or a subject holds a symbol that decides it, or the job may have other subjects",
		Ask:        refusedLogin,
	}}
}

func refused(c *Call, forAudience bool) Answer {
	g := c.Graph()
	claim, ok := g.Claim(c.ID(0))
	if !ok {
		return Say(text.No)
	}
	token := link.TokenOf(claim.Workload, claim.Claim.Audience)
	if onlyAudience(g, claim.Claim.Identity, token) != forAudience {
		return Say(text.No)
	}
	return refusedByAll(g, claim.Claim.Identity, claim.Claim.Value, []iam.Token{token})
}

// refusedLogin asks about the tokens of a CI job.
func refusedLogin(c *Call) Answer {
	g := c.Graph()
	l, ok := g.Login(c.ID(0))
	if !ok || len(l.Workflow.Subjects.Items) == 0 {
		return Say(text.No)
	}
	out := refusedByAll(g, l.Login.Identity, l.Login.Role, link.JobTokens(l))
	switch {
	case out.Truth != text.Yes:
		return out
	case !l.Workflow.Subjects.Closed:
		return hangsOn("what starts " + l.Workflow.Address)
	case l.Workflow.Platform == "github" && ownTemplate(g, l.Login.Identity):
		return hangsOn("the organisation's template for subjects")
	}
	return out
}

// hangsOn is an unknown answer that hangs on something that is named.
func hangsOn(on string) Answer {
	return Answer{Truth: text.Unknown, Evidence: Evidence{String: "that depends on " + on}, Symbols: []string{on}}
}

// ownTemplate reports whether a role asks for subjects that are not as GitHub
// makes them, so that the organisation has probably told it to make others.
// https://docs.github.com/en/actions/reference/security/oidc
func ownTemplate(g *link.Graph, to facts.Link) bool {
	for _, n := range to.Candidates {
		id, _ := g.Fact(n.ID).(*facts.Identity)
		if id == nil {
			continue
		}
		for _, t := range id.Trust.Candidates {
			if trust, ok := g.Fact(t.ID).(*facts.Trust); ok && slices.ContainsFunc(trust.Statements, templated) {
				return true
			}
		}
	}
	return false
}

func templated(s facts.Statement) bool {
	for _, c := range s.Conditions {
		if _, sub := c.Key.CutSuffix(":sub"); !sub {
			continue
		}
		for _, v := range c.Values.Items {
			rest, ok := v.CutPrefix("repo:")
			parts := rest.Split(":")
			if !ok || len(parts) > 1 && !slices.ContainsFunc([]string{"ref", "environment", "pull_request", "*"}, parts[1].Is) {
				return true
			}
		}
	}
	return false
}

// refusedByAll decides whether each identity that a link may mean refuses every
// token; want is the name by which it is referred to.
func refusedByAll(g *link.Graph, to facts.Link, want facts.Text, tokens []iam.Token) Answer {
	if len(to.Candidates) == 0 {
		return Say(text.No) // a role that is not in the scan is another rule's matter
	}
	if to.Count > len(to.Candidates) {
		return Say(text.Unknown)
	}
	out := Answer{Truth: text.Yes}
	for _, n := range to.Candidates {
		for _, token := range tokens {
			one := refusedBy(g, want, n, token)
			out.Truth = text.And(out.Truth, one.Truth)
			if out.Evidence.String == "" {
				out.Evidence = one.Evidence
			}
			if one.Truth == text.Unknown {
				out.Symbols = append(out.Symbols, one.Symbols...)
			}
		}
	}
	slices.Sort(out.Symbols)
	out.Symbols = slices.Compact(out.Symbols)
	if out.Truth == text.Unknown {
		out.Evidence.String = "that depends on " + strings.Join(out.Symbols, " and ")
	}
	return out
}

// refusedBy asks one candidate. That an account is unknown does not hinder the
// proof (see docs/decisions/0003-links-across-unknown-accounts.md); that the
// role's name is unknown does.
func refusedBy(g *link.Graph, want facts.Text, n facts.Neighbour, token iam.Token) Answer {
	id, ok := g.Fact(n.ID).(*facts.Identity)
	if !ok || len(id.Trust.Candidates) != 1 {
		return Answer{Truth: text.Unknown, Symbols: []string{"the trust policy of " + n.Name.String()}}
	}
	trust, ok := g.Fact(id.Trust.Candidates[0].ID).(*facts.Trust)
	if !ok {
		return Answer{Truth: text.Unknown, Symbols: []string{"the trust policy of " + n.Name.String()}}
	}
	a := g.Policy(trust).Admits(token)
	answer := Answer{Truth: a.Truth.Not(), Evidence: Evidence{String: a.Explains}}
	for _, s := range append(token.Subject.Symbols(), a.Symbols...) {
		answer.Symbols = append(answer.Symbols, s.Name)
	}
	if a.Truth == text.Unknown && len(answer.Symbols) == 0 {
		answer.Symbols = []string{"the trust policy of " + n.Name.String()}
	}
	if n.Sure || answer.Truth != text.Yes {
		return answer
	}
	same := sameRole(id.ARN, want)
	switch {
	case same != text.Yes:
		answer = Answer{Truth: text.Unknown}
		for _, s := range append(id.ARN.Symbols(), want.Symbols()...) {
			answer.Symbols = append(answer.Symbols, s.Name)
		}
	case id.Maybe || trust.Maybe:
		return Answer{Truth: text.Unknown, Symbols: []string{"whether " + id.Address + " exists"}}
	default:
		if x, ok := iam.ParseARN(want); ok {
			answer.Evidence.String += fmt.Sprintf(" (taking the role's account for %s)", x.Account)
		}
	}
	return answer
}

// sameRole compares two ARNs by path and name only.
func sameRole(a, b facts.Text) text.Truth {
	x, okX := iam.ParseARN(a)
	y, okY := iam.ParseARN(b)
	if !okX || !okY {
		return text.Unknown
	}
	return text.Equal(x.Resource, y.Resource)
}
