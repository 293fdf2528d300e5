package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// wildless are the context keys of AWS whose values hold neither * nor ?.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (as of 2026-11)
var wildless = []string{
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths",
	"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce",
	"aws:userid", "sts:externalid", "sts:rolesessionname",
}

// LiteralWildcard decides whether a value of a condition holds a wildcard that
// the operator takes for an ordinary character, on a key whose values hold no
// such character: then the value equals nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
func LiteralWildcard(c *facts.Condition, value facts.Text) text.Truth {
	found := text.No
	for i, alt := range value.Alternatives() {
		switch one := holdsWildcard(alt); {
		case i == 0:
			found = one
		case one != found:
			found = text.Unknown
		}
	}
	return text.And(comparesExactly(c.Operator), isWildless(c.Key), found)
}

func comparesExactly(operator facts.Text) text.Truth {
	name, ok := operator.Value()
	if !ok {
		return text.Unknown
	}
	base := parseOperator(name).base
	return text.TruthOf(base == "stringequals" || base == "stringequalsignorecase")
}

// isWildless: claims hold no wildcards either, as far as issuers are known, but
// for names that people give freely.
func isWildless(key facts.Text) text.Truth {
	if prefix, claim, ok := splitKey(key); ok && issuerLike(prefix, claim) {
		return text.TruthOf(claim != "workflow")
	}
	s, ok := key.Value()
	if !ok {
		return text.Unknown
	}
	return text.TruthOf(slices.Contains(wildless, strings.ToLower(s)))
}

// holdsWildcard looks outside of policy variables, whose values are not known,
// and of the escapes ${*} and ${?}, by which a character stands for itself.
// Symbols are taken for names: whoever writes StringEquals means one, so that an
// unknown part is no reason for doubt.
func holdsWildcard(t facts.Text) text.Truth {
	for _, p := range t.Parts() {
		if p.Sym != nil {
			continue
		}
		lit := p.Lit
		for lit != "" {
			plain, after, found := strings.Cut(lit, "${")
			_, behind, closed := strings.Cut(after, "}")
			if !found || !closed {
				plain, behind = lit, ""
			}
			if isWild(plain) {
				return text.Yes
			}
			lit = behind
		}
	}
	return text.No
}
