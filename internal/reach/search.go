package reach

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/subaud/subaud/internal/text"
)

// Path is a way from one node to another, step by step.
type Path struct {
	Steps []*Edge
}

// Truth is that of the least certain step.
func (p Path) Truth() text.Truth {
	out := text.Yes
	for _, e := range p.Steps {
		out = text.And(out, e.Truth)
	}
	return out
}

// Symbols name what would decide the steps that are not certain.
func (p Path) Symbols() []string {
	var out []string
	for _, e := range p.Steps {
		out = append(out, e.Symbols...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// From is where the path begins.
func (p Path) From() *Node { return p.Steps[0].From }

// cost orders paths: first by the number of steps that are not certain, then by
// the number of steps.
type cost struct{ doubts, steps int }

func (c cost) compare(o cost) int {
	return cmp.Or(cmp.Compare(c.doubts, o.doubts), cmp.Compare(c.steps, o.steps))
}

func (c cost) plus(e *Edge) cost {
	c.steps++
	if e.Truth != text.Yes {
		c.doubts++
	}
	return c
}

// state is a node, and how one is it: wholly, or only to the API server, which is
// how somebody else's requests and Secrets with tokens make one it.
type state struct {
	node  *Node
	apart bool
}

// apart reports whether a step makes one an account only to the API server.
// Impersonation gives no token, and those that Secrets keep are of an issuer that
// no cloud knows: https://pkg.go.dev/k8s.io/kubernetes/pkg/serviceaccount#LegacyIssuer
func apart(e *Edge) bool { return e.Step == ReadsToken || e.Step == Acts }

// ways are the best ways to a target, by their first steps.
type ways struct {
	next map[state]*Edge
	best map[state]cost
}

// Into returns, for each node that can become the target, its best way there:
// the most certain, and of those the shortest. Certain ones come first, then in
// the order of their length and of the ids.
func (g *Graph) Into(target *Node) []Path {
	found := g.search(target)
	var out []Path
	for _, n := range g.Nodes {
		if p := found.from(n, target); len(p.Steps) > 0 {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Path) int {
		return cmp.Or(found.best[state{node: a.From()}].compare(found.best[state{node: b.From()}]), cmp.Compare(a.From().ID, b.From().ID))
	})
	return out
}

// Reach returns the best way from one node to another; false if there is none,
// certain or possible.
func (g *Graph) Reach(from, to *Node) (Path, bool) {
	if from == nil || to == nil || from == to {
		return Path{}, false
	}
	p := g.search(to).from(from, to)
	return p, len(p.Steps) > 0
}

// from is the best way of a node; empty if it has none.
func (w ways) from(n, target *Node) Path {
	var p Path
	for at := (state{node: n}); at.node != target; {
		e := w.next[at]
		if e == nil {
			return Path{}
		}
		p.Steps = append(p.Steps, e)
		at = state{e.To, apart(e)}
	}
	return p
}

// search walks backwards from the target and gives each node the first step of
// its best way there, and of the best that does not begin with what a cloud
// gives.
func (g *Graph) search(target *Node) ways {
	out := ways{next: map[state]*Edge{}, best: map[state]cost{{node: target}: {}, {target, true}: {}}}
	done := map[state]bool{}
	q := &queue{{state: state{node: target}}, {state: state{target, true}}}
	for q.Len() > 0 {
		here, _ := heap.Pop(q).(waiting)
		if done[here.state] {
			continue
		}
		done[here.state] = true
		for _, e := range g.to[here.node] {
			if apart(e) != here.apart {
				continue
			}
			c := out.best[here.state].plus(e)
			for _, s := range []state{{node: e.From}, {e.From, true}} {
				old, seen := out.best[s]
				if seen && old.compare(c) <= 0 || s.apart && gives(e) {
					continue
				}
				out.best[s], out.next[s] = c, e
				heap.Push(q, waiting{s, c})
			}
		}
	}
	return out
}

// waiting is a state with what it costs to get from it to the target.
type waiting struct {
	state
	cost cost
}

// queue is a heap of the nodes to be looked at, ties in the order of the ids.
type queue []waiting

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	return cmp.Or(q[i].cost.compare(q[j].cost), cmp.Compare(q[i].node.ID, q[j].node.ID)) < 0
}

func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push adds an element, for container/heap.
func (q *queue) Push(x any) {
	if w, ok := x.(waiting); ok {
		*q = append(*q, w)
	}
}

// Pop takes the last element, for container/heap.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
