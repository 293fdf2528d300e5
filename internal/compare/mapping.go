package compare

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// admission is one thing that a mapping gives to a cloud principal in a cluster.
type admission struct {
	principal, cluster facts.Text
	// form is user, group or policy.
	form string
	what facts.Text
	// scope and namespace say where an access policy holds.
	scope, namespace facts.Text
	maybe            bool
}

// admissions lists what a mapping gives.
func admissions(m *facts.Mapping) []admission {
	base := admission{principal: m.Principal, cluster: m.Cluster}
	user := base
	user.form, user.what = "user", m.Username
	out := []admission{user}
	for _, g := range m.Groups.Items {
		group := base
		group.form, group.what = "group", g
		out = append(out, group)
	}
	for _, p := range m.Policies {
		policy := base
		policy.form, policy.what, policy.scope = "policy", p.Policy, p.Scope
		if len(p.Namespaces.Items) == 0 {
			out = append(out, policy)
		}
		for _, n := range p.Namespaces.Items {
			policy.namespace = n
			out = append(out, policy)
		}
	}
	return out
}

// covers decides whether an admission gives what another one does.
func (a admission) covers(b admission) text.Truth {
	if a.form != b.form {
		return text.No
	}
	out := text.And(same(a.principal, b.principal), same(a.what, b.what), sameCluster(a.cluster, b.cluster))
	if a.form != "policy" || a.scope.Is("cluster") {
		return out
	}
	return text.And(out, same(a.scope, b.scope), same(a.namespace, b.namespace))
}

// sameCluster compares clusters; a mapping in a manifest does not say which it is
// in, and is taken to be in the same one.
func sameCluster(a, b facts.Text) text.Truth {
	if a.Absent() || b.Absent() {
		return text.Yes
	}
	return text.Equal(a, b)
}

// String says the admission, to complete "may now" or "is no longer".
func (a admission) String() string {
	switch a.form {
	case "user":
		if a.what.Absent() {
			return "a user of the cluster"
		}
		return "the user " + a.what.String()
	case "group":
		return "in the group " + a.what.String()
	}
	name := a.what.String()
	name = name[strings.LastIndexByte(name, '/')+1:]
	if a.scope.Is("cluster") {
		return "given " + name + " in the whole cluster"
	}
	if !a.namespace.Absent() {
		return "given " + name + " in the namespace " + a.namespace.String()
	}
	return "given " + name
}

// mappings compares which cloud principals enter a cluster, and as whom. All
// mappings of the other tree are looked at: an entry that became an access entry
// of the same groups is no change.
func (c *comparison) mappings() {
	all := func(list []*facts.Mapping) (out []admission) {
		for _, m := range list {
			for _, a := range admissions(m) {
				a.maybe = m.Maybe
				out = append(out, a)
			}
		}
		return out
	}
	old, new := all(c.old.Bundle.Mappings), all(c.new.Bundle.Mappings)
	for _, p := range pairs(c.old.Bundle.Mappings, c.new.Bundle.Mappings, func(m *facts.Mapping) facts.Text { return m.Principal }) {
		c.out.Compared++
		if !p.new && !p.gone && canonical(p.before) == canonical(p.after) {
			c.out.Unchanged++
			continue
		}
		s := subject{kind: facts.KindMapping}
		if !p.new {
			s.before, s.name = &p.before.Base, p.before.Principal.String()
		}
		if !p.gone {
			s.after, s.name = &p.after.Base, p.after.Principal.String()
		}
		c.existence(s, "The mapping of "+s.name)
		if !p.gone {
			c.mapped(s, Wider, p.after, old)
			if !p.after.Groups.Closed && (p.new || p.before.Groups.Closed) {
				c.open(s, fmt.Sprintf("Which groups %s is in has changed, and is not known.", s.name), symbolsIn(p.after.Groups.Items...))
			}
		}
		if !p.new {
			c.mapped(s, Narrower, p.before, new)
		}
	}
}

// mapped tells what a mapping gives that none of the others does.
func (c *comparison) mapped(s subject, d Direction, m *facts.Mapping, others []admission) {
	var sure []string
	var symbols []string
	open := false
	for _, a := range admissions(m) {
		covered := text.No
		for _, o := range others {
			t := o.covers(a)
			if o.maybe && !m.Maybe {
				t = text.And(t, text.Unknown)
			}
			covered = text.Or(covered, t)
		}
		switch covered {
		case text.No:
			sure = append(sure, a.String())
		case text.Unknown:
			open = true
			symbols = append(symbols, symbolsIn(a.principal, a.what, a.cluster, a.namespace)...)
		}
	}
	if len(sure) > 0 {
		message := "%s is now %s."
		if d == Narrower {
			message = "%s is no longer %s."
		}
		at := s
		if d == Wider {
			at.new = m.Principal.At
		} else {
			at.old = m.Principal.At
		}
		c.add(at.change(d, fmt.Sprintf(message, m.Principal, few(sure))))
	}
	if open && d == Wider {
		c.open(s, fmt.Sprintf("The mapping of %s has changed, and whether it gives more than before is not known.", m.Principal), symbols)
	}
}

// few joins some words and counts the rest.
func few(words []string) string {
	if n := len(words) - maxListed; n > 0 {
		return strings.Join(words[:maxListed], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(words, ", ")
}

// associations compares which roles pods are given through EKS Pod Identity.
func (c *comparison) associations() {
	for _, p := range pairs(c.old.Bundle.Associations, c.new.Bundle.Associations, func(*facts.Association) facts.Text { return facts.Text{} }) {
		c.out.Compared++
		if !p.new && !p.gone && canonical(p.before) == canonical(p.after) {
			c.out.Unchanged++
			continue
		}
		s := subject{kind: facts.KindAssociation}
		if !p.new {
			s.before, s.name = &p.before.Base, qualified(p.before.Namespace, p.before.ServiceAccount)
		}
		if !p.gone {
			s.after, s.name = &p.after.Base, qualified(p.after.Namespace, p.after.ServiceAccount)
		}
		c.existence(s, "The association of "+s.name)
		if !p.gone {
			c.associated(s, Wider, p.after, c.old.Bundle.Associations, "Pods of %s become %s now.")
		}
		if !p.new {
			c.associated(s, Narrower, p.before, c.new.Bundle.Associations, "Pods of %s no longer become %s.")
		}
	}
}

func (c *comparison) associated(s subject, d Direction, a *facts.Association, others []*facts.Association, message string) {
	covered := text.No
	for _, o := range others {
		t := text.And(
			same(o.Namespace, a.Namespace), same(o.ServiceAccount, a.ServiceAccount), sameCluster(o.Cluster, a.Cluster),
			same(o.Role, a.Role), same(o.TargetRole, a.TargetRole),
		)
		if o.Maybe && !a.Maybe {
			t = text.And(t, text.Unknown)
		}
		covered = text.Or(covered, t)
	}
	role := a.Role
	if !a.TargetRole.Absent() {
		role = a.TargetRole
	}
	switch {
	case covered == text.No:
		c.add(s.change(d, fmt.Sprintf(message, qualified(a.Namespace, a.ServiceAccount), role)))
	case covered == text.Unknown && d == Wider:
		c.open(s, fmt.Sprintf("The association of %s has changed, and whether its pods become another role is not known.", s.name),
			symbolsIn(a.Namespace, a.ServiceAccount, a.Cluster, a.Role, a.TargetRole))
	}
}
