package compare

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// trusts compares who is let in.
func (c *comparison) trusts() {
	for _, p := range pairs(c.old.Bundle.Trusts, c.new.Bundle.Trusts, c.identityOf) {
		c.out.Compared++
		if !p.new && !p.gone && canonical(p.before) == canonical(p.after) {
			c.out.Unchanged++
			continue
		}
		s := trustSubject(p)
		c.existence(s, "The "+s.name)
		ask := c.awsTrust
		if !p.new && p.before != nil && p.before.Cloud != "aws" || p.after != nil && p.after.Cloud != "aws" {
			ask = federation
		}
		wider := ask(p.before, p.after, c.knowledge(p.after, c.new, p.before, c.old))
		narrower := ask(p.after, p.before, c.knowledge(p.before, c.old, p.after, c.new))
		c.tellTrust(s, wider, narrower)
	}
}

// identityOf is by what the identity of a trust document goes: its ARN or else
// its name.
func (c *comparison) identityOf(t *facts.Trust) facts.Text {
	for _, g := range []*link.Graph{c.new, c.old} {
		if len(t.Identity.Candidates) != 1 {
			continue
		}
		if id, ok := g.Fact(t.Identity.Candidates[0].ID).(*facts.Identity); ok && id.ARN.IsKnown() {
			return id.ARN
		}
	}
	return t.Name
}

func trustSubject(p pair[*facts.Trust]) subject {
	s := subject{kind: facts.KindTrust}
	if !p.new {
		s.before, s.name = &p.before.Base, guarded(p.before)
	}
	if !p.gone {
		s.after, s.name = &p.after.Base, guarded(p.after)
	}
	return s
}

// guarded says what a trust document guards.
func guarded(t *facts.Trust) string {
	kind := map[string]string{"aws": "role", "azure": "identity", "gcp": "service account"}[t.Cloud]
	return strings.TrimSpace(kind + " " + called(t.Name, &t.Base))
}

// knowledge is what is known of the issuers that two documents name: what the
// first graph says, or else the other. Both documents have to be read with the
// same, so that the answer is about them alone; providers are compared apart.
func (c *comparison) knowledge(t *facts.Trust, g *link.Graph, other *facts.Trust, og *link.Graph) iam.Env {
	known := map[string]*facts.Issuer{}
	for _, side := range []struct {
		t *facts.Trust
		g *link.Graph
	}{{other, og}, {t, g}} {
		if side.t == nil {
			continue
		}
		for i := range side.t.Ways {
			if is := side.g.Provider(&side.t.Ways[i]); is != nil {
				known[canonical(side.t.Ways[i].Principal)] = is
			}
		}
	}
	return iam.Env{Issuer: func(w *facts.Way) *facts.Issuer { return known[canonical(w.Principal)] }}
}

// answer says whether one document lets in more than another.
type answer struct {
	truth   text.Truth
	witness *finding.Witness
	// at is the place that lets in more, was the one that let in less: zero where
	// there is none.
	at, was source.Span
	symbols []string
}

// awsTrust decides whether the trust policy after lets in somebody whom that of
// before does not; either may be absent, and then lets in nobody.
func (c *comparison) awsTrust(before, after *facts.Trust, env iam.Env) answer {
	nobody := &facts.Trust{Reading: iam.ReadingAll}
	if before == nil {
		before = nobody
	}
	if after == nil {
		after = nobody
	}
	v := iam.Wider(iam.Compile(before, env), iam.Compile(after, env))
	out := answer{truth: v.Truth, symbols: names(v.Symbols)}
	if v.Truth != text.Yes {
		return out
	}
	if len(v.Because) > 0 {
		out.at = v.Because[0]
	}
	w := *v.Witness
	out.witness = &w
	for i := range after.Ways {
		way := &after.Ways[i]
		if way.At != out.at {
			continue
		}
		out.was = placeOf(before, way.Principal)
	}
	return out
}

// placeOf is where a document names a principal.
func placeOf(t *facts.Trust, principal facts.Text) source.Span {
	for i := range t.Ways {
		if text.Equal(t.Ways[i].Principal, principal) == text.Yes {
			return t.Ways[i].At
		}
	}
	return source.Span{}
}

// tellTrust tells what became of a trust document.
func (c *comparison) tellTrust(s subject, wider, narrower answer) {
	if wider.truth == text.Yes {
		s := s
		s.new, s.old = wider.at, wider.was
		message := fmt.Sprintf("The %s lets in %s that it did not let in before.", s.name, whom(wider.witness))
		if s.before == nil {
			message = fmt.Sprintf("The %s is new, and lets in %s.", s.name, whom(wider.witness))
		}
		c.proved(s, Wider, message, wider.witness, "let in now, and not before")
	}
	if narrower.truth == text.Yes {
		s := s
		s.old, s.new = narrower.at, narrower.was
		message := fmt.Sprintf("The %s no longer lets in %s.", s.name, whom(narrower.witness))
		if s.after == nil {
			message = fmt.Sprintf("The %s is gone, and let in %s.", s.name, whom(narrower.witness))
		}
		c.proved(s, Narrower, message, narrower.witness, "let in before, and no longer")
	}
	switch {
	case wider.truth == text.Unknown && s.before == nil:
		c.open(s, fmt.Sprintf("The %s is new, and whom it lets in is not known.", s.name), wider.symbols)
	case narrower.truth == text.Unknown && s.after == nil:
		c.open(s, fmt.Sprintf("The %s is gone, and whom it let in is not known.", s.name), narrower.symbols)
	case wider.truth == text.Unknown:
		c.open(s, fmt.Sprintf("Who is let in by the %s has changed, and whether it is more than before is not known.", s.name), wider.symbols)
	case narrower.truth == text.Unknown && wider.truth == text.No:
		c.open(s, fmt.Sprintf("The %s lets in nobody new; whether somebody is let in no longer is not known.", s.name), narrower.symbols)
	}
}

func (c *comparison) proved(s subject, d Direction, message string, w *finding.Witness, explains string) {
	change := s.change(d, message)
	if w != nil {
		w.Explains = explains
		change.Witness = w
	}
	c.add(change)
}

// open tells of a change that is not decided.
func (c *comparison) open(s subject, message string, symbols []string) {
	change := s.change(Undecided, message)
	change.Symbols = unique(symbols)
	c.add(change)
}

// whom says what kind of witness there is.
func whom(w *finding.Witness) string {
	if w != nil && len(w.Claims) > 0 {
		return "a token"
	}
	return "a principal"
}

// existence tells where it depends on something else now, or no longer does,
// whether there is such a thing at all.
func (c *comparison) existence(s subject, what string) {
	if s.before == nil || s.after == nil || s.before.Maybe == s.after.Maybe {
		return
	}
	if s.after.Maybe {
		c.open(s, fmt.Sprintf("%s exists only under a condition now, and existed in any case before.", what), s.after.DependsOn)
		return
	}
	c.open(s, fmt.Sprintf("%s exists in any case now, and existed only under a condition before.", what), s.before.DependsOn)
}
