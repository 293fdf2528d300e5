package reach

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
)

// roles declares the identities of the clouds.
func (b *builder) roles() {
	for _, id := range b.Bundle.Identities {
		if k := kindOf(id); k != "" {
			b.declare(k, identityName(id), id)
		}
	}
}

// kindOf is the kind of an identity that somebody can become; empty for groups
// and the like, which nobody is.
func kindOf(id *facts.Identity) Kind {
	switch id.Type {
	case "role":
		return Role
	case "user":
		return IAMUser
	case "managed-identity", "app-registration":
		return ManagedIdentity
	case "service-account":
		return GSA
	}
	return ""
}

// identityName is what people call an identity: a Google service account by its
// email, others by name, or by address where the name is not known at all.
func identityName(id *facts.Identity) string {
	switch {
	case id.Type == "service-account" && !id.ARN.Absent():
		return id.ARN.String()
	case id.Name.Absent() || len(id.Name.Parts()) == 1 && id.Name.Parts()[0].Sym != nil:
		return id.Address
	}
	return id.Name.String()
}

// guarded returns the node of the identity that a trust document guards.
func (b *builder) guarded(t *facts.Trust) (*Node, *facts.Identity) {
	if len(t.Identity.Candidates) == 1 {
		if id, ok := b.Fact(t.Identity.Candidates[0].ID).(*facts.Identity); ok {
			return b.byFact[id.ID], id
		}
	}
	if t.Cloud != "aws" || t.Name.Absent() {
		return nil, nil
	}
	return b.mention(Role, t.Name.String()), nil
}

// trustOf returns an identity's trust document.
func (b *builder) trustOf(id *facts.Identity) *facts.Trust {
	if len(id.Trust.Candidates) != 1 {
		return nil
	}
	t, _ := b.Fact(id.Trust.Candidates[0].ID).(*facts.Trust)
	return t
}

// claims adds what service accounts are given by annotation. An annotation alone
// gives nothing: the trust policy has to let in the service account's token.
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
func (b *builder) claims() {
	for _, w := range b.Bundle.Workloads {
		from := b.byFact[w.ID]
		if from == nil {
			continue
		}
		for i := range w.Claims {
			c := &w.Claims[i]
			if c.Place != "annotations" {
				continue // nobody looks for it there
			}
			if c.Mechanism == "irsa" {
				b.annotated(from, w, c)
			} else {
				b.elsewhere(from, c)
			}
		}
	}
}

func (b *builder) annotated(from *Node, w *facts.Workload, c *facts.Claim) {
	for _, n := range c.Identity.Candidates {
		id, ok := b.Fact(n.ID).(*facts.Identity)
		if !ok || b.byFact[id.ID] == nil {
			continue
		}
		t := b.trustOf(id)
		e := Edge{From: from, To: b.byFact[id.ID], Step: Annotated, Says: "names, and is trusted by,"}
		e.Evidence = notes(note(c.At, "the annotation names %s", c.Value), note(id.At, "%s", e.To))
		if t == nil {
			e.Symbols = []string{"the trust policy of " + e.To.Name}
			b.step(e)
			continue
		}
		token := link.TokenOf(w, c.Audience)
		a := b.Policy(t).Admits(token)
		means, assumed, open := b.means(c, n, id)
		if means == text.Unknown && assumed != "" && a.Truth == text.Yes && b.pins(t, a.Way, token.Subject) {
			means, e.Assumes = text.Yes, []string{assumed}
		}
		e.Truth = text.And(a.Truth, means)
		if a.Truth == text.Unknown {
			open = append(open, symbolsOf(a.Verdict, t)...)
		}
		e.Symbols, e.Witness = open, a.Witness
		if way, ok := b.Way(a.Way); ok {
			e.Evidence = append(e.Evidence, notes(note(t.At, "its trust policy"), note(way.Way.At, "lets in its token"))...)
		}
		b.step(e)
	}
}

// means decides whether a claim means a candidate. Where only the account is not
// known, assumed says what would have to be so.
func (b *builder) means(c *facts.Claim, n facts.Neighbour, id *facts.Identity) (truth text.Truth, assumed string, open []string) {
	if n.Sure {
		return text.Yes, "", nil
	}
	open = symbols(c.Value, id.ARN)
	x, okX := iam.ParseARN(c.Value)
	y, okY := iam.ParseARN(id.ARN)
	switch {
	case id.Maybe:
		return text.Unknown, "", append(open, "whether "+id.Address+" exists")
	case !okX || !okY || c.Identity.Count != 1 || text.Equal(x.Resource, y.Resource) != text.Yes:
		return text.Unknown, "", open
	}
	return text.Unknown, fmt.Sprintf("%s is the account %s", y.Account, x.Account), open
}

// pins reports whether the way names exactly this subject. An annotation and a
// trust policy that name each other mean each other (docs/decisions/0010).
func (b *builder) pins(t *facts.Trust, way facts.ID, subject facts.Text) bool {
	w, ok := b.Way(way)
	if !ok {
		return false
	}
	for _, v := range subjectsOf(t, w.Way) {
		if text.Equal(v, subject) == text.Yes {
			return true
		}
	}
	return false
}

// symbolsOf names what a verdict hangs on.
func symbolsOf(v iam.Verdict, t *facts.Trust) []string {
	var out []string
	for _, s := range v.Symbols {
		out = append(out, s.Name)
	}
	if len(out) == 0 {
		out = []string{"what could not be read of the trust policy of " + t.Name.String()}
	}
	return out
}

