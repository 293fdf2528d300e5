package analyzers

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
)

// replaced leaves of two accounts of one thing the better one: of a resource
// that a configuration and a plan describe, the plan's, in which variables have
// their values, unless the plan does not know what the configuration says, or
// only the configuration is to be reported on. What else the configuration says
// is kept: it may be planned for another time.
func replaced(b *facts.Bundle, general, special string) *facts.Bundle {
	r := &replacement{general: general, special: special, known: map[string]*accounts{}}
	if !r.any(b) || !r.collect(b) {
		return b
	}
	out := &facts.Bundle{}
	ids := map[facts.ID]facts.ID{}
	var kept []facts.Fact
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			if to, gone := r.drops(f); gone {
				ids[f.FactBase().ID] = to
				continue
			}
			kept = append(kept, f)
		}
	}
	for _, f := range kept {
		facts.Rename(f, f.FactBase().ID, ids)
		out.Add(f)
	}
	return out
}

// replacement knows what two analyzers say of the same addresses.
type replacement struct {
	general, special string
	known            map[string]*accounts
}

// accounts are the facts of one address, by kind.
type accounts struct{ general, special side }

type side struct {
	facts             map[facts.Kind]facts.Fact
	reported, unknown bool
}

func (s *side) add(f facts.Fact) {
	if s.facts == nil {
		s.facts = map[facts.Kind]facts.Fact{}
	}
	s.facts[f.FactKind()] = f
	s.reported = s.reported || !f.FactBase().Context
	if t, ok := f.(*facts.Trust); ok {
		s.unknown = s.unknown || vague(t)
	}
}

// vague reports whether a trust policy leaves open whom it trusts, or by which
// claim. A name of which only a part is not known says enough.
func vague(t *facts.Trust) bool {
	nothing := func(x facts.Text) bool {
		p := x.Parts()
		return len(p) == 1 && p[0].Sym != nil
	}
	if t.Reading != "all" {
		return true
	}
	for _, s := range t.Statements {
		if s.PrincipalsOpen || s.ConditionsOpen {
			return true
		}
		for _, p := range s.Principals {
			if nothing(p.Value) {
				return true
			}
		}
		for _, c := range s.Conditions {
			if nothing(c.Key) {
				return true
			}
		}
	}
	return false
}

// any reports whether there are facts of the special kind at all.
func (r *replacement) any(b *facts.Bundle) bool {
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			if f.FactBase().Source == r.special && alike(f) {
				return true
			}
		}
	}
	return false
}

// collect reports whether there is anything that both describe.
func (r *replacement) collect(b *facts.Bundle) bool {
	both := false
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			base := f.FactBase()
			if !alike(f) || base.Source != r.general && base.Source != r.special {
				continue
			}
			a := r.known[place(base)]
			if a == nil {
				a = &accounts{}
				r.known[place(base)] = a
			}
			if base.Source == r.special {
				a.special.add(f)
			} else {
				a.general.add(f)
			}
			both = both || a.special.facts != nil && a.general.facts != nil
		}
	}
	return both
}

// drops reports whether a fact gives way, and to which.
func (r *replacement) drops(f facts.Fact) (facts.ID, bool) {
	base := f.FactBase()
	a := r.known[place(base)]
	if !alike(f) || a == nil || a.special.facts == nil || a.general.facts == nil {
		return "", false
	}
	winner, loser, source := &a.special, &a.general, r.general
	if a.special.unknown && !a.general.unknown || a.general.reported && !a.special.reported {
		winner, loser, source = loser, winner, r.special
	}
	if base.Source != source || loser.facts[f.FactKind()] == nil {
		return "", false
	}
	if to := winner.facts[f.FactKind()]; to != nil {
		return to.FactBase().ID, true
	}
	return "", true
}

// alike leaves out what stands somewhere in a file, whatever it is about.
func alike(f facts.Fact) bool {
	switch f.FactKind() {
	case facts.KindCredential, facts.KindInput, facts.KindIgnore:
		return false
	}
	return true
}

// place is a unit and an address without the keys of instances: a plan knows
// them, a configuration may not.
func place(b *facts.Base) string {
	var out strings.Builder
	out.WriteString(b.Unit + "\x00")
	depth, quoted := 0, false
	for i := 0; i < len(b.Address); i++ {
		c := b.Address[i]
		switch {
		case quoted && c == '\\':
			i++
			continue
		case depth > 0 && c == '"':
			quoted = !quoted
		case !quoted && c == '[':
			depth++
			continue
		case !quoted && c == ']' && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			out.WriteByte(c)
		}
	}
	return out.String()
}
