package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// roleForm is an IAM role's ARN: path segments and a name of at most 64
// characters.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
var roleForm = text.Regexp(`^role/([!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,64}$`)

// CheckRoleARN decides whether a text, in a place that takes an IAM role's ARN,
// is malformed: yes is a proof, unknown means that it depends on symbols or on
// a template.
func CheckRoleARN(t facts.Text) (Fault, text.Truth) {
	s, ok := t.Value()
	switch {
	case t.Absent():
		return Fault{}, text.No
	case !ok:
		return checkPartRole(t)
	case templated(s):
		return checkPartRole(FillIn(t, ""))
	}
	if f, bad := checkRole(s); bad {
		return f, text.Yes
	}
	return Fault{}, text.No
}

func checkRole(s string) (Fault, bool) {
	trimmed := strings.TrimSpace(s)
	switch {
	case trimmed == "":
		return Fault{Why: "it is empty"}, true
	case trimmed != s:
		f := Fault{Why: "it begins or ends with white space", Fix: trimmed}
		if _, bad := checkRole(trimmed); bad {
			f.Fix = ""
		}
		return f, true
	case strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">"):
		return Fault{Why: "it is a placeholder that was not filled in"}, true
	case !strings.HasPrefix(s, "arn:") && !strings.Contains(s, ":"):
		name := s[strings.LastIndex(s, "/")+1:]
		return Fault{Why: `it is only a role's name; the whole ARN is needed, such as arn:aws:iam::111122223333:role/` + name}, true
	}
	if f, bad := checkFields(s); bad {
		if strings.Contains(f.Why, "account id") && (strings.ContainsAny(s, "<>") || strings.Contains(s, "XXXX")) {
			f.Why = "it holds a placeholder that was not filled in"
		}
		return f, true
	}
	fields := strings.SplitN(s, ":", 6)
	if fields[2] != "iam" {
		return notIAM(fields), true
	}
	return checkRoleResource(fields)
}

// notIAM explains the ARN of another service; that of a role session is common.
func notIAM(fields []string) Fault {
	f := Fault{Why: "it is an ARN of " + fields[2] + ", not of an IAM role"}
	if role, ok := strings.CutPrefix(fields[5], "assumed-role/"); ok && fields[2] == "sts" {
		role, _, _ = strings.Cut(role, "/")
		f.Why = "it is the ARN of a role's session, not of the role"
		f.Fix = "arn:" + fields[1] + ":iam::" + fields[4] + ":role/" + role
	}
	return f
}

func checkRoleResource(fields []string) (Fault, bool) {
	resource := fields[5]
	kind, _, slash := strings.Cut(resource, "/")
	switch {
	case !accountForm().MatchString(fields[4]):
		return Fault{Why: `"` + fields[4] + `" is not an account id: that has twelve digits`}, true
	case isWild(strings.Join(fields, ":")):
		return Fault{Why: "it holds a wildcard, but must name one role"}, true
	case roleForm().MatchString(resource):
		return Fault{}, false
	case kind == "role" && slash:
		return Fault{Why: "its role name is empty, too long, or holds characters that role names do not have"}, true
	case kind == "instance-profile":
		return Fault{Why: "it names an instance profile, not a role"}, true
	case kind == "policy":
		return Fault{Why: "it names a policy, not a role"}, true
	case strings.HasPrefix(resource, "role:"):
		fix := strings.Join(fields[:5], ":") + ":role/" + strings.TrimPrefix(resource, "role:")
		return Fault{Why: `a role's name follows "role/", not "role:"`, Fix: fix}, true
	case slash || resource == "root":
		return Fault{Why: `it names "` + kind + `", not a role`}, true
	}
	return Fault{Why: `its last field does not begin with "role/"`}, true
}

// checkPartRole judges what is known of a role's ARN.
func checkPartRole(t facts.Text) (Fault, text.Truth) {
	out, all := Fault{}, true
	for i, alt := range t.Alternatives() {
		f, truth := checkOneRole(alt)
		switch {
		case truth == text.Unknown, i > 0 && all != (truth == text.Yes):
			return Fault{Open: namesOf(t)}, text.Unknown
		case i == 0:
			out, all = f, truth == text.Yes
		}
	}
	return out, text.TruthOf(all)
}

func checkOneRole(t facts.Text) (Fault, text.Truth) {
	if s, ok := t.Value(); ok {
		f, bad := checkRole(s)
		return f, text.TruthOf(bad)
	}
	if first := t.Parts()[0].Sym; first != nil {
		return checkRoleSymbol(t, first)
	}
	f, truth := checkOneARN(t)
	pieces := t.Split(":")
	if truth != text.No || len(pieces) < 6 {
		return f, truth
	}
	if s, ok := pieces[2].Value(); ok && s != "iam" {
		return notIAM([]string{"arn", pieces[1].String(), s, "", pieces[4].String(), pieces[5].String()}), text.Yes
	}
	return checkRoleKind(pieces[5])
}

// checkRoleSymbol judges a text that begins with a symbol.
func checkRoleSymbol(t facts.Text, first *text.Symbol) (Fault, text.Truth) {
	attribute, ok := attributeOf(first)
	switch {
	case !ok || len(t.Parts()) > 1:
		return Fault{}, text.Unknown
	case attribute == "arn" && !strings.Contains(first.Name, "role"):
		return Fault{Why: "it is the ARN of something else than a role"}, text.Yes
	case isARNAttribute(attribute):
		return Fault{}, text.No
	case attribute == "name" || attribute == "id" && strings.Contains(first.Name, "aws_iam_role."):
		return Fault{Why: "it is only a name; the whole ARN is needed"}, text.Yes
	}
	return Fault{}, text.Unknown
}

// checkRoleKind judges the last field of an ARN by the kind of thing it names.
func checkRoleKind(resource facts.Text) (Fault, text.Truth) {
	head := resource.Parts()[0].Lit
	kind, _, whole := strings.Cut(head, "/")
	switch {
	case kind == "role" && whole:
		return Fault{}, text.No
	case whole:
		return Fault{Why: `it names "` + kind + `", not a role`}, text.Yes
	case resource.IsKnown(), head != "" && !strings.HasPrefix("role/", head):
		return Fault{Why: `its last field does not begin with "role/"`}, text.Yes
	}
	return Fault{}, text.Unknown
}
