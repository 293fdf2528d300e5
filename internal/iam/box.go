package iam

import (
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// box is a set of requests: for each context key what it may be. Keys that are
// not in it are free. A statement is one box, as no condition of IAM relates
// two keys (policy variables aside, which are not modelled).
type box map[string]accept

func (b box) with(key string, a accept) box {
	c := maps.Clone(b)
	if old, ok := c[key]; ok {
		a = old.and(a)
	}
	c[key] = a
	return c
}

func (b box) and(o box) box {
	for key, a := range o {
		b = b.with(key, a)
	}
	return b
}

// keys are sorted, the subject first, so that searches are repeatable.
func (b box) keys() []string {
	keys := slices.Sorted(maps.Keys(b))
	if i := slices.Index(keys, ownClaim+"sub"); i > 0 {
		keys = slices.Insert(slices.Delete(keys, i, i+1), 0, ownClaim+"sub")
	}
	return keys
}

// boxOf is what a statement's conditions let through: at least that if upper,
// else at most. It is false if nothing gets through.
func (w *way) boxOf(s *facts.Statement, upper bool) (box, bool) {
	b := box{}
	if s.ConditionsOpen && !upper {
		return nil, false
	}
	for i := range s.Conditions {
		c := &s.Conditions[i]
		key, sure, never := w.keyOf(c)
		if upper && w.stranger() && !w.everybody {
			c = forStrangers(c, key)
		}
		a := accepts(c, upper)
		switch {
		case never && !a.missing:
			return nil, false
		case never:
			continue
		case !sure && upper || !sure && a.isEverything():
			continue
		case !sure:
			return nil, false
		}
		b = b.with(key, a)
	}
	for key, a := range b {
		if a.isEverything() {
			delete(b, key)
		}
	}
	return b, true
}

// forStrangers is a condition without the values that no principal of another
// account can have, since they name an account that the document names: which
// one that is, the provider knows.
func forStrangers(c *facts.Condition, key string) *facts.Condition {
	name, ok := c.Operator.Value()
	if !ok || parseOperator(name).negated || key != "aws:principalarn" && key != "aws:principalaccount" {
		return c
	}
	other := *c
	other.Values.Items = slices.DeleteFunc(slices.Clone(c.Values.Items), func(v facts.Text) bool {
		if key == "aws:principalarn" {
			a, _ := ParseARN(v)
			v = a.Account
		}
		parts := v.Parts()
		return len(parts) == 1 && ofAccount(parts[0].Sym)
	})
	return &other
}

// universe is what a context key can be in a request along the way: all that it
// may be if upper, else what it certainly can be. It is false if unknown.
func (w *way) universe(key string, upper bool) (accept, bool) {
	if u, ok := requestKeys(key); ok {
		return u, true
	}
	if u, ok := w.callerKey(key); ok {
		return u, true
	}
	switch {
	case key == "aws:principalarn" && upper && (w.everybody || !w.stranger()) && w.PrincipalType != typeFed:
		return accept{true, lang.Glob("arn:*:*:*:*:*")}, true
	case w.stranger() && w.everybody && upper:
		if a, ok := w.strangerKey(key); ok && a.set.Empty() == lang.Yes {
			return a, ok // only services send such keys
		}
		return everything(), true
	case w.stranger():
		a, ok := w.strangerKey(key)
		if upper && ok {
			a.set = lang.Union(a.set, w.otherValues(key))
		}
		return a, ok
	case w.PrincipalType != typeFed && key == "sts:externalid":
		return everything(), true
	case w.PrincipalType == typeAWS && key == mfaKey:
		return accept{true, lang.Lits("true", "false")}, true
	case w.PrincipalType != typeFed:
		return accept{}, false
	}
	return w.tokenKey(key, upper)
}

// tokenKey is what a key can be in a request with a token of the way's issuer.
func (w *way) tokenKey(key string, upper bool) (accept, bool) {
	claim, own := strings.CutPrefix(key, ownClaim)
	switch {
	case key == "sts:externalid":
		// AssumeRoleWithWebIdentity has no such parameter.
		// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
		return accept{true, lang.None()}, true
	case !own || w.profile == nil:
		return accept{}, false
	case claim == "sub":
		return accept{false, w.profile.subjects(upper)}, true
	case claim == "aud":
		return accept{false, w.audienceSet()}, true
	case len(w.profile.carried[claim]) > 0 && !upper:
		return accept{false, lang.Lits(w.profile.carried[claim]...)}, true
	case w.profile.usable(claim) == text.Yes && w.profile.Class != ClassUnknown && !slices.Contains(commonClaims, claim):
		return accept{slices.Contains(w.profile.optional, claim), lang.All()}, true
	}
	return accept{}, false
}

// stranger reports whether the way is open to principals of every account.
func (w *way) stranger() bool {
	return w.PrincipalType == typeAny || w.PrincipalType == typeAWS && w.Principal.Is("*")
}

// otherValues are the values, of whatever form, of keys that say whose a
// principal is, but for those that the document names.
func (w *way) otherValues(key string) lang.Set {
	switch key {
	case "aws:principalaccount", "aws:principalorgid", "aws:sourcevpc", "aws:sourcevpce":
		return w.namedSet(w.named[key]).Complement()
	case "aws:principalorgpaths":
		return organizations(w.named[key]).Complement()
	case "aws:principalarn":
		return lang.Glob("arn:*:*:*:*:*").Minus(ownARNs(w.named[key]))
	}
	return lang.None()
}

// requestKeys are keys of every request to STS over which the caller decides.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func requestKeys(key string) (accept, bool) {
	switch key {
	case "aws:securetransport":
		return accept{false, lang.Lit("true")}, true
	case "sts:rolesessionname":
		return accept{false, lang.Of(lang.Runes("a-zA-Z0-9_=,.@-").Some())}, true
	}
	return accept{}, false
}

