package link

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// linkTrusts joins a trust document to the identity that it guards, and each
// federated way to the providers that it may name.
func (g *Graph) linkTrusts() {
	owners := map[string][]candidate{}
	for _, id := range g.Bundle.Identities {
		k := id.Unit + "\x00" + id.Address
		owners[k] = append(owners[k], candidate{fact: id, name: id.Name, truth: text.Yes})
	}
	providers := g.providers()
	for _, t := range g.Bundle.Trusts {
		if own := owners[t.Unit+"\x00"+t.Address]; len(own) > 0 || t.Cloud == "aws" { // else the analyzer knows whom it guards
			t.Identity = g.linkTo(facts.KindIdentity, t.At, own)
		}
		for i := range t.Ways {
			t.Ways[i].Issuer = g.linkTo(facts.KindIssuer, t.At, providers.find(&t.Ways[i], t.Unit))
		}
	}
}

// providers finds identity providers by what a principal says of them.
type providers []provider

type provider struct {
	host facts.Text // the part of the ARN after oidc-provider/ or saml-provider/
	candidate
}

func (g *Graph) providers() providers {
	var out providers
	for _, is := range g.Bundle.Issuers {
		if is.Cloud != "" && is.Cloud != "aws" || is.Type == "cluster" {
			continue // no role of AWS trusts it, or it signs tokens and nobody was told to take them
		}
		host := ProviderName(is.ARN)
		if host.Absent() {
			host = Host(is.URL)
		}
		out = append(out, provider{host: host, candidate: candidate{fact: is, name: is.URL, truth: text.Yes}})
	}
	return out
}

// find compares whole ARNs first. Where the accounts cannot be compared (one
// of them is unknown), providers of the same host are candidates all the same,
// but not certain ones. So are those of the unit whose host cannot be compared; of
// another unit's it is not known that they have to do with each other.
func (ps providers) find(w *facts.Way, unit string) []candidate {
	if w.PrincipalType != "Federated" {
		return nil
	}
	host := ProviderName(w.Principal)
	var found []candidate
	for _, p := range ps {
		is, ok := p.fact.(*facts.Issuer)
		if !ok {
			continue
		}
		arn := text.Equal(is.ARN, w.Principal)
		if is.ARN.Absent() {
			arn = text.Unknown
		}
		switch {
		case arn == text.Yes:
		case arn == text.No, host.Absent(), !sameIssuer(host, p.host, is.Unit == unit):
			continue
		}
		c := p.candidate
		c.truth = arn
		found = append(found, c)
	}
	return prefer(found)
}

// sameIssuer reports whether two hosts may be of one issuer, of which one may not
// be known. A cluster that is yet to be made is never GitHub.
func sameIssuer(a, b facts.Text, together bool) bool {
	switch text.Equal(a, b) {
	case text.Yes:
		return true
	case text.No:
		return false
	}
	x, y := iam.ProfileOf(a), iam.ProfileOf(b)
	return together && (x.Class == iam.ClassUnknown || y.Class == iam.ClassUnknown || x.Name == y.Name)
}

// ProviderName returns what follows "-provider/" in the ARN of an identity
// provider: the issuer's host and path, or a SAML provider's name. It is
// absent where the text does not spell that out.
func ProviderName(arn facts.Text) facts.Text {
	for i, p := range arn.Parts() {
		if p.Sym != nil {
			continue
		}
		_, after, found := strings.Cut(p.Lit, "-provider/")
		if !found {
			continue
		}
		rest := append([]text.Part{{Lit: after}}, arn.Parts()[i+1:]...)
		return text.Join(arn.At, rest...)
	}
	return facts.Text{}
}

// Host returns an issuer's URL without its scheme, as IAM writes it in the ARN
// of the provider and in condition keys.
func Host(url facts.Text) facts.Text {
	if rest, ok := url.CutPrefix("https://"); ok {
		return rest
	}
	return url
}

// linkIdentities joins identities to their trust documents.
func (g *Graph) linkIdentities() {
	trusts := map[string][]candidate{}
	for _, t := range g.Bundle.Trusts {
		k := t.Unit + "\x00" + t.Address
		trusts[k] = append(trusts[k], candidate{fact: t, name: t.Name, truth: text.Yes})
	}
	for _, id := range g.Bundle.Identities {
		id.Trust = g.linkTo(facts.KindTrust, id.At, trusts[id.Unit+"\x00"+id.Address])
	}
}

// roleIndex finds identities by ARN.
type roleIndex struct{ *index }

func (g *Graph) roles() roleIndex {
	x := newIndex()
	for _, id := range g.Bundle.Identities {
		x.add(id.ARN, id.Name, id)
	}
	return roleIndex{x}
}

// find lists the identities that an ARN may name. An account is in one partition,
// so that an ARN of the same account, path and name is the same ARN, whether or
// not the partition is known.
// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
func (x roleIndex) find(arn facts.Text) []candidate {
	found := x.findAll(arn)
	wanted, ok := iam.ParseARN(arn)
	for i := range found {
		id, isIdentity := found[i].fact.(*facts.Identity)
		if found[i].truth != text.Unknown || !ok || !isIdentity {
			continue
		}
		has, known := iam.ParseARN(id.ARN)
		same := text.And(text.Equal(wanted.Account, has.Account), text.Equal(wanted.Resource, has.Resource))
		if known && same != text.Unknown && !wanted.Account.Is("") {
			found[i].truth = same
		}
	}
	return prefer(slices.DeleteFunc(found, func(c candidate) bool { return c.truth == text.No }))
}

// linkAssociations joins Pod Identity associations to roles and workloads.
func (g *Graph) linkAssociations() {
	if len(g.Bundle.Associations) == 0 {
		return
	}
	roles, accounts := g.roles(), g.accounts()
	for _, a := range g.Bundle.Associations {
		a.RoleLink = g.linkTo(facts.KindIdentity, a.At, roles.find(a.Role))
		a.WorkloadLink = g.linkTo(facts.KindWorkload, a.At, workloadsNamed(accounts, a.Namespace, a.ServiceAccount))
	}
}

// linkIssuers joins identity providers to the clusters whose tokens they take.
func (g *Graph) linkIssuers() {
	clusters := newIndex()
	for _, c := range g.Bundle.Clusters {
		clusters.add(Host(c.Issuer), c.Name, c)
	}
	for _, is := range g.Bundle.Issuers {
		found := clusters.find(Host(is.URL))
		is.Cluster = g.linkTo(facts.KindCluster, is.At, onlyCertain(found))
	}
}

// onlyCertain drops the candidates that merely cannot be excluded. Two unknown
// URLs say nothing about each other, so as candidates they are noise.
func onlyCertain(found []candidate) []candidate {
	var out []candidate
	for _, c := range found {
		if c.truth == text.Yes {
			out = append(out, c)
		}
	}
	return out
}

// linkWorkflows joins the logins of CI jobs to the identities that they take.
func (g *Graph) linkWorkflows() {
	if len(g.Bundle.Workflows) == 0 {
		return
	}
	roles, clients := g.roles(), newIndex()
	for _, id := range g.Bundle.Identities {
		clients.add(id.ClientID, id.Name, id)
	}
	for _, w := range g.Bundle.Workflows {
		for i := range w.Logins {
			l := &w.Logins[i]
			found := roles.find(l.Role) // an ARN, or the email address of a service account
			if l.Cloud == "azure" {
				found = clients.find(l.Role)
			}
			l.Identity = g.linkTo(facts.KindIdentity, w.At, found)
		}
	}
}
