package rbac

import (
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// Evidence is why a request is allowed, or may be.
type Evidence struct {
	Binding *facts.Binding
	// Role is what the binding grants; nil if it is not known.
	Role *facts.Grant
	// From is the role in which the rule is written: Role itself unless it is
	// aggregated; nil if the rule is not known.
	From *facts.Grant
	// Rule is the rule's index in From.Rules.
	Rule int
}

// Decision is the answer to a request. No means that nothing of what the policy
// was made of allows it.
type Decision struct {
	Truth    text.Truth
	Evidence Evidence
	// Symbols name what would decide an unknown answer.
	Symbols []string
}

// better keeps the first certain decision, and else the first uncertain one.
func (d Decision) better(e Decision) Decision {
	switch {
	case d.Truth == text.Yes || e.Truth == text.No:
		return d
	case e.Truth == text.Yes || d.Truth == text.No:
		return e
	}
	d.Symbols = append(slices.Clone(d.Symbols), e.Symbols...)
	return d
}

// Authorize decides whether a user may do what a request asks, as the API
// server's authorizer for RBAC does.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
func (p *Policy) Authorize(u User, q Request) Decision {
	out := Decision{Truth: text.No}
	namespace := text.Known(q.Namespace, facts.Text{}.At)
	for _, b := range p.bindings {
		applies, why := b.applies(u)
		if applies == text.No {
			continue
		}
		d := p.grants(b, q, namespace)
		d.limit(applies, why)
		if out = out.better(d); out.Truth == text.Yes {
			break
		}
	}
	out.Symbols = distinct(out.Symbols)
	return out
}

// limit joins a condition to a decision.
func (d *Decision) limit(truth text.Truth, why []string) {
	d.Truth = text.And(d.Truth, truth)
	if d.Truth == text.Unknown && truth == text.Unknown {
		d.Symbols = append(slices.Clone(d.Symbols), why...)
	}
}

// grants decides whether a binding allows a request, whoever asks.
func (p *Policy) grants(b *bound, q Request, namespace facts.Text) Decision {
	within := text.Yes
	if b.Object == "RoleBinding" {
		within = text.No
		if q.Path == "" && !namespace.Is("") {
			within = sameNamespace(b.Namespace, namespace)
		}
	}
	if within == text.No {
		return Decision{Truth: text.No}
	}
	d := p.byRole(b, q)
	if within == text.Unknown {
		d.limit(within, append(symbols(b.Namespace, namespace), "the namespace of "+b.Address))
	}
	if b.Maybe {
		d.limit(text.Unknown, []string{"whether " + b.Address + " exists"})
	}
	return d
}

// byRole decides by the roles that a binding may grant: it has to hold for all
// of them.
func (p *Policy) byRole(b *bound, q Request) Decision {
	all, none := text.Yes, text.Yes
	out := Decision{Truth: text.No, Evidence: Evidence{Binding: b.Binding}}
	for i, r := range b.roles {
		a := p.ask(r, q)
		all, none = text.And(all, a.truth), text.And(none, a.truth.Not())
		d := Decision{Truth: a.truth, Symbols: a.symbols, Evidence: Evidence{Binding: b.Binding, Role: r.grant, From: a.from, Rule: a.rule}}
		if i == 0 {
			out = d
		} else {
			out = out.better(d)
		}
	}
	agreed := none == text.Yes || all == text.Yes && !b.unsure
	if !agreed || b.elsewhere {
		out.Truth = text.Unknown
		out.Symbols = append(slices.Clone(out.Symbols), b.why...)
	}
	return out
}

// answer is what a role says of a request.
type answer struct {
	truth   text.Truth
	from    *facts.Grant
	rule    int
	symbols []string
}

// ask decides whether a role allows a request, in whatever namespace; answers
// are remembered.
func (p *Policy) ask(r *role, q Request) answer {
	q.Namespace = ""
	key := question{r, q}
	p.memo.Lock()
	defer p.memo.Unlock()
	a, ok := p.memo.answers[key]
	if !ok {
		a = r.allows(q)
		p.memo.answers[key] = a
	}
	return a
}

func (r *role) allows(q Request) answer {
	out := answer{truth: text.No}
	for _, one := range r.rules {
		rule := &one.from.Rules[one.index]
		truth := text.And(one.has, Allows(rule, q))
		if rule.Maybe {
			truth = text.And(truth, text.Unknown)
		}
		switch {
		case truth == text.Yes:
			return answer{truth: text.Yes, from: one.from, rule: one.index}
		case truth == text.Unknown && out.truth == text.No:
			out = answer{truth: text.Unknown, from: one.from, rule: one.index}
		}
		if truth == text.Unknown {
			out.symbols = append(out.symbols, ruleSymbols(one, rule)...)
		}
	}
	if r.open {
		out.truth = text.Unknown
		out.symbols = append(out.symbols, r.why...)
	}
	out.symbols = distinct(out.symbols)
	return out
}

// ruleSymbols names what would decide about a rule.
func ruleSymbols(one ruleOf, r *facts.Rule) []string {
	var out []string
	for _, l := range []facts.List{r.Verbs, r.APIGroups, r.Resources, r.ResourceNames, r.NonResourceURLs} {
		out = append(out, symbols(l.Items...)...)
		if !l.Closed {
			out = append(out, "more of a rule of "+one.from.Address)
		}
	}
	if one.has == text.Unknown || r.Maybe {
		out = append(out, "a rule of "+one.from.Address)
	}
	return out
}

// applies decides whether a user is a subject of a binding.
func (b *bound) applies(u User) (truth text.Truth, why []string) {
	truth = text.No
	for i := range b.Subjects {
		s := &b.Subjects[i]
		one := b.is(s, u)
		if s.Maybe {
			one = text.And(one, text.Unknown)
		}
		if one == text.Yes {
			return text.Yes, nil
		}
		if one == text.Unknown {
			why = append(why, symbols(s.Kind, s.Namespace, s.Name, b.Namespace)...)
			why = append(why, "the subject "+s.Name.String()+" of "+b.Address)
		}
		truth = text.Or(truth, one)
	}
	if b.SubjectsOpen {
		truth, why = text.Unknown, append(why, "the subjects of "+b.Address)
	}
	return truth, why
}

// is decides whether a user is a subject. The API group of a subject does not
// matter here.
func (b *bound) is(s *facts.Subject, u User) text.Truth {
	kind := func(k string) text.Truth { return text.Equal(s.Kind, text.Known(k, s.At)) }
	group := text.No
	for _, g := range u.Groups {
		group = text.Or(group, is(s.Name, g))
	}
	return text.Or(
		text.And(kind("User"), is(s.Name, u.Name)),
		text.And(kind("Group"), group),
		text.And(kind("ServiceAccount"), b.account(s, u)),
	)
}

// account decides whether a user is a service account that a subject names.
func (b *bound) account(s *facts.Subject, u User) text.Truth {
	namespace := b.namespaceOf(s)
	if s.Name.Absent() || namespace.Is("") {
		return text.No
	}
	if namespace.Absent() {
		namespace = text.Of(&text.Symbol{Name: "namespace", Fresh: true}, s.At)
	}
	known := func(v string) facts.Text { return text.Known(v, s.At) }
	return text.Equal(text.Concat(known(accountPrefix), namespace, known(":"), s.Name), known(u.Name))
}

// namespaceOf returns the namespace of a service account that a binding names:
// in a RoleBinding that of the binding, if it says none. In a
// ClusterRoleBinding it is absent where a tool has to fill it in.
func (b *bound) namespaceOf(s *facts.Subject) facts.Text {
	if (s.Namespace.Absent() || s.Namespace.Is("")) && b.Object == "RoleBinding" {
		return b.Namespace
	}
	return s.Namespace
}

// distinct sorts names and drops those that are there twice.
func distinct(names []string) []string {
	out := slices.Clone(names)
	slices.Sort(out)
	return slices.Compact(out)
}
