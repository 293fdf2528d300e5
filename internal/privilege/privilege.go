// Package privilege decides what the policies of an identity of AWS let it do,
// as far as they are known: may it do this to all resources of a kind, is it an
// administrator, can it make itself one.
//
// The union of what is allowed, less what is denied, within the boundary:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
// Policies of the organisation, of resources and of sessions are not looked at.
package privilege

import (
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Grants is what the policies of an identity say.
type Grants struct {
	identity *facts.Identity
	allow    []rule
	deny     []rule
	// boundary bounds what is allowed where there is one.
	boundary []rule
	bounded  bool
	// open names the policies whose contents are not known.
	open []string
	// openBoundary says that the contents of the boundary are not known.
	openBoundary bool
}

// rule is a statement with the place that gives it to the identity.
type rule struct {
	*facts.Statement
	at source.Span
	// managed is the path of the policy of AWS that it is from; empty if it is
	// written in the scan.
	managed string
}

// Answer is an answer of three values, with what it rests on.
type Answer struct {
	Truth text.Truth
	// By is the statement that allows, where one does.
	By *facts.Statement
	// At is the place of that statement, or where the policy is attached.
	At source.Span
	// Managed is the path of the policy of AWS that By is from, if it is.
	Managed string
	// Symbols name what would decide an unknown answer.
	Symbols []string
}

// Of collects what the policies of an identity say. find looks up a statement by
// its id, and gives nil for those that are not there.
func Of(id *facts.Identity, find func(facts.ID) *facts.Statement) *Grants {
	g := &Grants{identity: id}
	for _, s := range id.Statements {
		if st := find(s); st != nil {
			g.add(rule{Statement: st, at: st.At})
		}
	}
	for i := range id.Attached {
		a := &id.Attached[i]
		if a.Form != "managed" {
			continue
		}
		rules, known := managedRules(a.Policy)
		for _, r := range rules {
			r.at = a.At
			g.add(r)
		}
		if !known && isChosen(a.Policy) {
			for _, sym := range a.Policy.Symbols() {
				g.open = append(g.open, sym.Name)
			}
		}
	}
	g.bind(id, find)
	return g
}

// isChosen reports whether somebody outside decides which policy is attached.
// Other policies that are not found here are not looked for.
func isChosen(arn facts.Text) bool {
	for _, s := range arn.Symbols() {
		if strings.HasPrefix(s.Name, "var.") || strings.HasPrefix(s.Name, "each.") {
			return len(arn.Parts()) == 1
		}
	}
	return false
}

func (g *Grants) add(r rule) {
	switch {
	case r.Effect.Is("Allow"):
		g.allow = append(g.allow, r)
	case r.Effect.Is("Deny"):
		g.deny = append(g.deny, r)
	default:
		unsure := *r.Statement
		unsure.Maybe = true
		r.Statement = &unsure
		g.allow, g.deny = append(g.allow, r), append(g.deny, r)
	}
}

// bind reads the permissions boundary.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func (g *Grants) bind(id *facts.Identity, find func(facts.ID) *facts.Statement) {
	if id.Boundary.Absent() || id.Boundary.Is("") {
		return
	}
	g.bounded = true
	for _, s := range id.BoundaryStatements {
		st := find(s)
		switch {
		case st == nil:
		case st.Effect.Is("Deny"):
			g.deny = append(g.deny, rule{Statement: st, at: st.At})
		default:
			g.boundary = append(g.boundary, rule{Statement: st, at: st.At})
		}
	}
	if len(id.BoundaryStatements) > 0 {
		return
	}
	rules, known := managedRules(id.Boundary)
	g.boundary, g.openBoundary = rules, !known
	if known && len(rules) == 0 {
		g.openBoundary = true // a policy of AWS whose document is not kept
	}
}

