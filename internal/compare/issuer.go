package compare

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// issuers compares whose tokens are taken at all.
func (c *comparison) issuers() {
	for _, p := range pairs(c.old.Bundle.Issuers, c.new.Bundle.Issuers, func(i *facts.Issuer) facts.Text { return i.ARN }) {
		f := p.after
		if p.gone {
			f = p.before
		}
		if f.Type == "cluster" {
			continue // whose tokens it signs is no question of trust
		}
		c.out.Compared++
		s := subject{kind: facts.KindIssuer, name: issuerName(f)}
		switch {
		case p.new:
			s.after = &p.after.Base
			c.add(s.change(Wider, fmt.Sprintf("Tokens of %s can be trusted now: its identity provider is new.", s.name)))
		case p.gone:
			s.before = &p.before.Base
			c.add(s.change(Narrower, fmt.Sprintf("Tokens of %s are trusted no longer: its identity provider is gone.", s.name)))
		case canonical(p.before) == canonical(p.after):
			c.out.Unchanged++
		default:
			s.before, s.after = &p.before.Base, &p.after.Base
			c.existence(s, "The identity provider "+s.name)
			c.issuer(s, p.before, p.after)
		}
	}
}

func issuerName(i *facts.Issuer) string {
	if i.Cloud == "gcp" || i.URL.Absent() {
		return called(i.Name, &i.Base)
	}
	return called(i.URL, &i.Base)
}

// issuer compares a provider's URL, audiences, and what a pool asks and maps.
func (c *comparison) issuer(s subject, before, after *facts.Issuer) {
	switch same(before.URL, after.URL) {
	case text.No:
		s := s
		s.old, s.new = before.URL.At, after.URL.At
		c.add(s.change(Wider, fmt.Sprintf("The identity provider takes the tokens of %s now, instead of those of %s.", after.URL, before.URL)))
		c.add(s.change(Narrower, fmt.Sprintf("The identity provider no longer takes the tokens of %s.", before.URL)))
	case text.Unknown:
		c.open(s, fmt.Sprintf("The URL of the identity provider %s has changed.", s.name), symbolsIn(before.URL, after.URL))
	}
	c.audiences(s, before, after)
	at := s
	at.old, at.new = before.Condition.At, after.Condition.At
	if same(before.Condition, after.Condition) != text.Yes {
		wider, narrower := moreByCEL(before.Condition, after.Condition), moreByCEL(after.Condition, before.Condition)
		switch {
		case wider == text.Yes:
			c.add(at.change(Wider, fmt.Sprintf("%s takes tokens that its attribute condition kept out before.", s.name)))
		case narrower == text.Yes:
			c.add(at.change(Narrower, fmt.Sprintf("The attribute condition of %s keeps out tokens that it let in before.", s.name)))
		default:
			c.open(at, fmt.Sprintf("The attribute condition of %s has changed, and whether it lets in more than before is not known.", s.name), symbolsIn(before.Condition, after.Condition))
		}
	}
	if canonical(before.Mapping) != canonical(after.Mapping) {
		at.old, at.new = before.Mapping.At, after.Mapping.At
		c.open(at, fmt.Sprintf("%s maps claims to other attributes than before, by which others may be let in.", s.name), symbolsIn(after.Mapping.Items...))
	}
}

// audiences compares for whom tokens may be made. Without a list a pool takes
// its own name alone, and AWS's provider nothing.
// https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers
func (c *comparison) audiences(s subject, before, after *facts.Issuer) {
	for _, side := range []struct {
		from, to facts.List
		d        Direction
		message  string
	}{
		{before.Audiences, after.Audiences, Wider, "%s takes tokens for the audience %s now."},
		{after.Audiences, before.Audiences, Narrower, "%s no longer takes tokens for the audience %s."},
	} {
		for _, a := range side.to.Items {
			switch within(a, side.from) {
			case text.No:
				at := s
				if side.d == Wider {
					at.new = a.At
				} else {
					at.old = a.At
				}
				c.add(at.change(side.d, fmt.Sprintf(side.message, s.name, a)))
			case text.Unknown:
				if side.d == Wider {
					c.open(s, fmt.Sprintf("%s may take tokens for another audience than before: %s.", s.name, a), symbolsIn(a))
				}
			}
		}
	}
}

// within decides whether a text is in a list.
func within(t facts.Text, l facts.List) text.Truth {
	out := text.No
	for _, item := range l.Items {
		out = text.Or(out, text.Equal(item, t))
	}
	if !l.Closed {
		out = text.Or(out, text.Unknown)
	}
	return out
}
