// Package reach is the graph of who can become what: pods, service accounts,
// users and groups of Kubernetes, identities of the clouds, issuers of tokens,
// and the steps by which one becomes another.
//
// A step is certain or possible, never guessed: a possible one names what would
// decide it. That one can become another in several steps is as certain as the
// least certain of them.
package reach

import (
	"cmp"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Kind says what a node is. The value begins the node's id.
type Kind string

// The kinds of nodes.
const (
	// Pod is a pod, or what makes pods of a template.
	Pod Kind = "pod"
	// Account is a service account of Kubernetes.
	Account Kind = "ksa"
	// User and Group are subjects of Kubernetes that somebody else vouches for.
	User  Kind = "user"
	Group Kind = "group"
	// Cluster stands for its administrators.
	Cluster Kind = "cluster"
	// Role and IAMUser are identities of AWS.
	Role    Kind = "role"
	IAMUser Kind = "iam-user"
	// GSA is a service account of Google, ManagedIdentity one of Azure.
	GSA             Kind = "gsa"
	ManagedIdentity Kind = "managed-identity"
	// Job is a job of a build service.
	Job Kind = "job"
	// Issuer is who holds the keys by which tokens are signed.
	Issuer Kind = "issuer"
	// Tokens are whoever presents a token of some issuer and form.
	Tokens Kind = "tokens"
	// Principals are principals of other accounts of AWS.
	Principals Kind = "principals"
)

// Kinds lists all kinds of nodes.
func Kinds() []Kind {
	return []Kind{Pod, Account, User, Group, Cluster, Role, IAMUser, GSA, ManagedIdentity, Job, Issuer, Tokens, Principals}
}

// word is the kind as a sentence says it.
func (k Kind) word() string {
	switch k {
	case Account:
		return "ServiceAccount "
	case User:
		return "User "
	case Group:
		return "Group "
	case Role:
		return "the role "
	case IAMUser:
		return "the IAM user "
	case GSA:
		return "the Google service account "
	case ManagedIdentity:
		return "the managed identity "
	case Job:
		return "the job "
	case Issuer:
		return "the issuer "
	}
	return "" // the name says it
}

// Node is something that one can be.
type Node struct {
	// ID is the kind, a slash, and the name: role/payments-ledger,
	// ksa/payments/ledger. Of several that share it the later ones end in #2, #3.
	ID   string
	Kind Kind
	Name string
	// At is where it is declared; zero where it is only spoken of.
	At source.Span
	// Fact is the fact that declares it; empty if none does.
	Fact facts.ID
	// Namespace is that of a service account or pod.
	Namespace facts.Text
}

// String names the node in a sentence.
func (n *Node) String() string { return n.Kind.word() + n.Name }

// Step says how one becomes another.
type Step string

// The steps.
const (
	RunsAs      Step = "runs-as"       // pod to service account
	Annotated   Step = "annotated"     // service account to cloud identity, by annotation and trust
	Trusted     Step = "trusted"       // service account to cloud identity, by its trust alone
	PodIdentity Step = "pod-identity"  // service account to role, by an association
	LogsIn      Step = "logs-in"       // job to cloud identity
	Presents    Step = "presents"      // tokens, or principals, to role
	Signs       Step = "signs"         // issuer to role
	Assumes     Step = "assumes"       // identity to role
	Mapped      Step = "mapped"        // identity to user or group
	Member      Step = "member"        // service account or user to group
	Administers Step = "administers"   // anybody to cluster
	Commands    Step = "commands"      // cluster to service account or issuer
	CreatesPods Step = "creates-pods"  // subject to service account, here and below
	EntersPods  Step = "enters-pods"   // a pod that is there
	MintsTokens Step = "mints-tokens"  // TokenRequest
	ReadsToken  Step = "reads-token"   // a Secret that keeps a token
	Edits       Step = "edits-account" // the service account's annotations
	Acts        Step = "impersonates"
	Binds       Step = "binds"           // roles to oneself
	WritesAuth  Step = "writes-aws-auth" // the ConfigMap that maps principals
)

// Steps lists all steps.
func Steps() []Step {
	return []Step{
		RunsAs, Annotated, Trusted, PodIdentity, LogsIn, Presents, Signs, Assumes, Mapped, Member, Administers, Commands,
		CreatesPods, EntersPods, MintsTokens, ReadsToken, Edits, Acts, Binds, WritesAuth,
	}
}

// Edge is one step.
type Edge struct {
	From, To *Node
	Step     Step
	// Truth is yes or unknown; what is refuted is no edge.
	Truth text.Truth
	// Says is what stands between the names of the two in a sentence.
	Says string
	// Evidence are the places that show it, in order.
	Evidence []finding.Note
	// Symbols name what would decide a step that is not certain.
	Symbols []string
	// Witness is a token or request that shows it; nil where none is needed.
	Witness *finding.Witness
	// Assumes are sentences on what was taken to be so.
	Assumes []string
	// Rule is the place of the rule of a role of the cluster that allows the
	// step; zero for other steps. Limited says that it is about some objects only.
	Rule    source.Span
	Limited bool
	// Binding is the place of the binding to a role that Kubernetes brings, which
	// has no place itself; zero for other steps.
	Binding source.Span
}

// String is the step as a sentence, without a full stop.
func (e *Edge) String() string { return e.From.String() + " " + e.Says + " " + e.To.String() }

// Graph is all nodes and edges of a scan, in a stable order.
type Graph struct {
	// Nodes are sorted by id, Edges by the ids of both ends and the step.
	Nodes []*Node
	Edges []*Edge

	byFact map[facts.ID]*Node
	from   map[*Node][]*Edge
	to     map[*Node][]*Edge
	byRule map[source.Span][]*Edge
	bound  map[source.Span][]*Edge
}

// New builds the graph of a scan.
func New(g *link.Graph) *Graph { return newBuilder(g).build() }

// Identities builds what Takeovers asks about: who can be the accounts that are
// given a cloud identity. They are few; who can be the others is as much as
// subjects times accounts in a large scan.
func Identities(g *link.Graph) *Graph {
	b := newBuilder(g)
	b.few = true
	return b.build()
}

func (b *builder) build() *Graph {
	b.roles()
	b.accounts()
	b.pods()
	b.claims()
	b.associations()
	b.trusts()
	b.jobs()
	b.assumes()
	b.mappings()
	b.access()
	b.administration()
	b.members()
	return b.finish()
}

// Of returns the node that a fact declares; nil if it declares none.
func (g *Graph) Of(id facts.ID) *Node { return g.byFact[id] }

// Find returns the nodes with an id, those that share it included.
func (g *Graph) Find(id string) []*Node {
	var out []*Node
	for _, n := range g.Nodes {
		if n.ID == id || len(n.ID) > len(id) && n.ID[:len(id)] == id && n.ID[len(id)] == '#' {
			out = append(out, n)
		}
	}
	return out
}

// finish puts everything in order.
func (b *builder) finish() *Graph {
	g := &Graph{byFact: b.byFact, from: map[*Node][]*Edge{}, to: map[*Node][]*Edge{}, byRule: map[source.Span][]*Edge{}, bound: map[source.Span][]*Edge{}}
	g.Nodes = b.nodes
	slices.SortStableFunc(g.Nodes, func(x, y *Node) int { return cmp.Compare(x.ID, y.ID) })
	for _, e := range b.edges {
		slices.Sort(e.Symbols)
		e.Symbols = slices.Compact(e.Symbols)
		g.Edges = append(g.Edges, e)
	}
	slices.SortStableFunc(g.Edges, func(x, y *Edge) int {
		return cmp.Or(cmp.Compare(x.From.ID, y.From.ID), cmp.Compare(x.To.ID, y.To.ID), cmp.Compare(x.Step, y.Step))
	})
	for _, e := range g.Edges {
		g.from[e.From] = append(g.from[e.From], e)
		g.to[e.To] = append(g.to[e.To], e)
		if !e.Rule.IsZero() {
			g.byRule[e.Rule] = append(g.byRule[e.Rule], e)
		}
		if !e.Binding.IsZero() {
			g.bound[e.Binding] = append(g.bound[e.Binding], e)
		}
	}
	return g
}
