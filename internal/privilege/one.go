package privilege

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// coversOne decides whether a resource of a statement covers one ARN, field by
// field. Partitions are not compared: a role is in that of whoever asks for it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func coversOne(t, one facts.Text) text.Truth {
	if s, ok := t.Value(); ok && s != "" && strings.Trim(s, "*") == "" {
		return text.Yes
	}
	if same := text.Equal(t, one); same == text.Yes {
		return same
	}
	pattern, okPattern := iam.ParseARN(t)
	arn, okOne := iam.ParseARN(one)
	if !okPattern || !okOne {
		if p, known := t.Value(); known && okOne {
			return matchesField(text.Known(p, t.At), one)
		}
		return text.Equal(t, one)
	}
	out := text.Yes
	for _, f := range [][2]facts.Text{
		{pattern.Service, arn.Service}, {pattern.Region, arn.Region}, {pattern.Account, arn.Account}, {pattern.Resource, arn.Resource},
	} {
		out = text.And(out, matchesField(f[0], f[1]))
	}
	return out
}

// matchesField decides whether a pattern matches a value of which parts may be
// unknown.
func matchesField(pattern, value facts.Text) text.Truth {
	p, knownPattern := pattern.Value()
	v, knownValue := value.Value()
	switch {
	case knownPattern && p != "" && strings.Trim(p, "*") == "":
		return text.Yes
	case knownPattern && knownValue:
		return text.TruthOf(lang.MatchGlob(p, v))
	}
	same := text.Equal(pattern, value)
	if same == text.No && (knownPattern && strings.ContainsAny(p, "*?") || !knownPattern && strings.ContainsAny(pattern.String(), "*?")) {
		return text.Unknown // a wildcard may stand for what differs
	}
	return same
}
