package iam

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// The actions that a role trust policy can allow a principal to enter by.
const (
	assumeRole   = "sts:AssumeRole"
	assumeSAML   = "sts:AssumeRoleWithSAML"
	assumeWebID  = "sts:AssumeRoleWithWebIdentity"
	mechRole     = "assume-role"
	mechSAML     = "saml"
	mechWeb      = "web-identity"
	mechMixed    = "mixed"
	mechUnknown  = "unknown"
	typeAny      = "*"
	typeAWS      = "AWS"
	typeService  = "Service"
	typeFed      = "Federated"
	typeCanon    = "CanonicalUser"
	typeUnknown  = "unknown"
	providerMark = ":oidc-provider/"
	samlMark     = ":saml-provider/"
)

// mechanisms pairs each way of entering with its action.
var mechanisms = [...]struct{ name, action string }{
	{mechRole, assumeRole}, {mechWeb, assumeWebID}, {mechSAML, assumeSAML},
}

// NewTrust makes the trust fact of a role's trust policy, with its ways.
func NewTrust(base facts.Base, name facts.Text, doc Document) *facts.Trust {
	t := &facts.Trust{
		Base: base, Cloud: "aws", Form: "role-trust-policy", Reading: doc.Reading, Name: name,
		Statements: doc.Statements, Open: doc.Open,
	}
	if t.At.IsZero() {
		t.At = doc.At
	}
	for i := range doc.Statements {
		t.Ways = append(t.Ways, waysOf(t, &doc.Statements[i], i)...)
	}
	for i := range t.Ways {
		t.Ways[i].ID = facts.ID(fmt.Sprintf("%s/way[%d]", base.ID, i))
	}
	return t
}

// waysOf lists the ways of one statement. Allow with NotPrincipal names nobody
// and yields none; it is a fault of its own.
func waysOf(t *facts.Trust, s *facts.Statement, index int) []facts.Way {
	allows := text.Equal(s.Effect, text.Known("Allow", s.At))
	if allows == text.No {
		return nil
	}
	var out []facts.Way
	for _, p := range s.Principals {
		w := facts.Way{
			At: p.At, Statement: index, PrincipalType: principalType(p), Principal: p.Value,
			Maybe: s.Maybe || p.Maybe || allows != text.Yes,
		}
		w.Mechanism = mechanismOf(s, &w)
		out = append(out, w)
	}
	if s.PrincipalsOpen && len(s.Principals) == 0 {
		w := facts.Way{At: s.At, Statement: index, PrincipalType: typeUnknown, Maybe: true,
			Principal: text.Of(&text.Symbol{Name: "Principal", Fresh: true}, s.At)}
		w.Mechanism = mechanismOf(s, &w)
		out = append(out, w)
	}
	for i := range out {
		if out[i].At.IsZero() {
			out[i].At = s.At
		}
	}
	return out
}

// principalType maps {"*": ...} and the bare star to "*".
func principalType(p facts.Principal) string {
	v, ok := p.Type.Value()
	switch {
	case !ok:
		return typeUnknown
	case v == typeAny, v == typeAWS, v == typeService, v == typeFed, v == typeCanon:
		return v
	}
	return typeUnknown
}

// mechanismOf names how a way is entered: by the actions that its statement
// allows, as far as the type of the principal can use them.
func mechanismOf(s *facts.Statement, w *facts.Way) string {
	name, doubt := "", false
	all, several := "", false
	for _, m := range mechanisms {
		accepted := acceptsAction(s, m.action)
		if accepted == text.No {
			continue
		}
		if all != "" {
			several = true
		}
		all = m.name
		if !usable(w, m.name) {
			continue
		}
		if accepted == text.Unknown {
			doubt = true
		}
		if name != "" {
			name = mechMixed
			continue
		}
		name = m.name
	}
	switch {
	case name == "" && several:
		return mechMixed
	case name == "" && all != "":
		return all
	case name == "" || doubt && name == mechMixed:
		return mechUnknown
	}
	return name
}

// usable reports whether a type of principal can use a mechanism: federated
// principals present tokens or assertions, the others their own credentials.
func usable(w *facts.Way, mechanism string) bool {
	if w.PrincipalType != typeFed {
		return w.PrincipalType == typeAny || w.PrincipalType == typeUnknown || mechanism == mechRole
	}
	if mechanism == mechRole {
		return false
	}
	v := w.Principal.String()
	switch {
	case strings.Contains(v, samlMark):
		return mechanism == mechSAML
	case strings.Contains(v, providerMark), w.Principal.IsKnown() && !strings.HasPrefix(v, "arn:"):
		return mechanism == mechWeb
	}
	return true
}

// acceptsAction decides whether a statement's Action or NotAction covers an
// action. Action names are case-insensitive and their wildcards cross ":".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
func acceptsAction(s *facts.Statement, action string) text.Truth {
	switch {
	case s.Actions.Present:
		return listMatches(s.Actions, action)
	case s.NotActions.Present:
		return listMatches(s.NotActions, action).Not()
	case s.Actions.Closed && s.NotActions.Closed:
		return text.No
	}
	return text.Unknown
}

func listMatches(l facts.List, action string) text.Truth {
	out := text.TruthOf(false)
	for _, item := range l.Items {
		if v, ok := item.Value(); ok {
			out = text.Or(out, text.TruthOf(lang.MatchGlob(strings.ToLower(v), strings.ToLower(action))))
			continue
		}
		p := lang.Of(pattern(item, like, true).FoldCase())
		if p.Contains(action) == lang.No {
			continue
		}
		out = text.Or(out, text.Unknown)
	}
	if !l.Closed {
		out = text.Or(out, text.Unknown)
	}
	return out
}
