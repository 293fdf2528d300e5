package reach

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// trusts adds who is let into roles: issuers, bearers of their tokens, and
// principals of other accounts.
func (b *builder) trusts() {
	for _, t := range b.Bundle.Trusts {
		to, id := b.guarded(t)
		if to == nil {
			continue
		}
		for i := range t.Ways {
			w := entrance{trust: t, Way: &t.Ways[i], policy: b.Policy(t), to: to}
			if id != nil {
				w.role = note(id.At, "%s", to)
			}
			switch w.PrincipalType {
			case "Federated":
				b.federated(w)
			case "*", "AWS":
				v := w.policy.AnyPrincipal(w.ID)
				b.enter(w, b.mention(Principals, "principals of every AWS account"), v, "can assume")
			}
		}
	}
}

// entrance is a way into a role, with all that belongs to it.
type entrance struct {
	*facts.Way
	trust  *facts.Trust
	policy *iam.Policy
	to     *Node
	role   finding.Note
}

func (w entrance) evidence() []finding.Note {
	return notes(w.role, note(w.trust.At, "its trust policy"), note(w.At, "whom it lets in"))
}

// enter adds the edge of a verdict. Of an optional way nothing is certain.
func (b *builder) enter(w entrance, from *Node, v iam.Verdict, says string) {
	e := Edge{From: from, To: w.to, Step: Presents, Truth: v.Truth, Says: says, Witness: v.Witness, Evidence: w.evidence()}
	if w.Maybe {
		e.Truth, e.Symbols = text.And(e.Truth, text.Unknown), []string{"whether the statement is there"}
	}
	if v.Truth == text.Unknown {
		e.Symbols = append(e.Symbols, symbolsOf(v, w.trust)...)
	}
	b.step(e)
}

func (b *builder) federated(w entrance) {
	if w.Mechanism != "web-identity" && w.Mechanism != "mixed" && w.Mechanism != "unknown" {
		return // users of SAML are not told apart by anything in a tree
	}
	dead := w.policy.AdmitsNothing(w.ID)
	if dead.Truth == text.Yes {
		return
	}
	alive := iam.Verdict{Truth: dead.Truth.Not(), Symbols: dead.Symbols}
	host := w.policy.Issuer(w.ID).String()
	e := Edge{From: b.mention(Issuer, host), To: w.to, Step: Signs, Truth: alive.Truth, Says: "signs tokens that are let into", Evidence: w.evidence()}
	if w.Maybe || alive.Truth == text.Unknown {
		e.Truth, e.Symbols = text.Unknown, symbolsOf(dead, w.trust)
	}
	b.step(e)
	anybody := w.policy.AnySubject(w.ID)
	if anybody.Truth != text.No {
		b.enter(w, b.mention(Tokens, "tokens of "+host), anybody, "are let into")
	}
	if anybody.Truth == text.Yes {
		return // whom else it names does not matter
	}
	if v := w.policy.ForeignTenant(w.ID); v.Truth == text.Yes {
		b.enter(w, b.mention(Tokens, "tokens of "+host+" of other tenants"), v, "are let into")
	}
	cluster := b.isClusterWay(w.trust, w.Way)
	for _, v := range subjectsOf(w.trust, w.Way) {
		if cluster && v.IsKnown() {
			b.trusted(w, v)
			continue
		}
		let := alive
		if !strings.ContainsAny(v.String(), "*?") {
			let = w.policy.Admits(bearing(v)).Verdict
		}
		let.Witness = nil // the name says it
		from := b.mention(Tokens, "tokens of "+host+" with the subject "+v.String())
		b.enter(w, from, let, "are let into")
		if cluster {
			b.unnamed = append(b.unnamed, subject{v, from})
		}
	}
}

// subject is a subject of service accounts that is not known, and the node of
// the tokens that have it.
type subject struct {
	value facts.Text
	node  *Node
}

// bearing is a token with a subject.
func bearing(subject facts.Text) iam.Token { return iam.Token{AnyIssuer: true, Subject: subject} }

