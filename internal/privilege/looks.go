package privilege

import (
	"path"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// Looks decides whether all that the policies that are seen allow is reading and
// listing, by the access levels of AWS. Where no policy is seen nothing is known.
// What is denied, or is beyond a boundary, is not weighed: then the answer is
// unknown where it could matter.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
func (g *Grants) Looks() (truth text.Truth, symbols []string) {
	if len(g.allow) == 0 && !slices.ContainsFunc(g.identity.Attached, isManaged) {
		return text.Unknown, []string{"policies of " + g.identity.Address + " that are attached elsewhere"}
	}
	truth = text.Yes
	weigh := func(t text.Truth, names ...string) {
		if t == text.No && (len(g.deny) > 0 || g.bounded) {
			t, names = text.Unknown, []string{"what is denied to " + g.identity.Address}
		}
		if t == text.Unknown {
			symbols = append(symbols, names...)
		}
		truth = text.And(truth, t)
	}
	var reading []string
	for i := range g.identity.Attached {
		if a := &g.identity.Attached[i]; isManaged(*a) {
			t, name := g.looking(a)
			if t == text.Yes && name != "" {
				reading = append(reading, name)
			}
			weigh(t, a.Policy.String())
		}
	}
	for i := range g.allow {
		s := g.allow[i].Statement
		if name, _ := s.OwnerName.Value(); s.Context && slices.Contains(reading, name) {
			continue // the document of a policy of AWS, in an export
		}
		weigh(looks(s), symbolsOf(s)...)
	}
	return truth, symbols
}

func isManaged(a facts.Attachment) bool { return a.Form == "managed" }

// looking decides about a policy that is attached. The name is that of a policy
// of AWS that only reads. Others are judged by their statements, if those are
// there.
func (g *Grants) looking(a *facts.Attachment) (t text.Truth, name string) {
	if p, ok := pathOf(a.Policy); ok {
		m, _, found := awsdata.ManagedOf(p)
		switch {
		case m.Looks:
			return text.Yes, path.Base(p)
		case found:
			return text.No, ""
		}
		return text.Unknown, "" // newer than the table
	}
	for i := range g.allow {
		if own := g.allow[i].OwnerName; !own.Absent() && namedBy(a.Policy, own) {
			return text.Yes, ""
		}
	}
	return text.Unknown, ""
}

// namedBy reports whether an ARN ends in the name of a policy.
func namedBy(arn, name facts.Text) bool {
	_, ends := arn.CutSuffix("/" + name.String())
	return ends || name.Symbols() != nil && strings.HasSuffix(arn.String(), "/"+name.String())
}

// looks decides about one statement that allows.
func looks(s *facts.Statement) text.Truth {
	if s.NotActions.Present {
		return unsure(s, text.No)
	}
	out := text.TruthOf(s.Actions.Closed)
	if !s.Actions.Closed {
		out = text.Unknown
	}
	for _, t := range s.Actions.Items {
		name, known := t.Value()
		one := text.Unknown
		if known {
			one = onlyLooks(name)
		}
		out = text.And(out, one)
	}
	if out == text.No {
		return unsure(s, out)
	}
	return out
}

// onlyLooks decides about all actions that a pattern covers.
func onlyLooks(pattern string) text.Truth {
	prefix, name, ok := strings.Cut(pattern, ":")
	if !ok || strings.ContainsAny(prefix, "*?") {
		return text.No
	}
	service := awsdata.ServiceOf(prefix)
	if service == nil {
		return text.Unknown // newer than the table
	}
	actions := service.Matching(name)
	for _, a := range actions {
		if !a.Looks() {
			return text.No
		}
	}
	return text.Or(text.TruthOf(len(actions) > 0), text.Unknown)
}
