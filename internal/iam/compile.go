package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// Env is what is known outside of a trust document.
type Env struct {
	// Issuer returns the identity provider that a federated way certainly names,
	// or nil. Its URL and audiences sharpen the answers. May be nil.
	Issuer func(w *facts.Way) *facts.Issuer
}

// Policy is a compiled trust document. It is safe for concurrent use.
type Policy struct {
	trust *facts.Trust
	ways  map[facts.ID]*way
	order []*way
}

// way is a way into the role with what is known of who comes along it.
type way struct {
	*facts.Way
	policy    *Policy
	statement *facts.Statement
	// issuer is the identity provider's URL without scheme; absent if unknown.
	issuer facts.Text
	// aliases are all texts that stand for the issuer in condition keys.
	aliases     []facts.Text
	profile     *Profile
	audiences   facts.List
	assumptions []string
	// ambiguous says that conditions name several issuers while the principal
	// is unknown, so that no key can be attributed.
	ambiguous bool
	// everybody says that the question is not about strangers only, where the
	// way is open to all accounts: one's own principals count as well.
	everybody bool
	// caller is the role that asks, where the question is about one.
	caller facts.Text
	// named are the values of each context key that the document itself names.
	named map[string][]facts.Text
}

// Compile prepares a trust document for questions.
func Compile(t *facts.Trust, env Env) *Policy {
	p := &Policy{trust: t, ways: map[facts.ID]*way{}}
	for i := range t.Ways {
		fw := &t.Ways[i]
		if fw.Statement < 0 || fw.Statement >= len(t.Statements) {
			continue
		}
		w := &way{Way: fw, policy: p, statement: &t.Statements[fw.Statement]}
		w.findIssuer(env)
		w.nameValues()
		p.ways[fw.ID] = w
		p.order = append(p.order, w)
	}
	return p
}

// Issuer returns the issuer of a way as it is best known: its URL without
// scheme, or what the document calls the provider.
func (p *Policy) Issuer(id facts.ID) facts.Text {
	w := p.ways[id]
	switch {
	case w == nil:
		return facts.Text{}
	case !w.issuer.Absent():
		return w.issuer
	}
	return w.Principal
}

// Profile returns the profile of a way's issuer; of class unknown if there is none.
func (p *Policy) Profile(id facts.ID) *Profile {
	if w := p.ways[id]; w != nil && w.profile != nil {
		return w.profile
	}
	return anyIssuer()
}

// findIssuer tells the issuer by, in this order, the linked provider, the
// principal's ARN, and the prefixes of the condition keys.
func (w *way) findIssuer(env Env) {
	if w.PrincipalType != typeFed {
		return
	}
	var linked facts.Text
	if env.Issuer != nil {
		if i := env.Issuer(w.Way); i != nil {
			linked, w.audiences = withoutScheme(i.URL), i.Audiences
		}
	}
	written := providerURL(w.Principal)
	for _, t := range []facts.Text{linked, written} {
		if !t.Absent() && (w.issuer.Absent() || !w.issuer.IsKnown() && t.IsKnown()) {
			w.issuer = t
		}
		if !t.Absent() {
			w.aliases = append(w.aliases, t)
		}
	}
	w.adoptKeys()
	w.profile = ProfileOf(w.issuer)
	if w.issuer.Absent() && w.profile.Class == ClassUnknown {
		w.profile = ProfileOf(w.Principal)
	}
}

// adoptKeys takes an issuer that a condition key names by another text for the
// principal's, unless both are known and differ. Terraform modules hand out the
// provider's ARN and its URL as two outputs, so that the texts rarely agree.
func (w *way) adoptKeys() {
	var adopted []facts.Text
	for _, c := range w.statement.Conditions {
		prefix, claim, ok := splitKey(c.Key)
		_, _, bad := badPrefix(prefix)
		if !ok || bad || !issuerLike(prefix, claim) || w.isAlias(prefix) || containsText(adopted, prefix) {
			continue
		}
		if w.issuer.Absent() || sameKey(prefix, w.issuer) != text.No {
			adopted = append(adopted, prefix)
		}
	}
	known := 0
	for _, a := range adopted {
		if a.IsKnown() {
			known++
		}
	}
	if known > 1 {
		w.ambiguous = true
		return
	}
	for _, a := range adopted {
		w.assumptions = append(w.assumptions, a.String()+" is the issuer of "+w.Principal.String())
		w.aliases = append(w.aliases, a)
		if w.issuer.Absent() || !w.issuer.IsKnown() && a.IsKnown() {
			w.issuer = a
		}
	}
}

func containsText(list []facts.Text, t facts.Text) bool {
	return slices.ContainsFunc(list, func(a facts.Text) bool { return sameKey(a, t) == text.Yes })
}

