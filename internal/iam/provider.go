package iam

import (
	"regexp"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// eksIssuer is what the URL of a cluster's issuer looks like, without scheme.
// https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
const eksIssuer = `^(oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?|oidc-eks\.[a-z0-9-]+\.api\.aws)/id/[0-9A-Za-z]{32}$`

// CheckIssuerURL decides whether a URL cannot be the iss claim of tokens that IAM
// takes, and so not that of an OIDC provider; says why.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
func CheckIssuerURL(url facts.Text) (Fault, text.Truth) {
	if url.Absent() {
		return Fault{}, text.No
	}
	if scheme, _, found := strings.Cut(firstLiteral(url), "://"); found && scheme != "https" {
		return Fault{Why: "the scheme of an issuer is https, not " + scheme, Fix: withScheme(url)}, text.Yes
	}
	s, known := url.Value()
	if !known && madeByEKS(url) {
		return Fault{}, text.No
	}
	if !known {
		for _, sym := range url.Symbols() {
			if !eksSymbol(sym) {
				return Fault{Why: "that depends on " + sym.Name, Open: []string{sym.Name}}, text.Unknown
			}
		}
		return Fault{}, text.No
	}
	rest, found := strings.CutPrefix(s, "https://")
	if !found {
		return Fault{Why: "it lacks the scheme", Fix: "https://" + s}, text.Yes
	}
	return checkIssuer(rest)
}

// madeByEKS reports whether a URL is that of a cluster whose id, and perhaps
// region, are left to AWS.
func madeByEKS(url facts.Text) bool {
	parts := url.Parts()
	last := parts[len(parts)-1]
	return strings.HasPrefix(parts[0].Lit, "https://oidc.eks.") && last.Sym != nil && last.Sym.Form == text.FormName
}

func withScheme(url facts.Text) string {
	if s, ok := url.Value(); ok {
		_, rest, _ := strings.Cut(s, "://")
		return "https://" + rest
	}
	return ""
}

// checkIssuer judges what stands behind the scheme.
func checkIssuer(rest string) (Fault, text.Truth) {
	if before, _, found := strings.Cut(rest, "/.well-known"); found {
		return Fault{Why: "it is the address of the issuer's configuration, not the issuer", Fix: "https://" + before}, text.Yes
	}
	if before, _, found := strings.Cut(rest, "?"); found {
		return Fault{Why: "an issuer has no query", Fix: "https://" + before}, text.Yes
	}
	host, path, _ := strings.Cut(rest, "/")
	if name, port, found := strings.Cut(host, ":"); found {
		return Fault{Why: "IAM takes no issuer with a port, such as :" + port, Fix: strings.TrimSuffix("https://"+name+"/"+path, "/")}, text.Yes
	}
	p := profileOf(rest)
	if bare, found := strings.CutSuffix(rest, "/"); found && p != nil && slashless(p.Name) {
		return Fault{Why: "the tokens of " + p.Name + " name their issuer without a slash at the end", Fix: "https://" + bare}, text.Yes
	}
	if strings.Contains(host, "eks") && strings.Contains(host, "oidc") && strings.Contains(host, ".amazonaws.com") && !regexp.MustCompile(eksIssuer).MatchString(rest) {
		return Fault{Why: "the issuer of an EKS cluster is https://oidc.eks.REGION.amazonaws.com/id/ and 32 characters"}, text.Yes
	}
	return Fault{}, text.No
}

// slashless lists the issuers whose iss claim is documented, and has no slash.
func slashless(name string) bool {
	switch name {
	case "EKS", "GitHub Actions", "GitLab.com", "HCP Terraform", "Buildkite", "CircleCI", "Google", "Bitbucket Pipelines":
		return true
	}
	return false
}

// CheckThumbprint decides whether a text cannot be the SHA-1 thumbprint of a
// certificate; says why.
func CheckThumbprint(t facts.Text) (Fault, text.Truth) {
	s, known := t.Value()
	switch {
	case !known && computedFingerprint(t):
		return Fault{}, text.No
	case !known:
		return Fault{Why: "that is not known", Open: symbolsIn(t)}, text.Unknown
	case strings.Trim(s, "0123456789abcdefABCDEF") != "":
		return Fault{Why: "it holds other characters than hexadecimal digits", Fix: strings.ToLower(strings.ReplaceAll(s, ":", ""))}, text.Yes
	case len(s) != 40:
		return Fault{Why: "a thumbprint has 40 hexadecimal digits"}, text.Yes
	}
	return Fault{}, text.No
}

// computedFingerprint reports whether Terraform reads a fingerprint from the
// certificate itself.
// https://registry.terraform.io/providers/hashicorp/tls/latest/docs/data-sources/certificate#sha1_fingerprint-1
func computedFingerprint(t facts.Text) bool {
	parts := t.Parts()
	return len(parts) == 1 && strings.HasSuffix(parts[0].Sym.Name, "sha1_fingerprint")
}

func symbolsIn(t facts.Text) []string {
	var out []string
	for _, s := range t.Symbols() {
		out = append(out, s.Name)
	}
	return out
}

// ByTrustStore decides whether AWS checks an issuer's certificate against its own
// list of authorities, so that thumbprints say nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
func ByTrustStore(url facts.Text) text.Truth {
	p := ProfileOf(url)
	switch {
	case p.Name == "GitHub Actions" && p.Class == ClassShared, p.Name == "Google", p.Name == "GitLab.com":
		return text.Yes
	case !url.IsKnown() && p.Class == ClassUnknown:
		return text.Unknown
	}
	return text.No
}

// AsksAudience lists the audiences that a way's conditions name by exact values.
// All is false where more may be let in.
func (p *Policy) AsksAudience(id facts.ID) (named []facts.Text, all bool) {
	w := p.ways[id]
	if w == nil {
		return nil, false
	}
	for i := range w.statement.Conditions {
		c := &w.statement.Conditions[i]
		key, sure, never := w.keyOf(c)
		if !sure || never || key != ownClaim+"aud" {
			continue
		}
		name, known := c.Operator.Value()
		o := parseOperator(name)
		if !known || o.negated || c.Maybe || !c.Values.Closed || o.base != "stringequals" && o.base != "stringlike" {
			return nil, false
		}
		named, all = append(named, c.Values.Items...), true
	}
	return named, all
}

// unlisted reports whether a condition asks for audiences of which the provider
// lists none: then the provider lacks them, which is said of it.
func (w *way) unlisted(c *facts.Condition) bool {
	key, sure, never := w.keyOf(c)
	if !sure || never || key != ownClaim+"aud" || !w.audiences.Present || !w.audiences.Closed {
		return false
	}
	named, all := w.policy.AsksAudience(w.ID)
	for _, n := range named {
		for _, a := range w.audiences.Items {
			if text.Equal(a, n) != text.No {
				return false
			}
		}
	}
	return all
}
