package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// PrincipalTypes are the keys that Principal can have.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func PrincipalTypes() []string { return []string{typeAWS, typeService, typeFed, typeCanon, typeAny} }

// uniqueID is the id that IAM writes in place of a principal that is gone.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
var uniqueID = text.Regexp(`^(AIDA|AROA|AGPA|ANPA|AIPA|ASCA)[A-Z0-9]{12,}$`)

// CheckPrincipal decides whether the value of a principal of type AWS or Federated
// of a trust policy cannot be one, although it is well-formed as far as it is an
// ARN: those that are not are told by CheckARN. Services are told by CheckService.
func CheckPrincipal(kind string, t facts.Text) (Fault, text.Truth) {
	if bad, truth := CheckARN(t); truth == text.Yes && strings.HasPrefix(literals(t), "arn:") {
		return bad, text.No // which is a fault of its own
	}
	check := map[string]func(string) (Fault, bool){typeAWS: checkAWSPrincipal, typeFed: checkFederated}[kind]
	switch {
	case kind == typeCanon:
		return Fault{Why: "canonical users are principals of buckets, not of roles"}, text.Yes
	case check == nil:
		return Fault{}, text.No
	}
	judged := spelledOut(FillIn(t, ""))
	f, truth := checkAlternatives(judged, check)
	if !t.IsKnown() {
		f.Fix = "" // it would hold the stand-in
	}
	return f, truth
}

// spelledOut puts a stand-in for symbols that stay within the partition or the
// account of an ARN, so that the rest can be judged.
func spelledOut(t facts.Text) facts.Text {
	a, ok := ParseARN(t)
	resource, known := a.Resource.Value()
	if t.IsKnown() || !ok || !known || !a.Service.IsKnown() || len(t.Alternatives()) > 1 {
		return t
	}
	service, _ := a.Service.Value()
	return text.Known("arn:aws:"+service+"::000000000000:"+resource, t.At)
}

func checkAWSPrincipal(s string) (Fault, bool) {
	switch {
	case s == "*" || accountForm().MatchString(s):
		return Fault{}, false
	case uniqueID().MatchString(s):
		return Fault{Why: "it is the id that IAM leaves where a user or role was deleted; one made anew under the old name is not meant"}, true
	case strings.HasSuffix(s, ".amazonaws.com"):
		return Fault{Why: "it is a service, which is a principal of type Service"}, true
	case !strings.HasPrefix(s, "arn:"):
		return Fault{Why: "a principal of type AWS is an ARN, an account id or *"}, true
	}
	a, ok := ParseARN(text.Known(s, text.Text{}.At))
	if !ok {
		return Fault{}, false
	}
	service, resource := a.Service.String(), a.Resource.String()
	kind, rest, _ := strings.Cut(resource, "/")
	switch {
	case strings.ContainsAny(resource, "*?"):
		return Fault{Why: "a principal has no wildcards; name an account, and the roles in a condition on aws:PrincipalArn"}, true
	case service == "sts" && kind == "assumed-role" && !strings.Contains(rest, "/"):
		return Fault{Why: "a session is assumed-role/ROLE/SESSION; all sessions of a role are meant by the role's ARN", Fix: strings.Replace(strings.Replace(s, ":sts:", ":iam:", 1), "assumed-role/", "role/", 1)}, true
	case service == "sts" && (kind == "assumed-role" || kind == "federated-user"), service == "iam" && (resource == "root" || kind == "role" || kind == "user"):
		return Fault{}, false
	case service == "iam" && kind == "group":
		return Fault{Why: "a group is no principal; name its users or a role"}, true
	case service == "iam" && kind == "instance-profile":
		return Fault{Why: "an instance profile is no principal; name the role in it", Fix: strings.Replace(s, ":instance-profile/", ":role/", 1)}, true
	case service == "iam" && (kind == "oidc-provider" || kind == "saml-provider"):
		return Fault{Why: "an identity provider is a principal of type Federated"}, true
	}
	return Fault{Why: service + ":" + kind + " is neither an account, a role nor a user"}, true
}

// federatedHosts are the providers that AWS knows by their hosts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity
var federatedHosts = []string{
	"cognito-identity.amazonaws.com", "cognito-identity-us-gov.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com",
}

// swappedRegion is the host of an EKS issuer with its region in the wrong place.
var swappedRegion = text.Regexp(`^oidc\.([a-z0-9-]+)\.eks\.amazonaws\.com`)

func checkFederated(s string) (Fault, bool) {
	if !strings.HasPrefix(s, "arn:") {
		for _, h := range federatedHosts {
			if s == h || s == "*" {
				return Fault{}, false
			}
		}
		return Fault{Why: "a provider is named by its ARN (arn:aws:iam::ACCOUNT:oidc-provider/HOST)"}, true
	}
	a, ok := ParseARN(text.Known(s, text.Text{}.At))
	if !ok {
		return Fault{}, false
	}
	head, url, found := strings.Cut(s, "-provider/")
	if !found || !a.Service.Is("iam") {
		return Fault{Why: "it is no identity provider"}, true
	}
	oidc := strings.HasSuffix(head, ":oidc")
	switch {
	case oidc && (strings.HasPrefix(url, "https:") || strings.HasPrefix(url, "http:")):
		return Fault{Why: "the ARN of a provider holds its URL without https://", Fix: head + "-provider/" + strings.TrimLeft(url[strings.IndexByte(url, ':')+1:], "/")}, true
	case strings.ContainsAny(url, "*?"):
		return Fault{Why: "a principal has no wildcards"}, true
	case oidc && swappedRegion().MatchString(url):
		return Fault{Why: "the issuer of an EKS cluster is oidc.eks.REGION.amazonaws.com", Fix: head + "-provider/" + swappedRegion().ReplaceAllString(url, "oidc.eks.$1.amazonaws.com")}, true
	case oidc && strings.HasSuffix(url, "/") && slashless(ProfileOf(text.Known(url, text.Text{}.At)).Name):
		return Fault{Why: "this issuer's URL does not end in a slash", Fix: strings.TrimRight(s, "/")}, true
	case url == "":
		return Fault{Why: "the provider has no name"}, true
	}
	return Fault{}, false
}
