package facts_test

import (
	"slices"
	"testing"

	"github.com/subaud/subaud/internal/facts"
)

// TestRename gives a fact another id: its parts follow, and what it refers to
// if the map says so.
func TestRename(t *testing.T) {
	f := &facts.Trust{
		Base:       facts.Base{ID: "trust:a"},
		Statements: []facts.Statement{{Base: facts.Base{ID: "trust:a[0]"}, Owner: "trust:a"}},
		Identity:   facts.Link{Candidates: []facts.Neighbour{{ID: "identity:a"}, {ID: "identity:b"}}},
	}
	facts.Rename(f, "trust:a?x", map[facts.ID]facts.ID{"identity:a": "identity:a?x"})
	got := facts.IDs(f)
	slices.Sort(got)
	want := []facts.ID{"identity:a?x", "identity:b", "trust:a?x", "trust:a?x", "trust:a?x[0]"}
	if !slices.Equal(got, want) {
		t.Errorf("the ids are %v, want %v", got, want)
	}
}

// TestPrint tells facts apart by what they say.
func TestPrint(t *testing.T) {
	a := facts.Print(&facts.Identity{Base: facts.Base{ID: "x"}, Name: facts.Text{}})
	b := facts.Print(&facts.Identity{Base: facts.Base{ID: "x", Maybe: true}})
	if a == b || a != facts.Print(&facts.Identity{Base: facts.Base{ID: "x"}}) {
		t.Errorf("%s and %s", a, b)
	}
}
