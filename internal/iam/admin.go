package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// AllowsEverything decides whether a statement allows every action on every
// resource and asks nothing in return. A condition that does not hold for every
// request is taken for a restriction, whatever it is.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
func AllowsEverything(s *facts.Statement) text.Truth {
	out := text.And(
		text.Equal(s.Effect, text.Known("Allow", s.At)),
		covers(s.Actions, func(v string) bool { return isStars(v) || v == "*:*" }),
		covers(s.Resources, isStars),
	)
	for i := range s.Conditions {
		c := &s.Conditions[i]
		switch {
		case accepts(c, false).isEverything():
		case accepts(c, true).isEverything():
			out = text.And(out, text.Unknown)
		default:
			return text.No
		}
	}
	if s.ConditionsOpen || s.Maybe {
		out = text.And(out, text.Unknown)
	}
	return out
}

// covers decides whether some element of a list covers all there is.
func covers(l facts.List, all func(string) bool) text.Truth {
	out := text.No
	for _, t := range l.Items {
		s, known := t.Value()
		switch {
		case known && all(s):
			return text.Yes
		case !known && strings.Trim(literals(t), "*:") == "":
			out = text.Unknown
		}
	}
	if !l.Closed {
		out = text.Or(out, text.Unknown)
	}
	return out
}

// isStars reports whether a pattern matches every string.
func isStars(s string) bool { return s != "" && strings.Trim(s, "*") == "" }
