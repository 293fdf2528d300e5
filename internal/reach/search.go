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

// Into returns, for each node that can become the target, its best way there:
// the most certain, and of those the shortest. Certain ones come first, then in
// the order of their length and of the ids.
func (g *Graph) Into(target *Node) []Path {
	next, costs := g.search(target)
	var out []Path
	for _, n := range g.Nodes {
		if next[n] != nil {
			out = append(out, follow(next, n, target))
		}
	}
	slices.SortStableFunc(out, func(a, b Path) int {
		return cmp.Or(costs[a.From()].compare(costs[b.From()]), cmp.Compare(a.From().ID, b.From().ID))
	})
	return out
}

// Reach returns the best way from one node to another; false if there is none,
// certain or possible.
func (g *Graph) Reach(from, to *Node) (Path, bool) {
	if from == nil || to == nil || from == to {
		return Path{}, false
	}
	next, _ := g.search(to)
	if next[from] == nil {
		return Path{}, false
	}
	return follow(next, from, to), true
}

func follow(next map[*Node]*Edge, from, to *Node) Path {
	var p Path
	for n := from; n != to; n = next[n].To {
		p.Steps = append(p.Steps, next[n])
	}
	return p
}

// search walks backwards from the target and gives each node the first step of
// its best way there.
func (g *Graph) search(target *Node) (map[*Node]*Edge, map[*Node]cost) {
	next, best := map[*Node]*Edge{}, map[*Node]cost{target: {}}
	done := map[*Node]bool{}
	q := &queue{{node: target}}
	for q.Len() > 0 {
		here, _ := heap.Pop(q).(waiting)
		if done[here.node] {
			continue
		}
		done[here.node] = true
		for _, e := range g.to[here.node] {
			c := best[here.node].plus(e)
			if old, seen := best[e.From]; seen && old.compare(c) <= 0 {
				continue
			}
			best[e.From], next[e.From] = c, e
			heap.Push(q, waiting{e.From, c})
		}
	}
	return next, best
}

// waiting is a node with what it costs to get from it to the target.
type waiting struct {
	node *Node
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
