package awsauth

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// SameMap reports whether two entries are of one ConfigMap.
func SameMap(a, b *facts.Mapping) bool {
	return a.Form == "aws-auth" && b.Form == "aws-auth" && a.Unit == b.Unit && a.Source == b.Source && object(a) == object(b)
}

// object is the address of the ConfigMap that holds an entry.
func object(m *facts.Mapping) string {
	before, _, _ := strings.Cut(m.Address, "/"+m.List)
	return before
}

// Overridden looks for the entry that counts in place of another one of the same
// ConfigMap: a later one of the same list and key, or a role's for the ARN of a
// user, since the roles are asked first. entries are all of the ConfigMap, in the
// order written.
func Overridden(entries []*facts.Mapping, m *facts.Mapping) (by *facts.Mapping, truth text.Truth) {
	truth = text.No
	if Dropped(m) || m.List == MapAccounts {
		return nil, text.No
	}
	behind := false
	for _, other := range entries {
		if other == m {
			behind = true
			continue
		}
		one := text.No
		switch {
		case Dropped(other):
		case other.List == m.List && behind:
			one = text.Equal(Key(m), Key(other))
		case other.List == MapRoles && m.List == MapUsers:
			one = text.Equal(fold(m.Principal), fold(other.Principal))
		}
		one = text.And(one, existsBeside(other, m))
		switch {
		case one == text.Yes:
			by, truth = other, text.Yes
		case one == text.Unknown && truth == text.No:
			by, truth = other, text.Unknown
		}
	}
	return by, truth
}

// existsBeside decides whether an entry is there whenever another is.
func existsBeside(m, other *facts.Mapping) text.Truth {
	if !m.Maybe || len(m.DependsOn) > 0 && len(m.DependsOn) == len(other.DependsOn) && strings.Join(m.DependsOn, "\n") == strings.Join(other.DependsOn, "\n") {
		return text.Yes
	}
	return text.Unknown
}
