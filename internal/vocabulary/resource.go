package vocabulary

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// Mismatch decides whether none of the actions of a statement acts on any of its
// resources, and says on what the first one does.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
func Mismatch(s *facts.Statement) (why string, t text.Truth) {
	if !s.Actions.Present || !s.Resources.Present || len(s.Resources.Items) == 0 || len(s.Actions.Items) == 0 {
		return "", text.No
	}
	var resources []lang.Pattern
	for _, r := range s.Resources.Items {
		resources = append(resources, lang.Wild(wild(r)))
	}
	on := lang.Of(resources...)
	for _, a := range s.Actions.Items {
		name, known := a.Value()
		if !known {
			return "", text.Unknown
		}
		one, apart := apartFrom(name, on)
		if !apart {
			return "", text.No
		}
		if why == "" {
			why = one
		}
	}
	if !s.Actions.Closed || !s.Resources.Closed {
		return why, text.Unknown
	}
	return why, text.Yes
}

// apartFrom decides for one element of Action.
func apartFrom(name string, on lang.Set) (why string, apart bool) {
	prefix, action, _ := strings.Cut(name, ":")
	service := awsdata.ServiceOf(prefix)
	if service == nil {
		return "", false
	}
	actions := service.Matching(action)
	if len(actions) == 0 {
		return "", false // said elsewhere
	}
	for _, a := range actions {
		var kinds []string
		for _, t := range a.Types {
			kind, _ := service.Type(t)
			for _, arn := range kind.ARNs {
				kinds = append(kinds, arn)
				if on.Intersects(lang.Glob(wildARN(arn))) != lang.No {
					return "", false
				}
			}
		}
		if len(kinds) == 0 {
			return "", false // some services check such actions against names of their own
		}
		if why == "" {
			why = fmt.Sprintf("%s:%s acts on %s", service.Prefix, a.Name, slices.MinFunc(kinds, func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
		}
	}
	return why, true
}

// wild puts * in place of symbols and policy variables.
func wild(t facts.Text) string {
	var b strings.Builder
	for _, p := range t.Parts() {
		if p.Sym != nil {
			b.WriteByte('*')
			continue
		}
		b.WriteString(wildARN(p.Lit))
	}
	if s := b.String(); strings.HasPrefix(s, "arn:") && strings.Count(s, ":") < 5 {
		return s + "*" // fields that are left out at the end
	}
	return b.String()
}

// wildARN puts * in place of ${Names}.
func wildARN(s string) string {
	var b strings.Builder
	for {
		head, rest, found := strings.Cut(s, "${")
		b.WriteString(head)
		_, tail, closed := strings.Cut(rest, "}")
		if !found || !closed {
			if found {
				b.WriteByte('*')
			}
			return b.String()
		}
		b.WriteByte('*')
		s = tail
	}
}

// ManagedPolicy decides whether an ARN is that of a policy of AWS that does not
// exist. Only those of the partition aws are known.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
func ManagedPolicy(arn facts.Text) (Fault, text.Truth) {
	a, ok := iam.ParseARN(arn)
	if !ok || !a.Account.Is("aws") || !a.Service.Is("iam") {
		return Fault{}, text.No
	}
	resource, known := a.Resource.Value()
	name, policy := strings.CutPrefix(resource, "policy/")
	switch {
	case !known:
		return Fault{}, text.Unknown
	case !policy:
		return Fault{}, text.No
	}
	// Only the names of the partition aws are listed, so of others nothing is said.
	listed := text.Equal(a.Partition, text.Known("aws", arn.At))
	fault, missing := managedName(name)
	if truth := text.And(listed, missing); truth != text.No {
		return fault, truth
	}
	return Fault{}, text.No
}

// later is how the names of AWS's policies say that they are not the first.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
var later = text.Regexp(`_?[vV]\d{1,2}$`)

// managedName decides whether AWS has no managed policy of this path and name.
func managedName(name string) (Fault, text.Truth) {
	_, others, found := awsdata.ManagedOf(name)
	switch {
	case found:
		return Fault{}, text.No
	case len(others) > 0:
		return Fault{Broken, fmt.Sprintf("its path is missing or another one (did you mean policy/%s?)", others[0])}, text.Yes
	}
	if version := later().FindString(path.Base(name)); version != "" && slices.Contains(awsdata.ManagedNames(), strings.TrimSuffix(path.Base(name), version)) {
		// AWS brings a policy that does less, or more, out as its next version.
		return Fault{Unlisted, "no such version of it was known on " + awsdata.PoliciesDate}, text.Yes
	}
	if best := closest(path.Base(name), awsdata.ManagedNames()); best != "" {
		m, others, ok := awsdata.ManagedOf(best)
		if ok {
			others = append(others, m.Path)
		}
		return Fault{Broken, fmt.Sprintf("there is no such policy (did you mean policy/%s?)", others[0])}, text.Yes
	}
	if word := near.Word(path.Base(name), awsdata.ManagedNames()); word != "" && strings.EqualFold(word, path.Base(name)) {
		return Fault{Broken, fmt.Sprintf("names of policies are case-sensitive (did you mean %s?)", word)}, text.Yes
	}
	return Fault{Unlisted, "no such policy was known on " + awsdata.PoliciesDate}, text.Yes
}
