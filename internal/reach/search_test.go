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

// TestApart checks that what is an account only to the API server is not given
// what the account has in a cloud, but all that follows from its requests.
func TestApart(t *testing.T) {
	node := func(k reach.Kind, name string) *reach.Node {
		return &reach.Node{ID: string(k) + "/" + name, Kind: k, Name: name}
	}
	user, other := node(reach.User, "user"), node(reach.User, "other")
	account, role, cluster := node(reach.Account, "shop/app"), node(reach.Role, "app"), node(reach.Cluster, "administrator")
	edge := func(from, to *reach.Node, step reach.Step) *reach.Edge {
		return &reach.Edge{From: from, To: to, Step: step, Truth: text.Yes}
	}
	for _, step := range reach.Steps() {
		given := []reach.Step{reach.Annotated, reach.Trusted, reach.PodIdentity}
		for _, gives := range given {
			edges := []*reach.Edge{
				edge(user, account, step), edge(account, role, gives), edge(account, cluster, reach.Administers),
				edge(cluster, other, reach.Commands), edge(other, account, reach.EntersPods),
			}
			g := reach.Of([]*reach.Node{user, other, account, role, cluster}, edges)
			// By the detour over the cluster it is the account after all.
			want := 2
			if step == reach.ReadsToken || step == reach.Acts {
				want = 5
			}
			if p, ok := g.Reach(user, role); !ok || len(p.Steps) != want {
				t.Errorf("%s, then %s: %d steps, want %d", step, gives, len(p.Steps), want)
			}
			if p, ok := g.Reach(user, cluster); !ok || len(p.Steps) != 2 {
				t.Errorf("%s, then administers: found %v in %d steps, want 2", step, ok, len(p.Steps))
			}
			short := reach.Of([]*reach.Node{user, account, role}, edges[:2])
			if _, ok := short.Reach(user, role); ok != (want == 2) {
				t.Errorf("%s, then %s: found %v", step, gives, ok)
			}
		}
	}
}
