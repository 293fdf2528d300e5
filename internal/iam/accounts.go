package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// OfNobodyKnown decides whether the way's principal is of an account of which
// nothing public says whose it is: no vendor, none of AWS's own, and none of those
// that documentation writes.
func (p *Policy) OfNobodyKnown(id facts.ID) text.Truth {
	w := p.ways[id]
	account := p.Account(id)
	switch {
	case w == nil || w.PrincipalType != typeAWS:
		return text.No
	case account.Absent() && w.Principal.IsKnown():
		return text.No
	}
	s, known := account.Value()
	if !known {
		for _, sym := range account.Symbols() {
			if computed(sym) {
				return text.No // one's own account
			}
		}
		return text.Unknown
	}
	if !accountForm().MatchString(s) || awsdata.IsDocumentationAccount(s) {
		return text.No
	}
	_, found := awsdata.OwnerOf(s)
	return text.TruthOf(!found)
}

// deputyKeys are the keys by which a role asks on whose behalf a service acts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
var deputyKeys = []string{
	"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "sts:externalid",
}

// asksDeputyIfExists reports whether a condition asks for one of the keys where it
// is there, and the services that are reported send it always. One that may not
// be in force is taken for one, too.
func (w *way) asksDeputyIfExists(c facts.Condition) bool {
	key, sure, _ := w.keyOf(&c)
	name, known := c.Operator.Value()
	o := parseOperator(name)
	return sure && known && slices.Contains(deputyKeys, key) && key != externalID && isSkippable(&c) && o.base != "null" && !o.negated
}

// Deputy decides whether a service that says on whose behalf it acts may assume
// the role without being asked; it gives the service.
func (p *Policy) Deputy(id facts.ID) (Verdict, string) {
	w := p.ways[id]
	if w == nil || w.PrincipalType != typeService || acceptsAction(w.statement, assumeRole) == text.No {
		return no(), ""
	}
	name, known := w.Principal.Value()
	name = strings.TrimSuffix(strings.ToLower(name), ".cn")
	if _, ok := awsdata.DeputyOf(name); known && !ok {
		return no(), ""
	}
	asked := p.Vouched(id, deputyKeys...)
	if slices.ContainsFunc(w.statement.Conditions, w.asksDeputyIfExists) {
		return no(), ""
	}
	switch {
	case asked.Truth == text.Yes || p.AdmitsNothing(id).Truth == text.Yes:
		return no(), ""
	case !known:
		return no(), "" // most services are not in the table
	case asked.Truth == text.Unknown || w.Maybe || acceptsAction(w.statement, assumeRole) != text.Yes:
		return w.unknown(), name
	}
	return Verdict{Truth: text.Yes}, name
}