// elsewhere adds what annotations of Google and Azure name. Whether that side
// lets the service account in is not known from the annotation.
func (b *builder) elsewhere(from *Node, c *facts.Claim) {
	k, says, missing := GSA, "names", "whether %s lets in %s (roles/iam.workloadIdentityUser)"
	if c.Mechanism == "azure" {
		k, missing = ManagedIdentity, "whether %s has a federated credential for %s"
	}
	add := func(to *Node) {
		b.step(Edge{
			From: from, To: to, Step: Annotated, Truth: text.Unknown, Says: says,
			Evidence: notes(note(c.At, "the annotation names %s", c.Value)), Symbols: []string{fmt.Sprintf(missing, to.Name, from.Name)},
		})
	}
	found := false
	for _, n := range c.Identity.Candidates {
		if to := b.byFact[n.ID]; to != nil {
			found = true
			add(to)
		}
	}
	if !found && c.Value.IsKnown() {
		add(b.mention(k, c.Value.String()))
	}
}

// associations adds what EKS Pod Identity gives.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html
func (b *builder) associations() {
	for _, a := range b.Bundle.Associations {
		for _, from := range b.accountsOf(a.WorkloadLink, a.Namespace, a.ServiceAccount) {
			for _, n := range a.RoleLink.Candidates {
				id, ok := b.Fact(n.ID).(*facts.Identity)
				if ok && b.byFact[id.ID] != nil {
					b.associated(a, id, b.given(from, a, n, id))
				}
			}
		}
	}
}

// given is the step from an account to the role of its association.
func (b *builder) given(from at, a *facts.Association, n facts.Neighbour, id *facts.Identity) Edge {
	e := Edge{From: from.node, To: b.byFact[id.ID], Step: PodIdentity, Says: "is given, by EKS Pod Identity,", Truth: from.truth}
	e.Symbols = append(e.Symbols, from.symbols...)
	e.Evidence = notes(note(a.At, "the association"), note(id.At, "%s", e.To))
	if !n.Sure {
		e.Truth, e.Symbols = text.And(e.Truth, text.Unknown), append(e.Symbols, symbols(a.Role, id.ARN)...)
	}
	if a.Maybe {
		e.Truth, e.Symbols = text.And(e.Truth, text.Unknown), append(e.Symbols, "whether "+a.Address+" exists")
	}
	if t := b.trustOf(id); t == nil {
		e.Truth, e.Symbols = text.And(e.Truth, text.Unknown), append(e.Symbols, "the trust policy of "+e.To.Name)
	} else {
		truth, open, way := b.letsInPods(t, a)
		e.Truth = text.And(e.Truth, truth)
		e.Symbols = append(e.Symbols, open...)
		if way != nil {
			e.Evidence = append(e.Evidence, note(way.At, "its trust policy lets in %s", way.Principal))
		}
	}
	return e
}

// podIdentity is the service that takes roles on behalf of pods, and tagPrefix
// begins the keys by which a trust policy can ask which pods those are.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
const (
	podIdentity = "pods.eks.amazonaws.com"
	tagPrefix   = "aws:requesttag/"
)

// letsInPods decides whether a trust policy lets EKS Pod Identity take the role
// for the pods of an association.
func (b *builder) letsInPods(t *facts.Trust, a *facts.Association) (text.Truth, []string, *facts.Way) {
	out, open, found := text.No, []string(nil), (*facts.Way)(nil)
	for i := range t.Ways {
		w := &t.Ways[i]
		if w.PrincipalType != "Service" || w.Statement >= len(t.Statements) {
			continue
		}
		truth := text.And(text.Equal(w.Principal, text.Known(podIdentity, w.At)), b.Policy(t).AdmitsService(podIdentity).Truth)
		if truth != text.No {
			truth = text.And(truth, tagged(&t.Statements[w.Statement], a))
		}
		if w.Maybe && truth == text.Yes {
			truth = text.Unknown
		}
		if truth == text.Unknown {
			open = append(open, "the trust policy of "+t.Name.String())
		}
		if truth != text.No && (found == nil || truth == text.Yes) {
			found = w
		}
		out = text.Or(out, truth)
	}
	if out != text.Yes && (t.Open || t.Reading != iam.ReadingAll) {
		return text.Unknown, append(open, "what could not be read of the trust policy of "+t.Name.String()), found
	}
	return out, open, found
}

// tagged decides whether the tags of an association's sessions meet what a
// statement asks of them. Other keys are not known.
func tagged(s *facts.Statement, a *facts.Association) text.Truth {
	out := text.Yes
	if s.ConditionsOpen {
		out = text.Unknown
	}
	tags := map[string]facts.Text{
		tagPrefix + "kubernetes-namespace": a.Namespace, tagPrefix + "kubernetes-service-account": a.ServiceAccount, tagPrefix + "eks-cluster-name": a.Cluster,
	}
	for _, c := range s.Conditions {
		key, _ := c.Key.Value()
		value, known := tags[strings.ToLower(key)]
		if !known || !c.Operator.Is("StringEquals") || !c.Values.Closed {
			out = text.And(out, text.Unknown)
			continue
		}
		one := text.No
		for _, v := range c.Values.Items {
			one = text.Or(one, text.Equal(v, value))
		}
		out = text.And(out, one)
	}
	return out
}
