package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// foreign is the target of tokens that belong to nobody whom the document
// names. All claims that say whose a token is must agree in that, since they are
// made by one issuer of one job.
func (w *way) foreign(upper bool) box {
	b := box{}
	for _, t := range w.profile.Tenancy {
		key := ownClaim + t.claim
		if _, known := w.universe(key, upper); !known {
			continue
		}
		b[key] = accept{true, t.own(w.named[key]).Complement()}
	}
	if _, ok := b[ownClaim+"sub"]; !ok {
		b[ownClaim+"sub"] = accept{false, w.namedSet(w.named[ownClaim+"sub"]).Complement()}
	}
	return b
}

// own is the set of a claim's values whose tenant is named by some value.
func (t tenancy) own(values []facts.Text) lang.Set {
	var ps []lang.Pattern
	for _, v := range values {
		if p, ok := t.ownPattern(v); ok {
			ps = append(ps, p.FoldCase(), p)
		}
	}
	return lang.Of(ps...)
}

// ownPattern is all that belongs to the tenant in one value. It is false where
// the value names no tenant, since a wildcard stands in its place.
func (t tenancy) ownPattern(v facts.Text) (lang.Pattern, bool) {
	rest, ok := v.CutPrefix(t.prefix)
	if t.separator == "" || !ok {
		return pattern(v, exact, false), !isWild(literals(v))
	}
	var name []text.Part
	symbols := false
	for _, p := range rest.Parts() {
		if p.Sym != nil {
			symbols = true
			name = append(name, p)
			continue
		}
		end := strings.IndexAny(p.Lit, t.separator+"*?")
		if end < 0 {
			name = append(name, p)
			continue
		}
		wild := isWild(p.Lit[end : end+1])
		name = append(name, text.Part{Lit: p.Lit[:end]})
		return t.tenantPattern(text.Join(v.At, name...), wild, symbols)
	}
	return t.tenantPattern(text.Join(v.At, name...), false, symbols)
}

// tenantPattern: a wildcard inside a name (acme*) leaves the name itself among
// those that were meant. A symbol may hold the separator, so what follows it may
// belong to the tenant in any case.
func (t tenancy) tenantPattern(name facts.Text, wild, symbols bool) (lang.Pattern, bool) {
	if wild && name.Is("") {
		return lang.Pattern{}, false
	}
	head := lang.Concat(lang.Text(t.prefix), pattern(name, exact, false))
	if symbols {
		return lang.Concat(head, lang.AnyRune().Many()), true
	}
	return lang.Concat(head, lang.Text(t.separator), lang.AnyRune().Many()), true
}

// literals are the known characters of a text.
func literals(t facts.Text) string {
	var b strings.Builder
	for _, p := range t.Parts() {
		b.WriteString(p.Lit)
	}
	return b.String()
}

// preferences are readable values for a context key.
func (w *way) preferences(key string) lang.Preferences {
	switch key {
	case ownClaim + "sub":
		return lang.Preferences{Samples: w.profile.samples, Fill: w.profile.fill}
	case ownClaim + "aud":
		return lang.Preferences{Samples: []string{w.profile.Audience, stsAudience}, Fill: []string{"attacker"}}
	case ownClaim + "repository":
		return lang.Preferences{Samples: []string{"attacker/any-repo"}, Fill: []string{"attacker/any-repo", "-attacker/any-repo", "any-repo"}}
	case ownClaim + "repository_id", ownClaim + "actor_id", ownClaim + "enterprise_id":
		return lang.Preferences{Samples: []string{"987654321"}}
	case ownClaim + "actor":
		return lang.Preferences{Samples: []string{"attacker"}}
	case "aws:principalaccount":
		return lang.Preferences{Samples: []string{"999999999999"}}
	case "aws:principalarn":
		return lang.Preferences{Samples: []string{"arn:aws:iam::999999999999:role/attacker"}, Fill: []string{"999999999999", "attacker"}}
	}
	return lang.Preferences{Samples: []string{"true", "attacker"}, Fill: []string{"attacker", "-attacker", "1"}}
}
