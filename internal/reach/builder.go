package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// builder collects nodes and edges.
type builder struct {
	*link.Graph
	nodes  []*Node
	byFact map[facts.ID]*Node
	byID   map[string]*Node // the first with an id
	count  map[string]int
	edges  []*Edge
	seen   map[edgeKey]*Edge
	// issuers are the issuers of clusters that the scan speaks of.
	issuers []facts.Text
	// unnamed are subjects that trusts name and that are not known.
	unnamed []subject
	policy  *rbac.Policy
	podsIn  map[string][]*facts.Pod
	running map[*Node][]*Edge   // what runs as an account
	tokens  []*facts.Credential // Secrets that keep tokens of accounts
	// few says that only the accounts with a cloud identity matter.
	few bool
}

type edgeKey struct {
	from, to *Node
	step     Step
}

func newBuilder(g *link.Graph) *builder {
	b := &builder{
		Graph: g, byFact: map[facts.ID]*Node{}, byID: map[string]*Node{}, count: map[string]int{}, seen: map[edgeKey]*Edge{},
		policy: rbac.NewPolicy(g.Bundle.Grants, g.Bundle.Bindings, rbac.Options{
			OwnBindings: true, Complete: func(at source.Span) bool { return g.CompleteAt(facts.KindGrant, at) },
		}),
		podsIn: map[string][]*facts.Pod{}, running: map[*Node][]*Edge{},
	}
	b.issuers = b.clusterIssuers()
	for _, c := range g.Bundle.Credentials {
		if c.Provider == "kubernetes" && c.Type == "token" && c.Place == "secret" {
			b.tokens = append(b.tokens, c)
		}
	}
	return b
}

// declare adds a node for a fact. Facts that share a name are nodes of their
// own: two clusters may each have a service account of one name.
func (b *builder) declare(k Kind, name string, f facts.Fact) *Node {
	base := f.FactBase()
	n := b.add(k, name)
	n.At, n.Fact = base.At, base.ID
	b.byFact[base.ID] = n
	return n
}

func (b *builder) add(k Kind, name string) *Node {
	id := string(k) + "/" + name
	n := &Node{ID: id, Kind: k, Name: name}
	if b.count[id]++; b.count[id] > 1 {
		n.ID = fmt.Sprintf("%s#%d", id, b.count[id])
	} else {
		b.byID[id] = n
	}
	b.nodes = append(b.nodes, n)
	return n
}

// mention returns the node with a name, of which no fact need speak.
func (b *builder) mention(k Kind, name string) *Node {
	if n := b.byID[string(k)+"/"+name]; n != nil {
		return n
	}
	return b.add(k, name)
}

// step adds an edge. Of several for one step the most certain counts; the
// first, if they are alike.
func (b *builder) step(e Edge) {
	if e.Truth == text.No || e.From == nil || e.To == nil || e.From == e.To {
		return
	}
	if e.Truth == text.Yes {
		e.Symbols = nil
	} else if len(e.Symbols) == 0 {
		e.Symbols = []string{"whether " + e.String()}
	}
	key := edgeKey{e.From, e.To, e.Step}
	if old := b.seen[key]; old != nil {
		if old.Truth == text.Unknown && e.Truth == text.Yes {
			*old = e
		}
		return
	}
	added := &e
	b.seen[key] = added
	b.edges = append(b.edges, added)
	if e.Step == RunsAs {
		b.running[e.To] = append(b.running[e.To], added)
	}
}

// note is a place with a sentence.
func note(at source.Span, format string, args ...any) finding.Note {
	return finding.Note{At: at, Message: fmt.Sprintf(format, args...)}
}

// notes drops those that stand nowhere.
func notes(in ...finding.Note) []finding.Note {
	return slices.DeleteFunc(in, func(n finding.Note) bool { return n.At.IsZero() })
}

// symbols names the symbols of texts.
func symbols(ts ...facts.Text) []string {
	var out []string
	for _, t := range ts {
		for _, s := range t.Symbols() {
			if !slices.Contains(out, s.Name) {
				out = append(out, s.Name)
			}
		}
	}
	return out
}

