package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// The classes of issuers: who can get a token of them.
const (
	ClassShared  = "shared"  // everybody
	ClassTenant  = "tenant"  // the members of one customer, named in the URL
	ClassPrivate = "private" // the workloads of one cluster or company
	ClassUnknown = "unknown"
)

// Profile is what is known of an issuer of OIDC tokens. It is dated data.
type Profile struct {
	Name  string
	Class string
	// Source says where this is documented, AsOf when it was read.
	Source, AsOf string
	// Audience is what tokens for AWS usually carry.
	Audience string
	// Claims are the claims that STS offers as condition keys, besides sub and aud.
	Claims []string
	// moreClaims says that STS offers claims that are not listed here.
	moreClaims bool
	// optional are claims that a token need not hold.
	optional []string
	// carried are claims that everybody's tokens can hold, with values that they
	// take.
	carried map[string][]string
	// Tenancy are the claims that say whose a token is.
	Tenancy []tenancy
	// samples are subjects that an outsider (or a neighbour) could have.
	samples []string
	// fill is readable text for the wildcards of a pattern.
	fill []string
	// subject makes the grammar of sub; nil for any string.
	subject func() lang.Set
	// minted makes subjects that certainly exist; nil for those of subject.
	minted func() lang.Set
	// runs are what a subject ends in by which run of a resource it is for; empty
	// where subjects do not tell runs apart.
	runs runs
	// form says how subjects are formed; empty where no grammar is known.
	form string
	// mend lists well-formed subjects that a malformed one may have meant, best
	// first; nil where no grammar is known.
	mend func(string) []string
}

// runs are the ends of subjects, with a name that nobody names.
type runs struct{ branch, tag, environment, pull string }

// tenancy is a claim that holds the tenant between prefix and separator, and
// behind that a resource of the tenant (a repository, a project) up to end. The
// whole claim is the tenant if prefix and separator are empty; it holds no
// resource where resources is false.
type tenancy struct {
	claim, prefix, separator string
	resources                bool
	end                      string
	// group and unique: what a resource's name begins with, and the mark behind
	// which a name stands that no other resource of the tenant has, whatever is
	// before it.
	group, unique string
}

// commonClaims are the condition keys that STS has for every OIDC provider.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif (as of 2026-11)
var commonClaims = []string{"amr", "oaud", "email", "azp"}

const (
	stsAudience = "sts.amazonaws.com"
	secureDoc   = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html"
	claimsNews  = "https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/"
	asOf        = "2026-11"
)

func subTenant(prefix, separator string) []tenancy {
	return []tenancy{{claim: "sub", prefix: prefix, separator: separator}}
}

// anyIssuer is an issuer of which nothing is known.
func anyIssuer() *Profile {
	return &Profile{Name: "unknown", Class: ClassUnknown, samples: []string{"any-subject"}, fill: []string{"any"}}
}

// ProfileOf returns the profile of an issuer's URL, with or without scheme. A
// URL that is not known is matched by its symbols: an EKS cluster's issuer is
// private. The profile of any other issuer has class unknown.
func ProfileOf(url facts.Text) *Profile {
	if s, ok := url.Value(); ok {
		if p := profileOf(s); p != nil {
			return p
		}
		return anyIssuer()
	}
	for _, sym := range url.Symbols() {
		if eksSymbol(sym) {
			return cluster("EKS", "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html")
		}
	}
	var b strings.Builder
	for _, part := range url.Parts() {
		b.WriteString(part.Lit)
		if part.Sym != nil {
			b.WriteByte('x')
		}
	}
	if p := profileOf(b.String()); p != nil {
		return p
	}
	return anyIssuer()
}

// eksSymbol recognises aws_eks_cluster.NAME.identity[0].oidc[0].issuer, and what
// CloudFormation calls it: NAME.OpenIdConnectIssuerUrl.
func eksSymbol(s *text.Symbol) bool {
	return strings.Contains(s.Name, ".OpenIdConnectIssuerUrl") || strings.Contains(s.Name, "aws_eks_cluster.") && strings.Contains(s.Name, "identity") && strings.Contains(s.Name, "oidc")
}

// usable reports whether STS can offer a claim of the issuer as a condition
// key; where nothing is known of the issuer that is not known either.
func (p *Profile) usable(claim string) text.Truth {
	switch {
	case claim == "sub" || claim == "aud" || slices.Contains(p.Claims, claim):
		return text.Yes
	case p.Class == ClassUnknown || p.Class == ClassTenant || p.moreClaims:
		return text.Unknown
	}
	return text.No
}

// subjects is the set of the issuer's subjects: all that there may be if upper,
// else those that there certainly are.
func (p *Profile) subjects(upper bool) lang.Set {
	switch {
	case !upper && p.minted != nil:
		return p.minted()
	case p.subject != nil:
		return p.subject()
	}
	return lang.All()
}

// tenant returns how a claim says whose the token is.
func (p *Profile) tenant(claim string) (tenancy, bool) {
	for _, t := range p.Tenancy {
		if t.claim == claim {
			return t, true
		}
	}
	return tenancy{}, false
}
