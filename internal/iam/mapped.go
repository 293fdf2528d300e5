package iam

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// unknownCaller is what can be wrong with an ARN of which not enough is known.
const unknownCaller = "it may hold a path, or name neither a role nor a user"

// CheckMappedARN decides whether an ARN in a list of aws-auth can never be that
// of a caller. The authenticator compares what it lists, whatever the case of its
// letters, with the caller's ARN as STS gives it, in which an assumed role is
// written as arn:aws:iam::ACCOUNT:role/NAME, without the role's path and
// without the session. Users keep their paths. Both lists are asked for every
// caller, so a user's ARN among the roles does match.
//
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/arn/arn.go
// https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
func CheckMappedARN(t facts.Text, list string) (Fault, text.Truth) {
	s, known := t.Value()
	switch {
	case t.Absent(), known && (s == "" || templated(s)):
		return Fault{}, text.No
	case known && strings.TrimSpace(s) != s:
		return Fault{Why: "it begins or ends with white space", Fix: strings.TrimSpace(s)}, text.Yes
	case known && strings.ContainsAny(s, "*?"):
		// Those of roles mean something to newer authenticators.
		return Fault{Why: "it holds a wildcard, which in the ARN of a user is a letter like others"}, text.TruthOf(list == "mapUsers")
	case known && !strings.HasPrefix(strings.ToLower(s), "arn:"):
		return Fault{Why: "it is not an ARN"}, text.Yes
	}
	if known {
		t = text.Known("arn:"+s[len("arn:"):], t.At)
	}
	a, ok := ParseARN(t)
	if !ok {
		if known {
			return Fault{Why: "it has too few fields for an ARN"}, text.Yes
		}
		return Fault{Why: unknownCaller}, text.Unknown
	}
	f, truth := checkCaller(a, t)
	if truth == text.Yes {
		return f, truth
	}
	if account, ok := a.Account.Value(); ok && !accountForm().MatchString(account) {
		return Fault{Why: fmt.Sprintf("%q is not an account id", account)}, text.Yes
	}
	if region, ok := a.Region.Value(); ok && region != "" {
		return Fault{Why: "ARNs of callers have no region"}, text.Yes
	}
	return f, truth
}

// checkCaller judges service and resource of an ARN.
func checkCaller(a ARN, t facts.Text) (Fault, text.Truth) {
	service, ok := a.Service.Value()
	if !ok {
		return Fault{Why: unknownCaller}, text.Unknown
	}
	kind, rest := cutKind(a.Resource)
	if kind == "" {
		return Fault{Why: unknownCaller}, text.Unknown
	}
	switch strings.ToLower(service) + ":" + strings.ToLower(kind) {
	case "iam:role":
		return checkMappedRole(rest, t)
	case "iam:user", "sts:federated-user":
		return Fault{}, text.No
	case "iam:root":
		// It matches the account's root user, and nobody else.
		return Fault{}, text.No
	case "sts:assumed-role":
		f := Fault{Why: "it is a session's ARN; callers are compared by that of the role"}
		if v, ok := t.Value(); ok {
			if parts := strings.Split(v, "/"); len(parts) == 3 {
				f.Fix = strings.Replace(strings.Replace(parts[0], ":sts:", ":iam:", 1), "assumed-role", "role", 1) + "/" + parts[1]
			}
		}
		return f, text.Yes
	}
	return Fault{Why: fmt.Sprintf("%s:%s is neither a role nor a user", service, kind)}, text.Yes
}

// cutKind splits a resource at its first slash. The kind is empty where a
// symbol stands before it.
func cutKind(resource facts.Text) (kind string, rest facts.Text) {
	if v, ok := resource.Value(); ok {
		before, after, _ := strings.Cut(v, "/")
		return before, text.Known(after, resource.At)
	}
	parts := resource.Parts()
	if len(parts) == 0 || parts[0].Sym != nil {
		return "", facts.Text{}
	}
	kind, after, ok := strings.Cut(parts[0].Lit, "/")
	if !ok {
		return "", facts.Text{}
	}
	return kind, text.Join(resource.At, append([]text.Part{{Lit: after}}, parts[1:]...)...)
}

// checkMappedRole looks for a path before a role's name.
func checkMappedRole(rest, whole facts.Text) (Fault, text.Truth) {
	const why = "it holds the role's path, and callers are compared without it"
	if v, ok := rest.Value(); ok {
		i := strings.LastIndexByte(v, '/')
		if i < 0 {
			return Fault{}, text.No
		}
		f := Fault{Why: why}
		if s, ok := whole.Value(); ok && i+1 < len(v) {
			f.Fix = s[:len(s)-len(v)] + v[i+1:]
		}
		return f, text.Yes
	}
	for _, p := range rest.Parts() {
		if strings.Contains(p.Lit, "/") {
			return Fault{Why: why}, text.Yes
		}
	}
	return Fault{Why: unknownCaller}, text.Unknown
}

// IsUserARN decides whether a text is the ARN of an IAM user.
func IsUserARN(t facts.Text) text.Truth {
	a, ok := ParseARN(t)
	switch {
	case t.Absent():
		return text.No
	case !ok && t.IsKnown():
		return text.No
	case !ok:
		return text.Unknown
	}
	kind, rest := cutKind(a.Resource)
	if !a.Service.IsKnown() || kind == "" {
		return text.Unknown
	}
	return text.TruthOf(a.Service.Is("iam") && kind == "user" && !rest.Is(""))
}