// pathOf returns the path and name of a policy of AWS.
func pathOf(arn facts.Text) (string, bool) {
	a, ok := iam.ParseARN(arn)
	if !ok || !a.Account.Is("aws") {
		return "", false
	}
	resource, known := a.Resource.Value()
	p, policy := strings.CutPrefix(resource, "policy/")
	return p, known && policy
}

// managedRules gives the statements of a policy of AWS. Policies whose documents
// are not kept give nothing away; it is false for policies of others.
func managedRules(arn facts.Text) ([]rule, bool) {
	p, ok := pathOf(arn)
	if !ok {
		return nil, false
	}
	m, _, _ := awsdata.ManagedOf(p)
	statements := managedStatements(m.Path)
	out := make([]rule, len(statements))
	for i := range statements {
		out[i] = rule{Statement: &statements[i], managed: p}
	}
	return out, true
}

// Allows decides whether a request is allowed on every resource that it speaks
// of. That nothing seen allows it is no proof where policies may be attached
// that are not seen, and the answer is unknown then.
func (g *Grants) Allows(r Request) Answer {
	a := g.Seen(r)
	if a.Truth == text.No && g.identity.AttachedOpen && a.By == nil {
		return Answer{Truth: text.Unknown, Symbols: []string{"policies of " + g.identity.Address + " that are attached elsewhere"}}
	}
	return a
}

// Seen is Allows for the policies that are seen, taken as all that there are.
func (g *Grants) Seen(r Request) Answer {
	out := Answer{Truth: text.No}
	for i := range g.allow {
		a := &g.allow[i]
		t := r.allowedBy(a.Statement)
		if t == text.Yes && out.Truth != text.Yes || t == text.Unknown && out.Truth == text.No {
			out = Answer{Truth: t, By: a.Statement, At: a.at, Managed: a.managed}
			if t == text.Unknown {
				out.Symbols = symbolsOf(a.Statement)
			}
		}
	}
	if out.Truth == text.No && len(g.open) > 0 {
		return Answer{Truth: text.Unknown, Symbols: g.open}
	}
	for i := range g.deny {
		d := &g.deny[i]
		t := r.deniedBy(d.Statement)
		out.Truth = text.And(out.Truth, t.Not())
		if t == text.Unknown && out.Truth == text.Unknown {
			out.Symbols = append(out.Symbols, symbolsOf(d.Statement)...)
		}
	}
	return g.within(r, out)
}

// within bounds an answer.
func (g *Grants) within(r Request, a Answer) Answer {
	switch {
	case !g.bounded || a.Truth == text.No:
		return a
	case g.openBoundary:
		a.Truth, a.Symbols = text.Unknown, append(a.Symbols, g.identity.Boundary.String())
		return a
	}
	bound := text.No
	for i := range g.boundary {
		bound = text.Or(bound, r.allowedBy(g.boundary[i].Statement))
	}
	a.Truth = text.And(a.Truth, bound)
	if bound == text.Unknown && len(a.Symbols) == 0 {
		a.Symbols = []string{g.identity.Boundary.String()}
	}
	return a
}

// symbolsOf names what is not known of a statement.
func symbolsOf(s *facts.Statement) []string {
	var out []string
	add := func(ts ...facts.Text) {
		for _, t := range ts {
			for _, sym := range t.Symbols() {
				out = append(out, sym.Name)
			}
		}
	}
	add(s.Effect)
	for _, l := range []facts.List{s.Actions, s.NotActions, s.Resources, s.NotResources} {
		add(l.Items...)
		if !l.Closed {
			out = append(out, "more of "+s.Address)
		}
	}
	for i := range s.Conditions {
		c := &s.Conditions[i]
		add(c.Operator, c.Key)
		add(c.Values.Items...)
	}
	if len(out) == 0 && s.Maybe {
		out = append(out, "whether "+s.Address+" exists")
	}
	if len(out) == 0 {
		out = append(out, "the conditions of "+s.Address)
	}
	return out
}
