package compare

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func known(s string) facts.Text { return text.Known(s, source.Span{}) }

func TestMoreByCEL(t *testing.T) {
	absent := facts.Text{}
	for _, c := range []struct {
		before, after facts.Text
		want          text.Truth
	}{
		{absent, absent, text.No},
		{absent, known("a"), text.No},
		{known("a"), absent, text.Yes},
		{known("a  ==\n b"), known("a == b"), text.No},
		{known("a"), known("a && b"), text.No},
		{known("a && b"), known("a"), text.Yes},
		{known("a"), known("b && a"), text.No},
		{known("a"), known("a || b"), text.Yes},
		{known("a || b"), known("a"), text.No},
		{known("c ? a : b"), known("c ? a : b && d"), text.No},
		{known("c ? a : b"), known("d && c ? a : b"), text.Unknown},
		{known("a"), known("a && b ? c : d"), text.Unknown},
		{known("a"), known("b"), text.Unknown},
		{known("a"), known("ab && c"), text.Unknown},
	} {
		if got := moreByCEL(c.before, c.after); got != c.want {
			t.Errorf("from %q to %q: %s, want %s", c.before, c.after, got, c.want)
		}
	}
}

// TestPermissions holds what is told of two roles against the authorizer, asked
// about every request of a small world.
func TestPermissions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	list := func(from ...string) facts.List {
		l := facts.List{Present: true, Closed: true}
		for range 1 + r.IntN(2) {
			l.Items = append(l.Items, known(from[r.IntN(len(from))]))
		}
		return l
	}
	role := func() *facts.Grant {
		g := &facts.Grant{}
		for range r.IntN(3) {
			rule := facts.Rule{
				Verbs: list("get", "create", "*"), APIGroups: list("", "apps", "*"),
				Resources: list("pods", "pods/exec", "*/exec", "*"), ResourceNames: facts.List{Closed: true}, NonResourceURLs: facts.List{Closed: true},
			}
			if r.IntN(3) == 0 {
				rule.ResourceNames = list("one", "two")
			}
			g.Rules = append(g.Rules, rule)
		}
		return g
	}
	allows := func(g *facts.Grant, q rbac.Request) bool {
		return slices.ContainsFunc(g.Rules, func(r facts.Rule) bool { return rbac.Allows(&r, q) == text.Yes })
	}
	wider := 0
	for range 3000 {
		before, after := role(), role()
		newly := false
		for _, verb := range []string{"get", "create", "other"} {
			for _, group := range []string{"", "apps", "other"} {
				for _, resource := range [][2]string{{"pods", ""}, {"pods", "exec"}, {"others", "exec"}, {"others", ""}, {"others", "log"}} {
					for _, name := range []string{"", "one", "two", "three"} {
						q := rbac.Request{Verb: verb, Group: group, Resource: resource[0], Subresource: resource[1], Name: name}
						newly = newly || allows(after, q) && !allows(before, q)
					}
				}
			}
		}
		d := allowed(after).less(allowed(before))
		if len(d.unsure) > 0 || d.open || newly != (len(d.sure) > 0) {
			t.Fatalf("from %+v to %+v: newly %v, told %v", before.Rules, after.Rules, newly, d)
		}
		if newly {
			wider++
		}
	}
	if wider < 500 {
		t.Errorf("only %d pairs of roles differ", wider)
	}
}
