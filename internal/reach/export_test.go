package reach

// Of makes a graph of nodes and edges, for tests.
func Of(nodes []*Node, edges []*Edge) *Graph {
	b := &builder{nodes: nodes, edges: edges}
	return b.finish()
}

// QuoteDOT and EscapeMermaid write labels.
var (
	QuoteDOT      = quoteDOT
	EscapeMermaid = escapeMermaid
)
