package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// Holds decides whether a condition holds for a request in which its key has
// this one value.
func Holds(c *facts.Condition, value string) text.Truth {
	switch {
	case accepts(c, false).set.Contains(value) == lang.Yes && !c.Maybe:
		return text.Yes
	case accepts(c, true).set.Contains(value) == lang.No && !c.Maybe:
		return text.No
	}
	return text.Unknown
}

// HoldsAlways decides whether a condition holds for every request, whatever the
// value of its key and also if there is none.
func HoldsAlways(c *facts.Condition) text.Truth {
	switch {
	case accepts(c, false).isEverything():
		return text.Yes
	case accepts(c, true).isEverything():
		return text.Unknown
	}
	return text.No
}

// OperatorBases lists the condition operators in AWS's spelling, without
// ForAllValues:, ForAnyValue: and IfExists.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func OperatorBases() []string {
	return []string{
		"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
		"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
		"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
		"Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "Null",
	}
}

// SplitOperator takes an operator apart: ForAllValues or ForAnyValue, the
// operator itself, and whether IfExists follows. Letter case is kept.
func SplitOperator(name string) (quantifier, base string, ifExists bool) {
	base = name
	if q, rest, ok := strings.Cut(name, ":"); ok {
		quantifier, base = q, rest
	}
	if n := len(base) - len("IfExists"); n > 0 && strings.EqualFold(base[n:], "IfExists") {
		base, ifExists = base[:n], true
	}
	return quantifier, base, ifExists
}
