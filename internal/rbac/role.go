package rbac

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// role is a role with all rules that it has, those that aggregation fills in
// included.
type role struct {
	grant *facts.Grant
	rules []ruleOf
	// open says that there may be more rules.
	open bool
	why  []string
}

// ruleOf is a rule with the role that it is written in.
type ruleOf struct {
	from  *facts.Grant
	index int
	// has says whether the role certainly has it.
	has text.Truth
}

func (p *Policy) role(gr *facts.Grant, x *roleIndex) *role {
	if r := p.roles[gr]; r != nil {
		return r
	}
	r := &role{grant: gr}
	p.roles[gr] = r
	aggregated := text.No
	if gr.Aggregated.Present && gr.Object == "ClusterRole" {
		aggregated = gr.Aggregated.Truth
	}
	if aggregated == text.No {
		r.own(gr, text.Yes)
		return r
	}
	if aggregated == text.Unknown {
		r.why = append(r.why, "whether "+gr.Address+" is aggregated")
	}
	r.aggregate(p, x, aggregated)
	return r
}

// own adds the rules that are written in a role.
func (r *role) own(from *facts.Grant, has text.Truth) {
	for i := range from.Rules {
		r.rules = append(r.rules, ruleOf{from, i, has})
	}
	if from.RulesOpen && has != text.No {
		r.open = true
		r.why = append(r.why, "more rules of "+from.Address)
	}
}

// aggregate adds the rules of the roles that a role selects, and of those that
// these select. The control plane writes them over the role's own, which count
// only as what it may have found there: in an export of a cluster they are what
// it wrote.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
func (r *role) aggregate(p *Policy, x *roleIndex, aggregated text.Truth) {
	gr := r.grant
	complete := p.complete(gr.At)
	reached, order, circle := x.reach(gr, aggregated)
	found := false
	for _, from := range order[1:] {
		found = found || reached[from] == aggregated
		switch {
		case !from.Aggregated.Present || from.Aggregated.Truth == text.No:
			r.own(from, reached[from])
		case from.Aggregated.Truth == text.Unknown || !complete || x.circular(from):
			r.own(from, text.And(reached[from], text.Unknown))
		}
		r.unlisted(from)
	}
	if aggregated == text.Unknown || circle || !complete {
		r.own(gr, text.Unknown)
	}
	r.unlisted(gr)
	if !found && len(gr.Aggregates) > 0 && !complete {
		r.open = true
		r.why = append(r.why, "the roles that "+gr.Address+" aggregates")
	}
}

// reach lists the roles that are filled into a role, by others or directly,
// with the role itself first. A circle leads back to it.
func (x *roleIndex) reach(gr *facts.Grant, aggregated text.Truth) (reached map[*facts.Grant]text.Truth, order []*facts.Grant, circle bool) {
	reached = map[*facts.Grant]text.Truth{gr: aggregated}
	order = []*facts.Grant{gr}
	for queue := order; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		for _, to := range x.grants {
			truth := text.And(reached[from], fills(from, to, x))
			was, seen := reached[to]
			switch {
			case truth == text.No:
				continue
			case to == gr:
				circle = true
				continue
			case !seen:
				order = append(order, to)
			case was == text.Yes || truth == text.Unknown:
				continue
			}
			reached[to] = truth
			if to.Aggregated.Present && to.Aggregated.Truth != text.No {
				queue = append(queue, to)
			}
		}
	}
	return reached, order, circle
}

func (x *roleIndex) circular(gr *facts.Grant) bool {
	_, _, circle := x.reach(gr, text.Yes)
	return circle
}

// unlisted notes that a role may select more than is listed.
func (r *role) unlisted(gr *facts.Grant) {
	if gr.Aggregated.Present && gr.Aggregated.Truth != text.No && gr.AggregatesOpen {
		r.open = true
		r.why = append(r.why, "the roles that "+gr.Address+" aggregates")
	}
}

// fills decides whether the control plane fills the rules of one role into
// another. Where several roles have the name, which one there is is not known.
func fills(into, from *facts.Grant, x *roleIndex) text.Truth {
	if from == into || from.Object != "ClusterRole" {
		return text.No
	}
	same := text.Equal(into.Name, from.Name)
	if same == text.Yes {
		return text.No // another role of the name, or another cluster's
	}
	out := text.No
	for i := range into.Aggregates {
		out = text.Or(out, selects(&into.Aggregates[i], from))
	}
	if out == text.Yes && (same == text.Unknown || x.ambiguous(from) || !existsWith(&from.Base, &into.Base)) {
		return text.Unknown
	}
	return out
}

// ambiguous reports whether another ClusterRole has the same name.
func (x *roleIndex) ambiguous(gr *facts.Grant) bool {
	name, ok := gr.Name.Value()
	if !ok {
		return false
	}
	for _, other := range x.known[name] {
		if other != gr && other.Object == gr.Object {
			return true
		}
	}
	return false
}

// selects decides whether a selector matches a role.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
func selects(s *facts.Selector, gr *facts.Grant) text.Truth {
	out := text.Yes
	for _, l := range s.Labels {
		out = text.And(out, labelled(gr, l.Key, func(v facts.Text) text.Truth { return text.Equal(v, l.Value) }))
	}
	for i := range s.Requirements {
		one := meets(&s.Requirements[i], gr)
		if s.Requirements[i].Maybe {
			one = text.Or(one, text.Unknown)
		}
		out = text.And(out, one)
	}
	if s.Open {
		out = text.And(out, text.Unknown)
	}
	return out
}

// meets decides about one requirement; one that the API server refuses is
// unknown, since there is no such role.
func meets(q *facts.Requirement, gr *facts.Grant) text.Truth {
	operator, _ := q.Operator.Value()
	values := len(q.Values.Items) > 0 || !q.Values.Closed
	in := func(v facts.Text) text.Truth {
		return some(q.Values, func(t facts.Text) text.Truth { return text.Equal(t, v) })
	}
	switch {
	case operator == "In" && values:
		return labelled(gr, q.Key, in)
	case operator == "NotIn" && values:
		return labelled(gr, q.Key, in).Not()
	case operator == "Exists" && !values:
		return labelled(gr, q.Key, func(facts.Text) text.Truth { return text.Yes })
	case operator == "DoesNotExist" && !values:
		return labelled(gr, q.Key, func(facts.Text) text.Truth { return text.Yes }).Not()
	}
	return text.Unknown
}

// labelled decides whether a role has a label whose value has the property.
func labelled(gr *facts.Grant, key facts.Text, value func(facts.Text) text.Truth) text.Truth {
	out := text.No
	for _, l := range gr.Labels {
		out = text.Or(out, text.And(text.Equal(l.Key, key), value(l.Value)))
	}
	if gr.LabelsOpen {
		out = text.Or(out, text.Unknown)
	}
	return out
}

// Aggregates decides whether the control plane fills the rules of one role into
// another.
func Aggregates(into, from *facts.Grant) text.Truth {
	if !into.Aggregated.Present || into.Object != "ClusterRole" {
		return text.No
	}
	out := fills(into, from, newRoleIndex(nil))
	if into.AggregatesOpen {
		out = text.Or(out, text.Unknown)
	}
	return text.And(out, into.Aggregated.Truth)
}
