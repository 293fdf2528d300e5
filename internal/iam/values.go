package iam

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// Covered decides whether another value of the same condition lets in all that a
// value does, and more; gives that other value.
func Covered(c *facts.Condition, value facts.Text) (facts.Text, text.Truth) {
	name, known := c.Operator.Value()
	if known && parseOperator(name).base != "stringlike" {
		return facts.Text{}, text.No
	}
	var doubtful facts.Text
	out := text.No
	for _, other := range c.Values.Items {
		if other.At == value.At || text.Equal(other, value) == text.Yes {
			continue
		}
		switch t := coveredBy(value, other); t {
		case text.Yes:
			if known && !c.Maybe {
				return other, text.Yes
			}
			doubtful, out = other, text.Unknown
		case text.Unknown:
			doubtful, out = other, text.Unknown
		}
	}
	return doubtful, out
}

// coveredBy compares what two patterns match.
func coveredBy(value, other facts.Text) text.Truth {
	most, least := lang.Of(pattern(value, like, true)), lang.Of(pattern(other, like, false))
	if most.SubsetOf(least) == lang.Yes {
		return text.TruthOf(least.SubsetOf(most) == lang.No)
	}
	if other.IsKnown() && (value.IsKnown() || !isWild(literals(other))) || lang.Of(pattern(value, like, false)).SubsetOf(lang.Of(pattern(other, like, true))) == lang.No {
		return text.No
	}
	if parts := other.Parts(); len(parts) == 1 && parts[0].Sym != nil {
		return text.No // a whole value that is not known is as a rule one of many
	}
	return text.Unknown
}

// OtherApplication decides whether a value names a service account of another
// namespace, and of another name, than a value before it of the same condition.
// The same name in several namespaces is one application in several stages.
func (p *Policy) OtherApplication(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	w, v := p.web(id)
	if w == nil {
		return v
	}
	_, truth := w.subjectStyle(c)
	namespace, name, ok := accountNamed(value)
	if truth == text.No || !ok {
		return no()
	}
	out := text.No
	for _, before := range c.Values.Items {
		if before.At == value.At || text.Equal(before, value) == text.Yes {
			break
		}
		if ns, n, ok := accountNamed(before); ok {
			out = text.Or(out, text.And(text.Equal(ns, namespace).Not(), text.Equal(n, name).Not()))
		}
	}
	if out == text.Unknown {
		return w.unknown()
	}
	return w.asked(Verdict{Truth: out}, truth)
}

// accountNamed takes a subject of Kubernetes apart, if it is no pattern.
func accountNamed(subject facts.Text) (namespace, name facts.Text, ok bool) {
	rest, ok := subject.CutPrefix(serviceAccountMark)
	if !ok || isWild(literals(rest)) {
		return facts.Text{}, facts.Text{}, false
	}
	fields := rest.Split(":")
	if len(fields) != 2 {
		return facts.Text{}, facts.Text{}, false
	}
	return fields[0], fields[1], true
}

// ServiceAccountOf is the namespace and the name that a condition on the subject
// of the way's tokens compares with, if the value is one service account's.
func (p *Policy) ServiceAccountOf(id facts.ID, c *facts.Condition, value facts.Text) (namespace, name facts.Text, ok bool) {
	w, _ := p.web(id)
	if w == nil || w.profile.Class == ClassShared || w.profile.Class == ClassTenant {
		return facts.Text{}, facts.Text{}, false
	}
	if _, truth := w.subjectStyle(c); truth != text.Yes {
		return facts.Text{}, facts.Text{}, false
	}
	return accountNamed(value)
}

// podKeys are what a trust policy can ask of EKS Pod Identity: for which cluster
// and which pod it takes the role.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
func podKeys() []string {
	keys := []string{"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"}
	return append(keys, podTags("aws:requesttag/")...)
}

// podTags are the keys of the tags that EKS Pod Identity gives to sessions.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
func podTags(prefix string) []string {
	tags := []string{"eks-cluster-arn", "eks-cluster-name", "kubernetes-namespace", "kubernetes-service-account", "kubernetes-pod-name", "kubernetes-pod-uid"}
	for i, tag := range tags {
		tags[i] = prefix + tag
	}
	return tags
}

// AsksWhichPod decides whether the statement of a way, or a Deny, asks for which
// cluster or pod the role is taken.
func (p *Policy) AsksWhichPod(id facts.ID) Verdict { return p.Vouched(id, podKeys()...) }
