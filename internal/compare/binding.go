package compare

import (
	"fmt"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
)

// bindings compares who is bound to which role. All bindings of the other tree
// are looked at, so that one under another name, or split in two, is no change.
func (c *comparison) bindings() {
	paired := pairs(c.old.Bundle.Bindings, c.new.Bundle.Bindings, func(*facts.Binding) facts.Text { return facts.Text{} })
	for _, p := range paired {
		c.out.Compared++
		if !p.new && !p.gone && canonical(p.before) == canonical(p.after) {
			c.out.Unchanged++
			continue
		}
		s := subject{kind: facts.KindBinding}
		if !p.new {
			s.before, s.name = &p.before.Base, bindingName(p.before)
		}
		if !p.gone {
			s.after, s.name = &p.after.Base, bindingName(p.after)
		}
		c.existence(s, s.name)
		if !p.gone {
			c.bound(s, Wider, p.after, p.before, c.old, c.new, "%s is bound to %s now.")
		}
		if !p.new {
			c.bound(s, Narrower, p.before, p.after, c.new, c.old, "%s is no longer bound to %s.")
		}
	}
}

func bindingName(b *facts.Binding) string { return b.Object + " " + qualified(b.Namespace, b.Name) }

// bound tells of the subjects of a binding whom no binding of the other tree
// binds to its role, or to one that allows as much.
func (c *comparison) bound(s subject, d Direction, b, counterpart *facts.Binding, other, own *link.Graph, message string) {
	var who []facts.Subject
	open := false
	for _, sub := range b.Subjects {
		covered := text.No
		for _, o := range other.Bundle.Bindings {
			covered = text.Or(covered, text.And(holdsSubject(o, sub), reachesAsFar(o, b, other, own)))
		}
		if covered == text.No && sub.Maybe {
			covered = text.Unknown
		}
		switch covered {
		case text.No:
			who = append(who, sub)
		case text.Unknown:
			open = true
		}
	}
	if len(who) > 0 {
		at := s
		if d == Wider {
			at.new = who[0].At
		} else {
			at.old = who[0].At
		}
		c.add(at.change(d, fmt.Sprintf(message, people(who, b), roleOf(b))))
	}
	if d == Wider && (open || b.SubjectsOpen && (counterpart == nil || !counterpart.SubjectsOpen)) {
		c.open(s, fmt.Sprintf("%s has changed, and whether it binds others than before to %s is not known.", s.name, roleOf(b)), orOthers(b, s.name))
	}
}

func orOthers(b *facts.Binding, name string) []string {
	texts := []facts.Text{b.RoleName, b.Namespace}
	for _, s := range b.Subjects {
		texts = append(texts, s.Name, s.Namespace)
	}
	if out := symbolsIn(texts...); len(out) > 0 {
		return out
	}
	return []string{"further subjects of " + name}
}

// holdsSubject decides whether a binding names a subject.
func holdsSubject(b *facts.Binding, s facts.Subject) text.Truth {
	out := text.No
	for _, o := range b.Subjects {
		t := text.And(same(o.Kind, s.Kind), same(o.Name, s.Name), same(o.Namespace, s.Namespace))
		if o.Maybe && !s.Maybe && t == text.Yes {
			t = text.Unknown
		}
		out = text.Or(out, t)
	}
	if b.SubjectsOpen {
		out = text.Or(out, text.Unknown)
	}
	return out
}

// reachesAsFar decides whether a binding o of the other tree grants as much, and
// in as much of the cluster, as b does.
func reachesAsFar(o, b *facts.Binding, other, own *link.Graph) text.Truth {
	scope := text.Yes
	if o.Object != "ClusterRoleBinding" {
		if b.Object == "ClusterRoleBinding" {
			return text.No
		}
		scope = same(o.Namespace, b.Namespace)
	}
	role := text.And(same(o.RoleKind, b.RoleKind), same(o.RoleName, b.RoleName))
	if role == text.No && allowsAsMuch(o, b, other, own) {
		role = text.Yes
	}
	out := text.And(scope, role)
	if o.Maybe && !b.Maybe {
		out = text.And(out, text.Unknown)
	}
	return out
}

// userFacing are the roles of every cluster, each of which allows what those
// before it do.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
var userFacing = []string{"view", "edit", "admin", "cluster-admin"}

// allowsAsMuch reports whether the role of one binding is known to allow all that
// another one's does.
func allowsAsMuch(o, b *facts.Binding, other, own *link.Graph) bool {
	if o.RoleKind.Is("ClusterRole") {
		wide, _ := o.RoleName.Value()
		narrow, _ := b.RoleName.Value()
		i, j := slices.Index(userFacing, wide), slices.Index(userFacing, narrow)
		if i == len(userFacing)-1 || i >= 0 && j >= 0 && b.RoleKind.Is("ClusterRole") && i >= j {
			return true
		}
	}
	wide, narrow := granted(o, other), granted(b, own)
	if wide == nil || narrow == nil || aggregated(wide) || aggregated(narrow) {
		return false
	}
	d := allowed(narrow).less(allowed(wide))
	return len(d.sure) == 0 && len(d.unsure) == 0 && !d.open && !allowed(narrow).open
}

// granted is the one role that a binding certainly grants.
func granted(b *facts.Binding, g *link.Graph) *facts.Grant {
	if len(b.Role.Candidates) != 1 || !b.Role.Candidates[0].Sure {
		return nil
	}
	gr, _ := g.Fact(b.Role.Candidates[0].ID).(*facts.Grant)
	return gr
}

func roleOf(b *facts.Binding) string {
	out := b.RoleKind.String() + " " + b.RoleName.String()
	if b.Object == "RoleBinding" && !b.Namespace.Absent() {
		out += " in the namespace " + b.Namespace.String()
	}
	return out
}

// people names a few subjects.
func people(list []facts.Subject, b *facts.Binding) string {
	var out []string
	for _, s := range list {
		name := s.Name
		if s.Kind.Is("ServiceAccount") && !s.Namespace.Absent() {
			out = append(out, s.Kind.String()+" "+qualified(s.Namespace, name))
		} else {
			out = append(out, s.Kind.String()+" "+name.String())
		}
	}
	return few(out)
}
