package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// servicePrincipalForm is how the names of service principals are formed, in the suffixes
// of all partitions.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
var servicePrincipalForm = text.Regexp(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.(amazonaws\.com|amazonaws\.com\.cn|amazon\.com|amazonaws\.eu|aws\.internal|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$`)

// CheckService decides whether a text cannot be a service principal: it does not
// have the form of one, or it is a slip of one that is known. A service that is
// not known may be newer than the tables.
func CheckService(t facts.Text) (Fault, text.Truth) {
	return checkAlternatives(t, checkServicePrincipal)
}

// checkAlternatives judges a text that may be one of several: all of them must be
// wrong. What holds an unknown part is taken for right.
func checkAlternatives(t facts.Text, check func(string) (Fault, bool)) (Fault, text.Truth) {
	var first Fault
	out := text.No
	for i, alt := range t.Alternatives() {
		f, bad := Fault{}, false
		if s, ok := alt.Value(); ok && !templated(s) && !strings.ContainsAny(s, "<>") {
			f, bad = check(s)
		}
		switch {
		case i == 0:
			first, out = f, text.TruthOf(bad)
		case out != text.TruthOf(bad):
			return Fault{Open: namesOf(t)}, text.Unknown
		}
	}
	return first, out
}

func checkServicePrincipal(s string) (Fault, bool) {
	name := strings.ToLower(s)
	switch {
	case s == "*":
		return Fault{}, false
	case strings.HasPrefix(s, "arn:"):
		return Fault{Why: "an ARN is no service; a role or a user is a principal of type AWS"}, true
	case !servicePrincipalForm().MatchString(name):
		f := Fault{Why: "a service is written as NAME.amazonaws.com"}
		bare, _, _ := strings.Cut(strings.TrimRight(name, "/"), ".")
		if isService(bare + ".amazonaws.com") {
			f.Fix = bare + ".amazonaws.com"
		}
		return f, true
	}
	for _, suffix := range []string{".amazonaws.com.cn", ".amazonaws.eu"} {
		if head, ok := strings.CutSuffix(name, suffix); ok {
			name = head + ".amazonaws.com"
		}
	}
	head, ok := strings.CutSuffix(name, ".amazonaws.com")
	if !ok {
		return Fault{}, false
	}
	// In regions that are opted into, services are named with their region.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services-in-opt-in-regions
	if i := strings.LastIndexByte(head, '.'); i > 0 && regionForm().MatchString(head[i+1:]) {
		head = head[:i]
	}
	if isService(head+".amazonaws.com") || awsdata.ServiceOf(head) != nil {
		return Fault{}, false
	}
	if meant := slipOf(head); meant != "" {
		return Fault{Why: "there is no such service", Fix: meant}, true
	}
	return Fault{}, false
}

func isService(principal string) bool {
	_, found := slices.BinarySearch(awsdata.ServicePrincipals(), principal)
	return found
}

// slipOf finds the service that a name was meant to be: one letter away, or two
// where it is long. Short names are too close to each other for that.
func slipOf(head string) string {
	best, least := "", 3
	for _, p := range awsdata.ServicePrincipals() {
		other, ok := strings.CutSuffix(p, ".amazonaws.com")
		if !ok || len(other) < 4 || strings.Count(other, ".") != strings.Count(head, ".") {
			continue
		}
		d := near.Distance(head, other)
		if d < least && (d == 1 || len(other) >= 8) {
			best, least = p, d
		}
	}
	return best
}

// Missing decides whether the way is for a service and the document does not let
// it do all of some actions; it names what is lacking.
func (p *Policy) Missing(id facts.ID, service string, actions []string) (Verdict, string) {
	w := p.ways[id]
	if w == nil || w.PrincipalType != typeService || p.firstFor(w) != w {
		return no(), ""
	}
	meant := text.Equal(w.Principal, text.Known(service, w.At))
	out := text.No
	var lacking []string
	for _, action := range actions {
		lacks := p.lets(w, action).Not()
		if lacks != text.No {
			lacking = append(lacking, action)
		}
		out = text.Or(out, lacks)
	}
	switch out = text.And(out, meant); out {
	case text.No:
		return no(), ""
	case text.Unknown:
		return w.openActions(), strings.Join(lacking, " and ")
	}
	return Verdict{Truth: text.Yes}, strings.Join(lacking, " and ")
}

// openActions is an answer that hangs on the principal or on the actions.
func (w *way) openActions() Verdict {
	v := Verdict{Truth: text.Unknown, Symbols: w.Principal.Symbols()}
	for _, t := range w.statement.Actions.Items {
		v.Symbols = append(v.Symbols, t.Symbols()...)
	}
	if len(v.Symbols) == 0 {
		v.Symbols = []*text.Symbol{{Name: "the actions of the statement", Fresh: true}}
	}
	return v
}

// rolesAnywhere is the service that takes roles for who has a certificate.
// https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
const rolesAnywhere = "rolesanywhere.amazonaws.com"

// LacksForRolesAnywhere decides whether the way is for IAM Roles Anywhere and the
// document does not let it do all of what it needs; it names what is lacking.
func (p *Policy) LacksForRolesAnywhere(id facts.ID) (Verdict, string) {
	return p.Missing(id, rolesAnywhere, []string{assumeRole, tagSession, "sts:SetSourceIdentity"})
}

// AnyTrustAnchor decides whether the way is for IAM Roles Anywhere and the document
// does not ask which trust anchor vouches for the certificate: then every one of
// the account does.
func (p *Policy) AnyTrustAnchor(id facts.ID) Verdict {
	w := p.ways[id]
	if w == nil || w.PrincipalType != typeService || acceptsAction(w.statement, assumeRole) == text.No {
		return no()
	}
	asked := p.Vouched(id, "aws:sourcearn")
	out := text.And(text.Equal(w.Principal, text.Known(rolesAnywhere, w.At)), asked.Truth.Not())
	switch {
	case out == text.No, p.AdmitsNothing(id).Truth == text.Yes:
		return no()
	case out == text.Unknown, w.Maybe:
		return w.unknown()
	}
	return Verdict{Truth: text.Yes}
}

// AsksForCertificate decides whether the way asks for parts of the certificate,
// which IAM Roles Anywhere sends as tags of the session.
func (p *Policy) AsksForCertificate(id facts.ID) Verdict {
	w := p.ways[id]
	if w == nil {
		return no()
	}
	var keys []string
	for i := range w.statement.Conditions {
		if key, sure, _ := w.keyOf(&w.statement.Conditions[i]); sure && strings.HasPrefix(key, "aws:principaltag/x509") {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 && !w.statement.ConditionsOpen {
		return no()
	}
	return p.Vouched(id, append(keys, "aws:principaltag/x509subject/cn")...)
}
