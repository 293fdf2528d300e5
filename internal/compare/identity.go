package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// identities compares what identities may do. Policies that are attached out of
// sight are taken to be the same before and after.
func (c *comparison) identities() {
	for _, p := range pairs(c.old.Bundle.Identities, c.new.Bundle.Identities, func(i *facts.Identity) facts.Text { return i.ARN }) {
		c.out.Compared++
		if !p.new && !p.gone && identityForm(p.before, c.old) == identityForm(p.after, c.new) {
			c.out.Unchanged++
			continue
		}
		s := subject{kind: facts.KindIdentity}
		if !p.new {
			s.before, s.name = &p.before.Base, identityName(p.before)
		}
		if !p.gone {
			s.after, s.name = &p.after.Base, identityName(p.after)
		}
		c.identity(s, holder{p.before, c.old}, holder{p.after, c.new})
	}
}

// identityName says what kind of identity it is, and how it is called.
func identityName(id *facts.Identity) string {
	return strings.ReplaceAll(id.Type, "-", " ") + " " + called(id.Name, &id.Base)
}

// identityForm spells what decides about what an identity may do.
func identityForm(id *facts.Identity, g *link.Graph) string {
	var b strings.Builder
	for _, v := range []any{id.Attached, id.Boundary, id.AttachedOpen} {
		b.WriteString(canonical(v) + "\n")
	}
	for _, list := range [][]facts.ID{id.Statements, id.BoundaryStatements} {
		for _, s := range list {
			b.WriteString(spelled(g, s) + "\n")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// spelled is what a statement says.
func spelled(g *link.Graph, id facts.ID) string {
	if s, ok := g.Fact(id).(*facts.Statement); ok {
		return statementForm(s)
	}
	return ""
}

// statementForm spells a statement without what it is called and whose it is.
func statementForm(s *facts.Statement) string {
	c := *s
	c.OwnerName, c.Index, c.Sid, c.Position = facts.Text{}, 0, facts.Text{}, ""
	c.Faults = nil
	return canonical(&c)
}

// holder is an identity in its tree; the identity is nil where it is not there.
type holder struct {
	id *facts.Identity
	g  *link.Graph
}

// grants is what the policies of the identity say; those of nobody say nothing.
func (h holder) grants() *privilege.Grants {
	if h.id == nil {
		return privilege.Of(&facts.Identity{}, func(facts.ID) *facts.Statement { return nil })
	}
	return h.g.Grants(h.id)
}

// identity tells the gravest of what an identity gained, and of what it lost.
func (c *comparison) identity(s subject, before, after holder) {
	for _, side := range []struct {
		d         Direction
		from, to  holder
		admin     string
		path      string
		attached  string
		permitted string
	}{
		{Wider, before, after, "The %s becomes an administrator.", "The %s can now %s.", "%s is attached to the %s now.", "The %s may now call %s on %s."},
		{Narrower, after, before, "The %s is no longer an administrator.", "The %s can no longer %s.", "%s is no longer attached to the %s.", "The %s may no longer call %s on %s."},
	} {
		if side.to.id == nil {
			continue
		}
		at := func(place source.Span) subject {
			out := s
			if side.d == Wider {
				out.new = place
			} else {
				out.old = place
			}
			return out
		}
		from, to := side.from.grants(), side.to.grants()
		if a := to.Administers(); a.Truth == text.Yes && from.Administers().Truth != text.Yes {
			c.add(at(a.At).change(side.d, fmt.Sprintf(side.admin, s.name)))
			continue
		}
		if told := c.escalations(at, side.d, side.path, s.name, from, to); told {
			continue
		}
		for _, a := range newlyAttached(side.from.id, side.to.id) {
			switch {
			case from.Administers().Truth == text.Yes: // which has all that there is
			case ofAWS(a.Policy) && !denies(a.Policy):
				c.add(at(a.At).change(side.d, fmt.Sprintf(side.attached, shortPolicy(a.Policy), s.name)))
			case !ofAWS(a.Policy) && side.d == Wider && !side.to.holds(a.Policy):
				c.open(at(a.At), fmt.Sprintf("A policy is attached to the %s now whose contents are not known.", s.name), []string{a.Policy.String()})
			}
		}
		c.permissions(at, side.d, side.permitted, s, from, to)
	}
}

// escalations tells of paths by which an identity gives itself more than it has.
func (c *comparison) escalations(at func(source.Span) subject, d Direction, message, name string, from, to *privilege.Grants) bool {
	told := false
	for _, f := range []privilege.Family{privilege.IAM, privilege.EKS, privilege.PodIdentity} {
		e, t := to.Escalate(f)
		if t != text.Yes {
			continue
		}
		if _, before := from.Escalate(f); before != text.No {
			continue
		}
		var place source.Span
		if len(e.By) > 0 {
			place = e.By[0].At
		}
		change := at(place).change(d, fmt.Sprintf(message, name, e.Gain))
		w := &finding.Witness{Request: map[string]string{}, Explains: "the requests that it takes"}
		for i, step := range e.Steps {
			w.Request[fmt.Sprintf("step %d", i+1)] = step.Action
		}
		change.Witness = w
		c.add(change)
		told = true
	}
	return told
}

// newlyAttached lists the policies that one identity has and another has not.
func newlyAttached(before, after *facts.Identity) (out []facts.Attachment) {
	for _, a := range after.Attached {
		has := text.TruthOf(a.Form != "managed")
		if before != nil {
			for _, o := range before.Attached {
				if o.Form == "managed" {
					has = text.Or(has, text.Equal(o.Policy, a.Policy))
				}
			}
		}
		if has == text.No {
			out = append(out, a)
		}
	}
	return out
}

// ofAWS reports whether a policy is one that AWS keeps.
func ofAWS(arn facts.Text) bool { return strings.Contains(arn.String(), ":iam::aws:policy/") }

// holds reports whether the statements of an attached policy are among those of
// the identity. Statements are named after their policy.
func (h holder) holds(policy facts.Text) bool {
	name := shortPolicy(policy)
	return slices.ContainsFunc(h.id.Statements, func(id facts.ID) bool {
		s, ok := h.g.Fact(id).(*facts.Statement)
		return ok && (s.OwnerName.String() == name || strings.Contains(s.Address, "/"+policy.String()+".statement["))
	})
}

// denies reports whether a policy of AWS only takes away.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSDenyAll.html
func denies(policy facts.Text) bool {
	name := shortPolicy(policy)
	return strings.HasPrefix(name, "AWSDeny") || strings.HasPrefix(name, "AWSCompromisedKeyQuarantine")
}

func shortPolicy(arn facts.Text) string {
	s := arn.String()
	return s[strings.LastIndexByte(s, '/')+1:]
}

// permissions tells of a request that an identity's policies allow newly.
func (c *comparison) permissions(at func(source.Span) subject, d Direction, message string, s subject, from, to *privilege.Grants) {
	e, t := privilege.Wider(from, to)
	switch {
	case t == text.Yes:
		change := at(e.At).change(d, fmt.Sprintf(message, s.name, e.Action, e.Resource))
		change.Witness = witnessOf(e, d)
		c.add(change)
	case t == text.Unknown && d == Wider:
		c.open(at(e.At), fmt.Sprintf("What the %s may do has changed, and whether it is more than before is not known.", s.name), e.Symbols)
	}
}

// documents compares policies that no identity is seen to hold; what a policy
// gives to its holders is told of these.
func (c *comparison) documents() {
	old, new := loose(c.old), loose(c.new)
	for _, p := range pairs(old, new, func(*document) facts.Text { return facts.Text{} }) {
		c.out.Compared++
		if !p.new && !p.gone && canonicalDocument(p.before) == canonicalDocument(p.after) {
			c.out.Unchanged++
			continue
		}
		s := subject{kind: facts.KindStatement}
		before, after := privilege.OfStatements(nil), privilege.OfStatements(nil)
		if !p.new {
			s.before, s.name, before = &p.before.Base, p.before.name(), privilege.OfStatements(p.before.list)
		}
		if !p.gone {
			s.after, s.name, after = &p.after.Base, p.after.name(), privilege.OfStatements(p.after.list)
		}
		placed := func(d Direction) func(source.Span) subject {
			return func(place source.Span) subject {
				out := s
				if d == Wider {
					out.new = place
				} else {
					out.old = place
				}
				return out
			}
		}
		c.permissions(placed(Wider), Wider, "The %s allows %s on %s now.", s, before, after)
		c.permissions(placed(Narrower), Narrower, "The %s no longer allows %s on %s.", s, after, before)
	}
}

// document is the statements of one policy.
type document struct {
	facts.Base
	list []*facts.Statement
}

// FactKind returns KindStatement.
func (*document) FactKind() facts.Kind { return facts.KindStatement }

func (d *document) name() string { return "policy " + called(d.list[0].OwnerName, &d.Base) }

func canonicalDocument(d *document) string {
	var b strings.Builder
	for _, s := range d.list {
		b.WriteString(statementForm(s) + "\n")
	}
	return b.String()
}

// loose lists the policies of a tree that no identity is seen to hold, trust
// policies aside. Statements are named after their policy.
func loose(g *link.Graph) (out []*document) {
	byKey := map[string]*document{}
	for _, s := range g.Bundle.Statements {
		if s.Position == "trust" || s.HasPrincipal.Present && s.HasPrincipal.Truth != text.No || len(g.Holders(s.ID)) > 0 {
			continue
		}
		address, _, _ := strings.Cut(s.Address, ".statement[")
		k := key(s.Unit, address)
		d := byKey[k]
		if d == nil {
			d = &document{Base: s.Base}
			d.Address = address
			byKey[k] = d
			out = append(out, d)
		}
		d.list = append(d.list, s)
	}
	return out
}

func witnessOf(e privilege.Excess, d Direction) *finding.Witness {
	explains := "allowed now, and not before"
	if d == Narrower {
		explains = "allowed before, and no longer"
	}
	return &finding.Witness{Request: map[string]string{"action": e.Action, "resource": e.Resource}, Explains: explains}
}