// isAlias compares without the slash at the end that some URLs have.
func (w *way) isAlias(prefix facts.Text) bool {
	prefix, _ = prefix.CutSuffix("/")
	return containsText(w.aliases, prefix)
}

// sameKey compares condition keys, whose case does not matter.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
func sameKey(a, b facts.Text) text.Truth { return text.Equal(lowerText(a), lowerText(b)) }

func lowerText(t facts.Text) facts.Text {
	parts := slices.Clone(t.Parts())
	for i := range parts {
		parts[i].Lit = strings.ToLower(parts[i].Lit)
	}
	if parts == nil {
		return facts.Text{}
	}
	return text.Join(t.At, parts...)
}

// splitKey cuts a condition key at its last colon: issuer and claim, or service
// and name.
func splitKey(key facts.Text) (prefix facts.Text, claim string, ok bool) {
	parts := key.Parts()
	if len(parts) == 0 || parts[len(parts)-1].Sym != nil {
		return facts.Text{}, "", false
	}
	last := parts[len(parts)-1].Lit
	i := strings.LastIndexByte(last, ':')
	if i < 0 {
		return facts.Text{}, "", false
	}
	head := append(slices.Clone(parts[:len(parts)-1]), text.Part{Lit: last[:i]})
	return text.Join(key.At, head...), strings.ToLower(last[i+1:]), true
}

// issuerLike reports whether a key's prefix names an issuer rather than an AWS
// service: it holds a dot, a slash or a symbol.
func issuerLike(prefix facts.Text, claim string) bool {
	if _, global := prefix.CutPrefix("aws:"); global {
		return false // a tag whose key holds a colon
	}
	if s, ok := prefix.Value(); ok {
		return strings.ContainsAny(s, "./")
	}
	return claim != "" && !strings.Contains(claim, "/")
}

// providerURL is the URL in the ARN of an OIDC provider, or the principal
// itself for the providers that AWS knows by host (accounts.google.com).
func providerURL(principal facts.Text) facts.Text {
	if s, ok := principal.Value(); ok && !strings.HasPrefix(s, "arn:") && strings.Contains(s, ".") {
		return principal
	}
	parts := principal.Parts()
	for i, p := range parts {
		at := strings.Index(p.Lit, providerMark)
		if p.Sym != nil || at < 0 {
			continue
		}
		rest := append([]text.Part{{Lit: p.Lit[at+len(providerMark):]}}, parts[i+1:]...)
		return withoutScheme(text.Join(principal.At, rest...))
	}
	return facts.Text{}
}

// withoutScheme drops https:// and a slash at the end.
func withoutScheme(url facts.Text) facts.Text {
	url, _ = url.CutPrefix("https://")
	url, _ = url.CutSuffix("/")
	return url
}

// key names of a request's context: "@claim" for a claim of the way's own
// issuer, else the condition key in lower case.
const ownClaim = "@"

// keyOf names the context key that a condition tests. sure is false where the
// key, or whose it is, is unknown; never is true for keys that no request along
// this way carries: claims of other issuers, claims that STS does not offer.
func (w *way) keyOf(c *facts.Condition) (key string, sure, never bool) {
	prefix, claim, ok := splitKey(c.Key)
	if !ok {
		s, known := c.Key.Value()
		return strings.ToLower(s), known, false
	}
	if !issuerLike(prefix, claim) && !w.isAlias(prefix) || w.PrincipalType != typeFed {
		return strings.ToLower(c.Key.String()), c.Key.IsKnown(), false
	}
	_, _, bad := badPrefix(prefix)
	switch {
	case bad, w.isAlias(prefix) && w.slashed(prefix):
		return strings.ToLower(c.Key.String()), true, true
	case w.ambiguous:
		return c.Key.String(), false, false
	case w.isAlias(prefix):
		u := w.profile.usable(claim)
		return ownClaim + claim, true, u == text.No
	case w.issuer.IsKnown() && prefix.IsKnown():
		return strings.ToLower(c.Key.String()), true, true
	}
	return c.Key.String(), false, false
}

// nameValues collects the values without wildcards, and the tenants, that
// conditions name: whoever is not among them is somebody else.
func (w *way) nameValues() {
	w.named = map[string][]facts.Text{}
	for i := range w.policy.trust.Statements {
		s := &w.policy.trust.Statements[i]
		for j := range s.Conditions {
			key, sure, never := w.keyOf(&s.Conditions[j])
			if sure && !never {
				for _, v := range s.Conditions[j].Values.Items {
					w.named[key] = append(w.named[key], v.Alternatives()...)
				}
			}
		}
	}
}
