package reach

import (
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/text"
)

// associated adds what the pods of an association have in the end: its role, or
// where it names a target, the role that this one assumes for them. They never
// see the credentials of the first.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
func (b *builder) associated(a *facts.Association, id *facts.Identity, given Edge) {
	if a.TargetRole.Absent() {
		b.step(given)
		return
	}
	if given.Truth == text.No {
		return
	}
	for _, next := range b.AssumableFrom(id) {
		same := text.Equal(next.To.ARN, a.TargetRole)
		if to := b.byFact[next.To.ID]; same != text.No && to != nil {
			b.step(b.onward(a, given, next, same))
		}
	}
}

// onward is the step to a target over the role of an association.
func (b *builder) onward(a *facts.Association, given Edge, next link.AssumeEdge, same text.Truth) Edge {
	e := given
	e.To, e.Says = b.byFact[next.To.ID], "is given, by EKS Pod Identity over "+given.To.String()+","
	tagged := b.tags(a, next)
	e.Truth = text.And(given.Truth, same, next.Truth, tagged)
	e.Symbols = append(slices.Clone(given.Symbols), next.Symbols...)
	if same != text.Yes {
		e.Symbols = append(e.Symbols, symbols(a.TargetRole, next.To.ARN)...)
	}
	if tagged == text.Unknown {
		e.Symbols = append(e.Symbols, "whether "+given.To.Name+" may tag sessions of "+e.To.Name)
	}
	e.Evidence = slices.Clone(given.Evidence)
	e.Evidence = append(e.Evidence, notes(note(next.Allowed.At, "which may ask to be %s", e.To.Name), note(next.To.At, "%s", e.To))...)
	if next.Way != nil {
		e.Evidence = append(e.Evidence, notes(note(next.Way.At, "its trust policy lets it in"))...)
	}
	return e
}

// tags decides whether the sessions may be tagged, as EKS does unless the
// association says that it should not.
func (b *builder) tags(a *facts.Association, next link.AssumeEdge) text.Truth {
	off := text.No
	if a.DisableSessionTags.Present {
		off = a.DisableSessionTags.Truth
	}
	t := b.trustOf(next.To)
	if t == nil || off == text.Yes {
		return text.Or(off, text.Unknown)
	}
	may := b.Grants(next.From).Seen(privilege.Request{Action: iam.TagSession, On: next.To.ARN, Service: "iam"}).Truth
	return text.Or(off, text.And(may, b.Policy(t).LetsCaller(next.From.ARN, iam.TagSession)))
}
