package reach_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/subaud/subaud/internal/reach"
	"github.com/subaud/subaud/internal/text"
)

// TestSearch holds the search against the closure of the steps, on random
// graphs: it finds a way where there is one, the most certain, and of those the
// shortest.
func TestSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		n := 2 + r.IntN(9)
		nodes := make([]*reach.Node, n)
		for i := range nodes {
			nodes[i] = &reach.Node{ID: "role/" + strconv.Itoa(i), Kind: reach.Role, Name: strconv.Itoa(i)}
		}
		var edges []*reach.Edge
		for range r.IntN(3 * n) {
			edges = append(edges, &reach.Edge{From: nodes[r.IntN(n)], To: nodes[r.IntN(n)], Truth: []text.Truth{text.Yes, text.Unknown}[r.IntN(2)]})
		}
		edges = slices.DeleteFunc(edges, func(e *reach.Edge) bool { return e.From == e.To })
		g, want := reach.Of(nodes, edges), closure(nodes, edges)
		for _, from := range nodes {
			for _, to := range nodes {
				check(t, g, from, to, want[[2]*reach.Node{from, to}])
			}
		}
	}
}

func check(t *testing.T, g *reach.Graph, from, to *reach.Node, want int) {
	t.Helper()
	p, ok := g.Reach(from, to)
	if from == to {
		if ok {
			t.Fatal("a node is reached from itself")
		}
		return
	}
	if ok != (want > 0) {
		t.Fatalf("%s to %s: found %v, want a cost of %d", from.ID, to.ID, ok, want)
	}
	if !ok {
		return
	}
	got, here := 0, from
	for _, e := range p.Steps {
		if e.From != here {
			t.Fatal("the steps do not follow each other")
		}
		here = e.To
		got += weight(e)
	}
	if here != to || got != want {
		t.Errorf("%s to %s costs %d, want %d", from.ID, to.ID, got, want)
	}
	if (p.Truth() == text.Yes) != (got < doubt) {
		t.Errorf("a way of cost %d is %s", got, p.Truth())
	}
}

const doubt = 1000

func weight(e *reach.Edge) int {
	if e.Truth == text.Yes {
		return 1
	}
	return doubt + 1
}

// closure gives the least cost between all pairs, the way of Floyd and Warshall;
// 0 where there is no way.
func closure(nodes []*reach.Node, edges []*reach.Edge) map[[2]*reach.Node]int {
	out := map[[2]*reach.Node]int{}
	put := func(a, b *reach.Node, cost int) {
		if old := out[[2]*reach.Node{a, b}]; cost > 0 && (old == 0 || cost < old) {
			out[[2]*reach.Node{a, b}] = cost
		}
	}
	for _, e := range edges {
		put(e.From, e.To, weight(e))
	}
	for _, k := range nodes {
		for _, i := range nodes {
			for _, j := range nodes {
				if x, y := out[[2]*reach.Node{i, k}], out[[2]*reach.Node{k, j}]; x > 0 && y > 0 {
					put(i, j, x+y)
				}
			}
		}
	}
	return out
}
