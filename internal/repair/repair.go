// Package repair finds the smallest change to a trust policy that would let a
// token in: which condition, and what in it. "Which condition failed?" is what
// people ask most when a role refuses them, and AWS does not say.
//
// A change is tried, not guessed: what is proposed was compiled and asked again.
package repair

import (
	"cmp"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// What a change is made to.
const (
	Issuer    = "issuer"    // the identity provider, with the keys that begin with it
	Key       = "key"       // a condition key
	Operator  = "operator"  // a condition operator
	Value     = "value"     // a value of a condition
	Condition = "condition" // a condition that has to go
	Deny      = "deny"      // a Deny statement that has to spare the token
	Audiences = "audiences" // the client ids of the identity provider
)

// Change is one edit.
type Change struct {
	// What it is made to, and where that is.
	What string
	At   source.Span
	// Key is the condition key that it is about; empty if none.
	Key string
	// From is what is there and To what would let the token in; To is empty
	// where something has to go.
	From, To string
	// Why says in words what differs.
	Why string
}

// Answer says whether a trust policy lets a token in and, if not, why.
type Answer struct {
	iam.Admission
	// Changes are what would let it in, as few as were found; empty where none
	// is known.
	Changes []Change
}

// Ask decides about a token. The environment is what the policy is compiled with.
func Ask(t *facts.Trust, env iam.Env, token iam.Token) Answer {
	out := Answer{Admission: iam.Compile(t, env).Admits(token)}
	if out.Truth != text.No {
		return out
	}
	best, cost := (*attempt)(nil), 0
	for i := range t.Ways {
		a := &attempt{trust: copyOf(t), env: env, token: token, way: i}
		if !a.repair() {
			continue
		}
		if c := a.cost(); best == nil || c < cost {
			best, cost = a, c
		}
	}
	if best != nil {
		out.Changes, out.Way = best.changes, t.Ways[best.way].ID
	}
	return out
}

// attempt mends a copy of a trust policy along one way.
type attempt struct {
	trust   *facts.Trust
	env     iam.Env
	token   iam.Token
	way     int
	changes []Change
}

// copyOf copies what an attempt edits.
func copyOf(t *facts.Trust) *facts.Trust {
	c := *t
	c.Ways, c.Statements = slices.Clone(t.Ways), slices.Clone(t.Statements)
	for i := range c.Statements {
		s := &c.Statements[i]
		s.Principals, s.Conditions = slices.Clone(s.Principals), slices.Clone(s.Conditions)
		for j := range s.Conditions {
			s.Conditions[j].Values.Items = slices.Clone(s.Conditions[j].Values.Items)
		}
	}
	return &c
}

// maxRounds bounds how often an attempt mends and asks again.
const maxRounds = 12

// repair makes changes until the token is let in along the way. It is false if
// that cannot be reached.
func (a *attempt) repair() bool {
	w := &a.trust.Ways[a.way]
	if w.PrincipalType != "Federated" || w.Mechanism == "saml" || w.Statement < 0 || w.Statement >= len(a.trust.Statements) {
		return false
	}
	a.issuer()
	for range maxRounds {
		// A policy is compiled anew, since it remembers what it read.
		got := iam.Compile(a.trust, a.env).Admits(a.token)
		if got.Truth != text.No {
			return len(a.changes) > 0 && (got.Truth == text.Yes || a.token.Issuer.Absent())
		}
		if !a.next() {
			return false
		}
	}
	return false
}

// cost prefers few changes, and small ones.
func (a *attempt) cost() int {
	total := 0
	for _, c := range a.changes {
		total += 1000 + min(near.Distance(short(c.From), short(c.To)), 200)
		if c.What == Issuer {
			total += 500
		}
	}
	return total
}

func short(s string) string { return s[:min(len(s), 200)] }

func (a *attempt) statement() *facts.Statement {
	return &a.trust.Statements[a.trust.Ways[a.way].Statement]
}

// policy compiles what is there now.
func (a *attempt) policy() (*iam.Policy, facts.ID) {
	return iam.Compile(a.trust, a.env), a.trust.Ways[a.way].ID
}

// issuer makes the way trust the token's issuer, if it trusts another one.
func (a *attempt) issuer() {
	if a.token.Issuer.Absent() {
		return
	}
	p, id := a.policy()
	old := p.Issuer(id)
	want := bare(a.token.Issuer)
	if text.Equal(old, want) != text.No || !old.IsKnown() || !want.IsKnown() {
		return
	}
	w := &a.trust.Ways[a.way]
	from, to := old.String(), want.String()
	principal := replaced(w.Principal, from, to)
	for i := range a.statement().Principals {
		if s := a.statement().Principals[i]; s.Value.String() == w.Principal.String() {
			a.statement().Principals[i].Value = principal
		}
	}
	a.changes = append(a.changes, Change{What: Issuer, At: w.At, From: from, To: to, Why: differentIssuers(from, to)})
	w.Principal, w.Issuer = principal, facts.Link{}
	for i := range a.statement().Conditions {
		c := &a.statement().Conditions[i]
		if rest, ok := strings.CutPrefix(strings.ToLower(c.Key.String()), strings.ToLower(from)+":"); ok {
			c.Key = text.Known(to+":"+rest, c.Key.At)
		}
	}
}

// replaced puts one string in place of another in a text's literals.
func replaced(t facts.Text, from, to string) facts.Text {
	var parts []text.Part
	for _, p := range t.Parts() {
		p.Lit = strings.ReplaceAll(p.Lit, from, to)
		parts = append(parts, p)
	}
	return text.Join(t.At, parts...)
}

// bare drops the scheme and the slash at the end of a URL.
func bare(t facts.Text) facts.Text {
	t, _ = t.CutPrefix("https://")
	t, _ = t.CutSuffix("/")
	return t
}

// next makes one more change. It is false where nothing is left to try.
func (a *attempt) next() bool {
	if a.keys() {
		return true
	}
	s := a.statement()
	for i := range s.Conditions {
		if c := &s.Conditions[i]; a.fails(s, i) {
			return a.mend(s, i, c)
		}
	}
	return a.audience() || a.deny()
}

// keys mends the condition keys that no token has, all those of one wrong prefix
// at once.
func (a *attempt) keys() bool {
	p, id := a.policy()
	s := a.statement()
	for i := range s.Conditions {
		c := &s.Conditions[i]
		issuer, claim, ok := cutKey(c.Key)
		meant, wrong := p.MeantKey(id, c)
		if !wrong || !ok {
			continue
		}
		prefix := strings.TrimSuffix(meant, ":"+claim)
		for j := range s.Conditions {
			other, otherClaim, ok := cutKey(s.Conditions[j].Key)
			if !ok || other != issuer {
				continue
			}
			from, to := s.Conditions[j].Key, prefix+":"+otherClaim
			s.Conditions[j].Key = retold(from, to)
			if j == i {
				a.changes = append(a.changes, Change{What: Key, At: from.At, Key: to, From: from.String(), To: to, Why: differentKeys(from.String(), to)})
			}
		}
		return true
	}
	return false
}

// retold is a key by its printed form, with the symbols that the old one has.
func retold(old facts.Text, printed string) facts.Text {
	var parts []text.Part
	rest := printed
	for _, p := range old.Parts() {
		if p.Sym == nil {
			continue
		}
		before, after, found := strings.Cut(rest, "${"+p.Sym.Name+"}")
		if !found {
			continue
		}
		parts = append(parts, text.Part{Lit: before}, text.Part{Sym: p.Sym})
		rest = after
	}
	return text.Join(old.At, append(parts, text.Part{Lit: rest})...)
}

// cutKey cuts a key into issuer and claim.
func cutKey(key facts.Text) (issuer, claim string, ok bool) {
	s := key.String()
	i := strings.LastIndexByte(s, ':')
	if i < 0 || !strings.ContainsAny(s[:i], "./$") {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

// fails reports whether a condition by itself keeps the token out.
func (a *attempt) fails(s *facts.Statement, i int) bool {
	alone := *a.trust
	one := *s
	one.Conditions = s.Conditions[i : i+1 : i+1]
	one.Effect = text.Known("Allow", s.At)
	way := a.trust.Ways[a.way]
	way.Statement = 0
	alone.Statements, alone.Ways = []facts.Statement{one}, []facts.Way{way}
	return iam.Compile(&alone, a.anyAudience()).Admits(a.token).Truth == text.No
}

// anyAudience is the environment without the audiences that providers take.
func (a *attempt) anyAudience() iam.Env {
	if a.env.Issuer == nil {
		return a.env
	}
	return iam.Env{Issuer: func(w *facts.Way) *facts.Issuer {
		is := a.env.Issuer(w)
		if is == nil {
			return nil
		}
		open := *is
		open.Audiences = facts.List{}
		return &open
	}}
}

// audience adds the token's audience to the identity provider, if that is what
// is missing.
func (a *attempt) audience() bool {
	if a.env.Issuer == nil || a.token.Audience.Absent() {
		return false
	}
	provider := a.env.Issuer(&a.trust.Ways[a.way])
	if provider == nil || !provider.Audiences.Present || !provider.Audiences.Closed {
		return false
	}
	var listed []string
	for _, t := range provider.Audiences.Items {
		if text.Equal(t, a.token.Audience) != text.No {
			return false
		}
		listed = append(listed, t.String())
	}
	a.changes = append(a.changes, Change{
		What: Audiences, At: provider.Audiences.At, From: strings.Join(listed, ", "), To: a.token.Audience.String(),
		Why: "the identity provider takes no tokens that are made for " + a.token.Audience.String(),
	})
	env := a.env
	a.env.Issuer = func(w *facts.Way) *facts.Issuer {
		is := env.Issuer(w)
		if is == nil {
			return nil
		}
		more := *is
		more.Audiences.Items = append(slices.Clone(is.Audiences.Items), a.token.Audience)
		return &more
	}
	return true
}

// deny drops a Deny statement that refuses the token, or all of them where no
// single one does.
func (a *attempt) deny() bool {
	var all []int
	for i := range a.trust.Statements {
		if !a.trust.Statements[i].Effect.Is("Deny") || a.isIdle(i) {
			continue
		}
		all = append(all, i)
		if a.idle(i); iam.Compile(a.trust, a.env).Admits(a.token).Truth != text.No {
			all = []int{i}
			break
		}
	}
	for _, i := range all {
		s := &a.trust.Statements[i]
		name := "a Deny statement"
		if !s.Sid.Absent() && !s.Sid.Is("") {
			name = "the Deny statement " + s.Sid.String()
		}
		a.changes = append(a.changes, Change{What: Deny, At: s.At, From: name, Why: "it refuses the token, whatever is allowed"})
	}
	return len(all) > 0
}

// idle makes a statement one that is about no action.
func (a *attempt) idle(i int) {
	s := &a.trust.Statements[i]
	s.Actions, s.NotActions = facts.List{Present: true, Closed: true}, facts.List{Closed: true}
}

func (a *attempt) isIdle(i int) bool {
	l := a.trust.Statements[i].Actions
	return l.Present && l.Closed && len(l.Items) == 0
}

// nearest is the value that is least far from what the token has.
func nearest(values []facts.Text, want string) int {
	best := 0
	for i, v := range values {
		if cmp.Less(near.Distance(short(v.String()), short(want)), near.Distance(short(values[best].String()), short(want))) {
			best = i
		}
	}
	return best
}
