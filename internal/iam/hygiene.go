package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// beside are actions that a trust policy allows beside that of entering.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
var beside = []string{"tagsession", "setsourceidentity"}

// CoversMore decides whether a pattern of actions in a trust policy covers, of the
// actions of STS, more than one way of entering and what goes with it.
func CoversMore(action facts.Text) text.Truth {
	s, known := action.Value()
	if !known {
		return text.No // who writes a variable names an action
	}
	prefix, name, ok := strings.Cut(s, ":")
	sts := awsdata.ServiceOf("sts")
	if !strings.ContainsAny(s, "*?") || sts == nil || ok && !strings.EqualFold(prefix, "sts") {
		return text.No
	}
	if !ok {
		return text.TruthOf(s == "*")
	}
	more := 0
	for _, a := range sts.Matching(name) {
		if !slices.Contains(beside, strings.ToLower(a.Name)) {
			more++
		}
	}
	return text.TruthOf(more > 1)
}

// signIn is what the audience of a SAML assertion for AWS is: the sign-in endpoint
// of a partition or a region, which may name the provider behind it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
// https://docs.aws.amazon.com/general/latest/gr/signin-service.html
var signIn = text.Regexp(`^https://([a-z0-9*?-]+\.)?signin\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|amazonaws\.eu|aws)/saml(/acs/[A-Za-z0-9*?-]+|\*)?$`)

// AnyAssertion decides whether the way is for assertions of a SAML provider and
// the document does not ask for whom they were made.
func (p *Policy) AnyAssertion(id facts.ID) Verdict {
	w := p.ways[id]
	if w == nil || w.PrincipalType != typeFed || acceptsAction(w.statement, assumeSAML) == text.No || !usable(w.Way, mechSAML) {
		return no()
	}
	asked := p.Vouched(id, "saml:aud")
	switch {
	case asked.Truth == text.Yes:
		return no()
	case asked.Truth == text.Unknown, w.Maybe, w.Mechanism != mechSAML, acceptsAction(w.statement, assumeSAML) != text.Yes:
		return w.unknown()
	}
	return Verdict{Truth: text.Yes}
}

// ForOthers decides whether a value of a condition on the audience of assertions is
// no sign-in endpoint of AWS.
func (p *Policy) ForOthers(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	w := p.ways[id]
	if w == nil {
		return no()
	}
	key, sure, _ := w.keyOf(c)
	name, known := c.Operator.Value()
	if !sure || key != "saml:aud" || known && parseOperator(name).negated || known && !strings.HasPrefix(parseOperator(name).base, "string") {
		return no()
	}
	out := text.No
	for i, alt := range value.Alternatives() {
		s, ok := alt.Value()
		bad := text.TruthOf(ok && !templated(s) && !signIn().MatchString(strings.ToLower(s)))
		if i > 0 && bad != out {
			return w.unknown()
		}
		out = bad
	}
	if out == text.Yes && !known {
		return w.unknown()
	}
	if out == text.Yes {
		return w.known(c)
	}
	return no()
}

const externalID = "sts:externalid"

// SkippableExternalID decides whether a condition on the external id holds also
// where there is none, and no other one asks for it; it says why.
func (p *Policy) SkippableExternalID(id facts.ID, c *facts.Condition) (Verdict, string) {
	w := p.ways[id]
	if w == nil || w.PrincipalType == typeFed || w.PrincipalType == typeService {
		return no(), ""
	}
	key, sure, _ := w.keyOf(c)
	skips, why := skippable(c)
	asked := p.Vouched(id, externalID)
	switch {
	case !sure || key != externalID || skips == text.No || asked.Truth == text.Yes:
		return no(), ""
	case skips == text.Unknown || asked.Truth == text.Unknown:
		return w.unknown(), "the operator"
	}
	return w.known(c), why
}

// guessed are external ids that nobody has to be told.
var guessed = []string{"external", "externalid", "external-id", "external_id", "test", "testing", "secret", "password", "changeme", "id", "example", "demo", "default", "1234", "12345", "123456", "0000"}

// GuessableExternalID decides whether a value of a condition on the external id is
// one that is guessed at the first try: everything, a word of no meaning, the
// caller's own account, or the name of the role. The account of the role is what
// some vendors ask for.
func (p *Policy) GuessableExternalID(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	w := p.ways[id]
	if w == nil || w.PrincipalType == typeFed || w.PrincipalType == typeService {
		return no()
	}
	key, sure, _ := w.keyOf(c)
	name, ok := c.Operator.Value()
	o := parseOperator(name)
	s, known := value.Value()
	if !sure || key != externalID || !known || ok && (o.negated || !strings.HasPrefix(o.base, "string")) {
		return no()
	}
	account, spelled := w.accountOf().Value()
	weak := slices.Contains(guessed, strings.ToLower(s)) || o.base == "stringlike" && strings.Trim(s, "*") == "" ||
		spelled && s == account || p.trust.Name.Is(s)
	if !weak {
		return no()
	}
	if !ok {
		return w.unknown()
	}
	return w.known(c)
}
