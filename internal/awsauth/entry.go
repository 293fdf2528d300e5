package awsauth

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// standard is the type of access entry that people and programs have; the
// others are for nodes.
const standard = "STANDARD"

// Standard decides whether an access entry is of the standard type.
func Standard(m *facts.Mapping) text.Truth {
	if m.Type.Absent() {
		return text.Yes
	}
	return text.Equal(m.Type, text.Known(standard, m.At))
}

// TakesPolicies decides whether access policies can be associated with an
// entry: of those for nodes only that of the nodes of EKS Auto Mode has one,
// AmazonEKSAutoNodePolicy.
// https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html#auto-node-access-entry
func TakesPolicies(m *facts.Mapping) text.Truth {
	return text.Or(Standard(m), text.Equal(m.Type, text.Known("EC2", m.At)))
}

// Username is the template of the user that a mapping gives: what is written,
// or what EKS fills in for an access entry that says none, which is the session
// of a role without its path, and the ARN of a user. It is absent where a mapping
// gives none.
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func Username(m *facts.Mapping) facts.Text {
	if !m.Username.Absent() || m.Form != "access-entry" {
		return m.Username
	}
	arn, known := m.Principal.Value()
	fields := strings.SplitN(arn, ":", 6)
	kind, name, _ := strings.Cut(fields[len(fields)-1], "/")
	switch {
	case !known || len(fields) != 6 || Standard(m) != text.Yes:
		parts := []text.Part{{Lit: "arn:"}, {Sym: &text.Symbol{Name: "the user that EKS makes of " + m.Principal.String(), Fresh: true}}}
		if Standard(m) != text.Yes {
			parts = parts[1:]
		}
		return text.Join(m.At, parts...)
	case kind == "role":
		name = name[strings.LastIndexByte(name, '/')+1:]
		return text.Known("arn:"+fields[1]+":sts::"+fields[4]+":assumed-role/"+name+"/"+session, m.At)
	}
	return m.Principal
}

// reserved begin the names that EKS keeps for itself.
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
var reserved = []string{"system:", "eks:", "aws:", "amazon:", "iam:"}

// Refused decides whether EKS refuses an access entry, or one of its access
// policies, and says why.
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html
func Refused(m *facts.Mapping) (why string, truth text.Truth) {
	truth = text.No
	for _, ask := range []func(*facts.Mapping) (string, text.Truth){refusedPrincipal, refusedUsername, refusedGroups, refusedType} {
		w, t := ask(m)
		if t == text.Yes {
			return w, t
		}
		if t == text.Unknown {
			why, truth = w, t
		}
	}
	return why, truth
}

func refusedPrincipal(m *facts.Mapping) (string, text.Truth) {
	arn, ok := m.Principal.Value()
	if !ok {
		return "", text.No // hardly ever decided by a symbol
	}
	switch {
	case strings.Contains(arn, ":role/aws-service-role/"):
		return "it is for a service-linked role, which access entries cannot be for", text.Yes
	case strings.Contains(arn, ":assumed-role/"):
		return "it is for a role's session; write the ARN of the role", text.Yes
	case strings.HasPrefix(arn, "arn:") && strings.Contains(arn, "*"):
		return "it is for an ARN with a wildcard, and an access entry is for one principal", text.Yes
	}
	return "", text.No
}

func refusedUsername(m *facts.Mapping) (string, text.Truth) {
	name, ok := m.Username.Value()
	if !ok {
		return "", text.No
	}
	for _, p := range reserved {
		if strings.HasPrefix(name, p) {
			return fmt.Sprintf("the user name %s begins with %s, which EKS keeps for itself", name, p), text.Yes
		}
	}
	if before, chosen := Chosen(m.Username); chosen && !strings.Contains(before, ":") {
		return fmt.Sprintf("the user name %s has no colon before the session's name", name), text.Yes
	}
	return "", text.No
}

// refusedGroups: that names of Kubernetes itself are refused is what the API
// answers; of the other prefixes the documentation speaks for user names only.
// https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2915
func refusedGroups(m *facts.Mapping) (string, text.Truth) {
	for _, g := range m.Groups.Items {
		if _, system := g.CutPrefix("system:"); system {
			return fmt.Sprintf("the group %s begins with system:, which an access entry cannot give; an access policy can", g), text.Yes
		}
	}
	return "", text.No
}

// refusedType: entries of nodes have the user, the groups and the permissions
// that EKS gives them.
func refusedType(m *facts.Mapping) (string, text.Truth) {
	if m.Username.Absent() && len(m.Groups.Items) == 0 && (len(m.Policies) == 0 || TakesPolicies(m) == text.Yes) {
		return "", text.No
	}
	return fmt.Sprintf("it is of the type %s, which takes no user name, groups or access policies", m.Type), Standard(m).Not()
}
