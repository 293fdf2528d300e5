package awsauth

import (
	"regexp"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// The placeholders of user names and groups.
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.8/README.md
const (
	privateDNS  = "{{EC2PrivateDNSName}}"
	accountID   = "{{AccountID}}"
	session     = "{{SessionName}}"
	sessionRaw  = "{{SessionNameRaw}}"
	accessKeyID = "{{AccessKeyID}}"
)

// instanceID is the session name of an instance's credentials.
var instanceID = text.Regexp(`^i-(\w{8}|\w{17})$`)

// render fills in the placeholders of an entry. Whoever is to become a node has
// to have the session of an instance, whose name is not known here.
func render(m *facts.Mapping, id Identity) Outcome {
	out := Outcome{In: text.Yes, Username: text.Known("", m.At), Groups: facts.List{Closed: m.Groups.Closed}, Entry: m}
	fill := func(t facts.Text) facts.Text {
		filled, in := fillIn(t, id)
		out.In = text.And(out.In, in)
		return filled
	}
	if !m.Username.Absent() {
		out.Username = fill(m.Username)
	}
	for _, g := range m.Groups.Items {
		out.Groups.Items = append(out.Groups.Items, fill(g))
	}
	if !m.Groups.Closed {
		out.In = text.And(out.In, text.Unknown) // a group may ask for an instance
	}
	return out
}

// fillIn replaces the placeholders of a text, each in its turn, as the
// authenticator does it.
func fillIn(t facts.Text, id Identity) (facts.Text, text.Truth) {
	v, ok := t.Value()
	if !ok {
		return t, text.Unknown
	}
	if strings.Contains(v, privateDNS) {
		if !instanceID().MatchString(id.Session) {
			return t, text.No
		}
		if id.PrivateDNS == nil {
			return text.Of(&text.Symbol{Name: "the instance's name", Fresh: true}, t.At), text.Unknown
		}
		name, found := id.PrivateDNS(id.Session)
		if !found {
			return t, text.No
		}
		v = strings.ReplaceAll(v, privateDNS, name)
	}
	v = strings.ReplaceAll(v, accountID, id.Account)
	v = strings.ReplaceAll(v, session, strings.ReplaceAll(id.Session, "@", "-"))
	v = strings.ReplaceAll(v, sessionRaw, id.Session)
	v = strings.ReplaceAll(v, accessKeyID, id.AccessKeyID)
	return text.Known(v, t.At), text.Yes
}

// placeholders are the strings that the placeholders may give. STS takes 2 to 64
// of these characters for the name of a session, which whoever assumes the role
// chooses; of an instance's session it is the instance's id.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func placeholders() *strings.Replacer {
	return strings.NewReplacer(
		regexp.QuoteMeta(privateDNS), `[A-Za-z0-9.-]+`,
		regexp.QuoteMeta(accountID), `[0-9]{12}`,
		regexp.QuoteMeta(session), `[\w+=,.-]{2,64}`,
		regexp.QuoteMeta(sessionRaw), `[\w+=,.@-]{2,64}`,
		regexp.QuoteMeta(accessKeyID), `[A-Z0-9]{16,128}`,
	)
}

// MayBecome decides whether a template of user names or groups can give a name.
func MayBecome(template facts.Text, name string) text.Truth {
	v, ok := template.Value()
	switch {
	case template.Absent():
		return text.No
	case !ok:
		first := template.Parts()[0].Lit
		if !strings.Contains(first, "{{") && !strings.HasPrefix(name, first) {
			return text.No
		}
		return text.Unknown
	}
	r, err := regexp.Compile("^" + placeholders().Replace(regexp.QuoteMeta(v)) + "$")
	if err != nil {
		return text.Unknown
	}
	return text.TruthOf(r.MatchString(name))
}

// Chosen reports whether the name of a session, which whoever assumes the role
// chooses, stands in a template, and what is written before it.
func Chosen(template facts.Text) (prefix string, ok bool) {
	v, known := template.Value()
	if !known {
		return "", false
	}
	for _, p := range []string{session, sessionRaw} {
		if before, _, found := strings.Cut(v, p); found {
			return before, true
		}
	}
	return "", false
}