// audienceSet is what the provider lets through as audience.
func (w *way) audienceSet() lang.Set {
	if !w.audiences.Present || !w.audiences.Closed || len(w.audiences.Items) == 0 {
		return lang.All()
	}
	var ps []lang.Pattern
	for _, a := range w.audiences.Items {
		ps = append(ps, pattern(a, exact, false))
	}
	return lang.Of(ps...)
}

// strangerKey is what a key can be in a request of a principal of some other
// account: its tags, its session and its external id are its own to choose.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (w *way) strangerKey(key string) (accept, bool) {
	named := w.named[key]
	switch key {
	case "aws:principalaccount":
		return accept{false, lang.Of(digits(12)).Minus(w.namedSet(named))}, true
	case "aws:principalarn":
		return accept{false, strangerARNs(named)}, true
	case "aws:principalorgid":
		return accept{true, lang.Of(lang.Concat(lang.Text("o-"), lang.Runes("a-z0-9").Times(10))).Minus(w.namedSet(named))}, true
	case "aws:principalorgpaths":
		return accept{true, lang.Of(lang.Concat(lang.Text("o-"), lang.Runes("a-z0-9").Times(10), lang.Text("/r-ab12/"))).Minus(organizations(named))}, true
	case "aws:sourcevpc", "aws:sourcevpce":
		return accept{true, lang.Of(lang.Concat(lang.Text(map[string]string{"aws:sourcevpc": "vpc-", "aws:sourcevpce": "vpce-"}[key]), lang.Runes("0-9a-f").Times(17))).Minus(w.namedSet(named))}, true
	case "aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths":
		return accept{true, lang.None()}, true // only services send these
	case "sts:externalid", "sts:sourceidentity":
		return everything(), true
	case "aws:multifactorauthpresent":
		return accept{true, lang.Lits("true", "false")}, true
	case "aws:principalisawsservice", "aws:viaawsservice":
		return accept{false, lang.Lit("false")}, true
	}
	if strings.HasPrefix(key, "aws:principaltag/") {
		return everything(), true
	}
	return accept{}, false
}

func digits(n int) lang.Pattern { return lang.Runes("0-9").Times(n) }

// namedSet is the set of the values without wildcards.
func (w *way) namedSet(values []facts.Text) lang.Set {
	var ps []lang.Pattern
	for _, v := range values {
		if !isWild(v.String()) {
			ps = append(ps, pattern(v, exact, false))
		}
	}
	return lang.Of(ps...)
}

// organizations are the organisations whose paths are named.
func organizations(values []facts.Text) lang.Set {
	var ps []lang.Pattern
	for _, v := range values {
		org := v.Split("/")[0]
		if !isWild(org.String()) {
			ps = append(ps, lang.Concat(pattern(org, exact, false), lang.AnyRune().Many()))
		}
	}
	return lang.Of(ps...)
}

// strangerARNs are the ARNs of roles, users and sessions in accounts that the
// values do not name.
func strangerARNs(values []facts.Text) lang.Set {
	field := lang.Concat(lang.Text("arn:aws:iam::"), digits(12), lang.Text(":role/"), lang.Runes("a-zA-Z0-9_+=,.@/-").OrSymbol().Some())
	user := lang.Concat(lang.Text("arn:aws:iam::"), digits(12), lang.Text(":user/"), lang.Runes("a-zA-Z0-9_+=,.@/-").OrSymbol().Some())
	return lang.Of(field, user).Minus(ownARNs(values))
}

// ownARNs are the ARNs in accounts that the values name.
func ownARNs(values []facts.Text) lang.Set {
	var own []lang.Pattern
	for _, v := range values {
		a, ok := ParseARN(v)
		switch {
		case !ok && !isWild(v.String()):
			own = append(own, pattern(v, exact, false))
		case ok && !isWild(a.Account.String()):
			f := notColon().Many()
			own = append(own, lang.Concat(lang.Text("arn:"), f, lang.Text(":"), f, lang.Text("::"), pattern(a.Account, exact, false), lang.Text(":"), lang.AnyRune().Many()))
		}
	}
	return lang.Of(own...)
}
