package privilege_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// texts makes a list of known texts.
func texts(items ...string) facts.List {
	l := facts.List{Present: true, Closed: true}
	for _, s := range items {
		l.Items = append(l.Items, text.Known(s, source.Span{}))
	}
	return l
}

// world is what random policies speak of.
var world = struct{ actions, resources []string }{
	[]string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "sqs:SendMessage"},
	[]string{"arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::b/x", "arn:aws:sqs:eu-west-1:111122223333:q"},
}

func randomPolicy(r *rand.Rand) []*facts.Statement {
	pick := func(from ...string) facts.List {
		l := texts()
		for range 1 + r.IntN(2) {
			l.Items = append(l.Items, text.Known(from[r.IntN(len(from))], source.Span{}))
		}
		return l
	}
	var out []*facts.Statement
	for range 1 + r.IntN(3) {
		s := &facts.Statement{Effect: text.Known("Allow", source.Span{})}
		if r.IntN(4) == 0 {
			s.Effect = text.Known("Deny", source.Span{})
		}
		actions := pick("s3:GetObject", "S3:putobject", "s3:*", "s3:*Object", "*", "sqs:SendMessage")
		if s.Actions = actions; r.IntN(6) == 0 {
			s.Actions, s.NotActions = facts.List{Closed: true}, actions
		}
		resources := pick("*", "arn:aws:s3:::a/*", "arn:aws:s3:::*/x", "arn:aws:s3:::b/x", "arn:aws:sqs:*:*:q")
		if s.Resources = resources; r.IntN(6) == 0 {
			s.Resources, s.NotResources = facts.List{Closed: true}, resources
		}
		if r.IntN(3) == 0 {
			s.Conditions = []facts.Condition{{Operator: text.Known("Bool", source.Span{}), Key: text.Known("aws:MultiFactorAuthPresent", source.Span{}), Values: texts("true")}}
		}
		out = append(out, s)
	}
	return out
}

// allows evaluates a request by IAM's rules, with or without a second factor.
func allows(policy []*facts.Statement, action, resource string, mfa bool) bool {
	has := func(l facts.List, s string) bool {
		return slices.ContainsFunc(l.Items, func(t facts.Text) bool { return lang.MatchGlob(strings.ToLower(t.String()), strings.ToLower(s)) })
	}
	out := false
	for _, s := range policy {
		switch {
		case s.NotActions.Present && has(s.NotActions, action), s.Actions.Present && !has(s.Actions, action):
		case s.NotResources.Present && has(s.NotResources, resource), s.Resources.Present && !has(s.Resources, resource):
		case len(s.Conditions) > 0 && !mfa:
		case s.Effect.Is("Deny"):
			return false
		default:
			out = true
		}
	}
	return out
}

// newly reports whether the one policy allows a request that the other does not,
// with or without a second factor.
func newly(before, after []*facts.Statement, action, resource string) bool {
	return slices.ContainsFunc([]bool{false, true}, func(mfa bool) bool {
		return allows(after, action, resource, mfa) && !allows(before, action, resource, mfa)
	})
}

// TestWiderIsSound holds proofs and refutations against an evaluation of every
// request of a small world.
func TestWiderIsSound(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	counts := map[text.Truth]int{}
	for range 4000 {
		before, after := randomPolicy(r), randomPolicy(r)
		e, truth := privilege.Wider(privilege.OfStatements(before), privilege.OfStatements(after))
		counts[truth]++
		switch truth {
		case text.Yes:
			if !newly(before, after, e.Action, e.Resource) {
				t.Fatalf("%s is nothing new from\n%s to\n%s", e, shown(before), shown(after))
			}
		case text.No:
			for _, action := range world.actions {
				for _, resource := range world.resources {
					if newly(before, after, action, resource) {
						t.Fatalf("%s on %s is new from\n%s to\n%s", action, resource, shown(before), shown(after))
					}
				}
			}
		}
	}
	if counts[text.Yes] < 1000 || counts[text.No] < 500 || counts[text.Unknown] > 1000 {
		t.Errorf("too little is decided: %v", counts)
	}
	t.Logf("yes %d, no %d, unknown %d", counts[text.Yes], counts[text.No], counts[text.Unknown])
}

func shown(policy []*facts.Statement) string {
	var b strings.Builder
	for _, s := range policy {
		fmt.Fprintf(&b, "  %s %v not %v on %v not %v, %d conditions\n", s.Effect, s.Actions.Items, s.NotActions.Items, s.Resources.Items, s.NotResources.Items, len(s.Conditions))
	}
	return b.String()
}

func BenchmarkWider(b *testing.B) {
	var many []*facts.Statement
	for i := range 30 {
		many = append(many, &facts.Statement{
			Effect: text.Known("Allow", source.Span{}), Actions: texts("s3:Get*", "s3:PutObject"), Resources: texts(fmt.Sprintf("arn:aws:s3:::bucket-%d/*", i)),
		})
	}
	more := append(slices.Clone(many), &facts.Statement{
		Effect: text.Known("Allow", source.Span{}), Actions: texts("s3:*"), Resources: texts("arn:aws:s3:::bucket-7/*"),
	})
	b.ReportAllocs()
	for b.Loop() {
		if _, truth := privilege.Wider(privilege.OfStatements(many), privilege.OfStatements(more)); truth != text.Yes {
			b.Fatal(truth)
		}
	}
}