// accountName is a service account's namespace and name as its node has them. A
// namespace that a manifest leaves to the command line is a dash.
func accountName(namespace, name facts.Text) string {
	if namespace.Absent() {
		return "-/" + name.String()
	}
	return namespace.String() + "/" + name.String()
}

// accountPart is the name of an account without its namespace; empty where it is
// not wholly known.
func accountPart(n *Node) string {
	name := n.Name[strings.LastIndexByte(n.Name, '/')+1:]
	if strings.Contains(n.Name, "${") {
		return ""
	}
	return name
}

// at is an account that a reference may mean.
type at struct {
	node    *Node
	truth   text.Truth
	symbols []string
}

// accountsOf lists the accounts that a reference may mean: those that the scan
// declares, else the one that is spoken of.
func (b *builder) accountsOf(l facts.Link, namespace, name facts.Text) []at {
	var out []at
	for _, n := range l.Candidates {
		node := b.byFact[n.ID]
		if node == nil {
			continue
		}
		a := at{node: node, truth: text.TruthOf(true)}
		if !n.Sure {
			a.truth = text.Unknown
			if a.symbols = symbols(namespace, name, node.Namespace); len(a.symbols) == 0 {
				a.symbols = []string{"which ServiceAccount " + accountName(namespace, name) + " is meant"}
			}
		}
		out = append(out, a)
	}
	if len(out) > 0 || name.Absent() {
		return out
	}
	n := b.mention(Account, accountName(namespace, name))
	n.Namespace = namespace
	if namespace.Absent() || !namespace.IsKnown() || !name.IsKnown() {
		return []at{{node: n, truth: text.Unknown, symbols: append(symbols(namespace, name), "the namespace of "+n.Name)}}
	}
	return []at{{node: n, truth: text.Yes}}
}

// isClusterClass reports whether a way's issuer is a cluster's: by its profile,
// or because the statement names service accounts.
func (b *builder) isClusterWay(t *facts.Trust, w *facts.Way) bool {
	if w.PrincipalType != "Federated" {
		return false
	}
	switch b.Policy(t).Profile(w.ID).Class {
	case iam.ClassPrivate:
		return true
	case iam.ClassUnknown:
		for _, v := range subjectsOf(t, w) {
			if _, ok := v.CutPrefix(accountMark); ok {
				return true
			}
		}
	}
	return false
}

// accountMark begins the subjects of service accounts' tokens.
// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens
const accountMark = "system:serviceaccount:"

// subjectsOf lists the values that a way's statement compares the subject with.
func subjectsOf(t *facts.Trust, w *facts.Way) []facts.Text {
	if w.Statement < 0 || w.Statement >= len(t.Statements) {
		return nil
	}
	var out []facts.Text
	for _, c := range t.Statements[w.Statement].Conditions {
		op, _ := c.Operator.Value()
		if _, claim, ok := cutKey(c.Key); !ok || claim != "sub" || strings.Contains(strings.ToLower(op), "not") {
			continue
		}
		out = append(out, c.Values.Items...)
	}
	return out
}

// cutKey cuts a condition key at its last colon.
func cutKey(key facts.Text) (issuer facts.Text, claim string, ok bool) {
	fields := key.Split(":")
	if len(fields) < 2 {
		return facts.Text{}, "", false
	}
	claim, known := fields[len(fields)-1].Value()
	return fields[0], strings.ToLower(claim), known
}

// clusterIssuers lists the issuers of clusters that trusts and providers name,
// those that are certainly the same once.
func (b *builder) clusterIssuers() []facts.Text {
	var out []facts.Text
	add := func(t facts.Text) {
		if !t.Absent() && !slices.ContainsFunc(out, func(o facts.Text) bool { return text.Equal(o, t) == text.Yes }) {
			out = append(out, t)
		}
	}
	for _, t := range b.Bundle.Trusts {
		for i := range t.Ways {
			if w := &t.Ways[i]; b.isClusterWay(t, w) {
				add(b.Policy(t).Issuer(w.ID))
			}
		}
	}
	for _, is := range b.Bundle.Issuers {
		if is.Type == "oidc" && iam.ProfileOf(link.Host(is.URL)).Class == iam.ClassPrivate {
			add(link.Host(is.URL))
		}
	}
	return out
}