// trusted adds the service accounts whose subjects a value of a condition is, or
// matches as a pattern. With an annotation or without, a pod that runs as one
// can ask for a token that the role takes.
// https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
func (b *builder) trusted(w entrance, value facts.Text) {
	pattern, _ := value.Value()
	rest, marked := strings.CutPrefix(pattern, accountMark)
	namespace, name, two := strings.Cut(rest, ":")
	if marked && two && !strings.ContainsAny(rest, "*?") {
		for _, n := range b.named(text.Known(namespace, value.At), text.Known(name, value.At)) {
			b.admitted(w, n)
		}
		return
	}
	for _, n := range slices.Clone(b.nodes) {
		if n.Kind != Account {
			continue
		}
		if s, known := subjectOf(n).Value(); !known || lang.MatchGlob(pattern, s) {
			b.admitted(w, n)
		}
	}
}

// subjectOf is the subject of an account's tokens; a symbol of its own where the
// namespace or name is not known.
func subjectOf(n *Node) facts.Text {
	if !n.Namespace.IsKnown() || accountPart(n) == "" {
		return text.Of(&text.Symbol{Name: "the subject of " + n.Name, Fresh: true}, n.At)
	}
	return text.Known(accountMark+strings.Replace(n.Name, "/", ":", 1), n.At)
}

// named lists the accounts with a name, or the one that is spoken of.
func (b *builder) named(namespace, name facts.Text) []*Node {
	first := b.mention(Account, accountName(namespace, name))
	first.Namespace = namespace
	var out []*Node
	for _, n := range b.nodes {
		if n.Kind == Account && n.Name == first.Name {
			out = append(out, n)
		}
	}
	return out
}

// admitted adds the edge of an account that is let in by its trust alone. Where
// the scan speaks of several clusters, which of them the account is in is not
// known.
func (b *builder) admitted(w entrance, from *Node) {
	if old := b.seen[edgeKey{from, w.to, Annotated}]; old != nil && old.Truth == text.Yes {
		return
	}
	e := Edge{From: from, To: w.to, Step: Trusted, Says: "is trusted by", Evidence: w.evidence()}
	a := w.policy.Admits(bearing(subjectOf(from)))
	if e.Truth, e.Witness = a.Truth, a.Witness; a.Truth == text.Unknown {
		e.Symbols = symbolsOf(a.Verdict, w.trust)
	}
	if len(b.issuers) > 1 || w.Maybe {
		e.Truth, e.Symbols = text.And(e.Truth, text.Unknown), append(e.Symbols, "which cluster "+from.Name+" is in")
	}
	if !from.At.IsZero() {
		e.Evidence = append([]finding.Note{note(from.At, "%s", from)}, e.Evidence...)
	}
	b.step(e)
}

// members adds the groups that Kubernetes itself puts accounts and users in,
// where somebody grants them something, and who has tokens of a cluster.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
func (b *builder) members() {
	for _, n := range slices.Clone(b.nodes) {
		switch n.Kind {
		case Account:
			b.member(n, "system:serviceaccounts")
			if ns, known := n.Namespace.Value(); known {
				b.member(n, "system:serviceaccounts:"+ns)
			}
			b.member(n, "system:authenticated")
			b.bears(n)
		case User:
			if n.Name != "system:anonymous" {
				b.member(n, "system:authenticated")
			} else {
				b.member(n, "system:unauthenticated")
			}
		}
	}
}

func (b *builder) member(n *Node, group string) {
	if to := b.byID[string(Group)+"/"+group]; to != nil {
		b.step(Edge{From: n, To: to, Step: Member, Truth: text.Yes, Says: "is in", Evidence: notes(note(n.At, "%s", n))})
	}
}

// bears adds that a service account has a token of its cluster's issuer, where a
// role takes any.
func (b *builder) bears(n *Node) {
	for _, s := range b.unnamed {
		if text.Equal(s.value, subjectOf(n)) != text.No {
			b.step(Edge{
				From: n, To: s.node, Step: Member, Truth: text.Unknown, Says: "may have", Evidence: notes(note(n.At, "%s", n)),
				Symbols: append(symbols(s.value), symbols(subjectOf(n))...),
			})
		}
	}
	for _, issuer := range b.issuers {
		to := b.byID[string(Tokens)+"/tokens of "+issuer.String()]
		if to == nil {
			continue
		}
		e := Edge{From: n, To: to, Step: Member, Truth: text.Yes, Says: "can ask for", Evidence: notes(note(n.At, "%s", n))}
		if len(b.issuers) > 1 {
			e.Truth, e.Symbols = text.Unknown, []string{"which cluster " + n.Name + " is in"}
		}
		b.step(e)
	}
}
