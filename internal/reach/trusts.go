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
	return notes(w.role, note(w.trust.At, "the trust policy of %s", w.trust.Name), note(w.At, "lets in %s", w.Principal))
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
	e := Edge{From: b.mention(Issuer, host), To: w.to, Step: Signs, Truth: alive.Truth, Says: "can sign a token for", Evidence: w.evidence()}
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
	for _, v := range subjectsOf(w.trust, w.Way) {
		if rest, ok := v.CutPrefix(accountMark); ok && b.isClusterWay(w.trust, w.Way) {
			b.trusted(w, rest)
			continue
		}
		if b.isClusterWay(w.trust, w.Way) {
			continue // a pattern over more than service accounts is told as such
		}
		let := alive
		if !strings.ContainsAny(v.String(), "*?") {
			let = w.policy.Admits(bearing(v)).Verdict
		}
		let.Witness = nil // the name says it
		b.enter(w, b.mention(Tokens, "tokens of "+host+" with the subject "+v.String()), let, "are let into")
	}
}

// bearing is a token with a subject.
func bearing(subject facts.Text) iam.Token { return iam.Token{AnyIssuer: true, Subject: subject} }

// trusted adds the service accounts that a pattern of subjects names: the rest
// of it behind the mark. With an annotation or without, a pod that runs as one
// can ask for a token that the role takes.
// https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
func (b *builder) trusted(w entrance, rest facts.Text) {
	fields := rest.Split(":")
	if pattern, known := rest.Value(); known && !strings.ContainsAny(pattern, "*?") && len(fields) == 2 {
		for _, a := range b.named(fields[0], fields[1]) {
			b.admitted(w, a)
		}
		return
	}
	for _, n := range slices.Clone(b.nodes) {
		if n.Kind == Account && covers(rest, n) != text.No {
			b.admitted(w, n)
		}
	}
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

// covers decides whether a pattern of namespaces and names covers an account.
// Whether it does is asked of the trust policy again; this is to ask less.
func covers(pattern facts.Text, n *Node) text.Truth {
	p, known := pattern.Value()
	if !known || n.Namespace.Absent() || strings.Contains(n.Name, "${") {
		return text.Unknown
	}
	return text.TruthOf(lang.MatchGlob(p, strings.Replace(n.Name, "/", ":", 1)))
}

// admitted adds the edge of an account that is let in by its trust alone. Where
// the scan speaks of several clusters, which of them the account is in is not
// known.
func (b *builder) admitted(w entrance, from *Node) {
	if old := b.seen[edgeKey{from, w.to, Annotated}]; old != nil && old.Truth == text.Yes {
		return
	}
	e := Edge{From: from, To: w.to, Step: Trusted, Says: "is trusted by", Evidence: w.evidence()}
	a := w.policy.Admits(bearing(text.Known(accountMark+strings.Replace(from.Name, "/", ":", 1), from.At)))
	if !from.Namespace.IsKnown() || strings.Contains(from.Name, "${") {
		a = iam.Admission{Verdict: iam.Verdict{Truth: text.And(a.Truth, text.Unknown)}, Way: w.ID}
		e.Symbols = append(e.Symbols, "the namespace and name of "+from.Name)
	}
	e.Truth, e.Witness = a.Truth, a.Witness
	if a.Truth == text.Unknown && len(e.Symbols) == 0 {
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
