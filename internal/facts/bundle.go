package facts

import (
	"cmp"
	"slices"

	"github.com/subaud/subaud/internal/source"
)

// Version is the version of the facts' JSON form.
const Version = 1

// Bundle is all facts of a run, by kind.
type Bundle struct {
	Trusts       []*Trust       `json:"trusts"`
	Statements   []*Statement   `json:"statements"`
	Identities   []*Identity    `json:"identities"`
	Issuers      []*Issuer      `json:"issuers"`
	Workloads    []*Workload    `json:"workloads"`
	Pods         []*Pod         `json:"pods"`
	Grants       []*Grant       `json:"grants"`
	Bindings     []*Binding     `json:"bindings"`
	Mappings     []*Mapping     `json:"mappings"`
	Associations []*Association `json:"associations"`
	Credentials  []*Credential  `json:"credentials"`
	Clusters     []*Cluster     `json:"clusters"`
	Workflows    []*Workflow    `json:"workflows"`
	Inputs       []*Input       `json:"inputs"`
	Ignores      []*Ignore      `json:"ignores"`

	// concealed are places that no output shows although no fact is known of
	// them: what might be a credential in a text that could not be read.
	concealed []source.Span
}

// Conceal keeps places from being shown.
func (b *Bundle) Conceal(at ...source.Span) { b.concealed = append(b.concealed, at...) }

// Add puts a fact where it belongs. Statements of a trust document are added
// by their analyzer as facts of their own, too.
func (b *Bundle) Add(f Fact) {
	switch f := f.(type) {
	case *Trust:
		b.Trusts = append(b.Trusts, f)
	case *Statement:
		b.Statements = append(b.Statements, f)
	case *Identity:
		b.Identities = append(b.Identities, f)
	case *Issuer:
		b.Issuers = append(b.Issuers, f)
	case *Workload:
		b.Workloads = append(b.Workloads, f)
	case *Pod:
		b.Pods = append(b.Pods, f)
	case *Grant:
		b.Grants = append(b.Grants, f)
	case *Binding:
		b.Bindings = append(b.Bindings, f)
	default:
		b.addOther(f)
	}
}

func (b *Bundle) addOther(f Fact) {
	switch f := f.(type) {
	case *Mapping:
		b.Mappings = append(b.Mappings, f)
	case *Association:
		b.Associations = append(b.Associations, f)
	case *Credential:
		b.Credentials = append(b.Credentials, f)
	case *Cluster:
		b.Clusters = append(b.Clusters, f)
	case *Workflow:
		b.Workflows = append(b.Workflows, f)
	case *Input:
		b.Inputs = append(b.Inputs, f)
	case *Ignore:
		b.Ignores = append(b.Ignores, f)
	}
}

// Of lists the facts of one kind, in the bundle's order.
func (b *Bundle) Of(k Kind) []Fact {
	switch k {
	case KindTrust:
		return asFacts(b.Trusts)
	case KindStatement:
		return asFacts(b.Statements)
	case KindIdentity:
		return asFacts(b.Identities)
	case KindIssuer:
		return asFacts(b.Issuers)
	case KindWorkload:
		return asFacts(b.Workloads)
	case KindPod:
		return asFacts(b.Pods)
	case KindGrant:
		return asFacts(b.Grants)
	case KindBinding:
		return asFacts(b.Bindings)
	}
	return b.ofOther(k)
}

func (b *Bundle) ofOther(k Kind) []Fact {
	switch k {
	case KindMapping:
		return asFacts(b.Mappings)
	case KindAssociation:
		return asFacts(b.Associations)
	case KindCredential:
		return asFacts(b.Credentials)
	case KindCluster:
		return asFacts(b.Clusters)
	case KindWorkflow:
		return asFacts(b.Workflows)
	case KindInput:
		return asFacts(b.Inputs)
	case KindIgnore:
		return asFacts(b.Ignores)
	}
	return nil
}

func asFacts[T Fact](in []T) []Fact {
	out := make([]Fact, len(in))
	for i, f := range in {
		out[i] = f
	}
	return out
}

// Count returns the number of facts of all kinds. Faults of the input count
// as problems, not as facts.
func (b *Bundle) Count() int {
	n := 0
	for _, k := range Kinds() {
		if k != KindInput && k != KindIgnore {
			n += len(b.Of(k))
		}
	}
	return n
}

// Merge adds the facts of another bundle.
func (b *Bundle) Merge(o *Bundle) {
	for _, k := range Kinds() {
		for _, f := range o.Of(k) {
			b.Add(f)
		}
	}
	b.Conceal(o.concealed...)
}

// Sort puts the facts of each kind in a total order: by place, then address,
// then id. Two runs over the same files give the same order, whatever the
// number of workers.
func (b *Bundle) Sort() {
	sortFacts(b.Trusts)
	sortFacts(b.Statements)
	sortFacts(b.Identities)
	sortFacts(b.Issuers)
	sortFacts(b.Workloads)
	sortFacts(b.Pods)
	sortFacts(b.Grants)
	sortFacts(b.Bindings)
	sortFacts(b.Mappings)
	sortFacts(b.Associations)
	sortFacts(b.Credentials)
	sortFacts(b.Clusters)
	sortFacts(b.Workflows)
	sortFacts(b.Inputs)
	sortFacts(b.Ignores)
}

func sortFacts[T Fact](in []T) {
	slices.SortStableFunc(in, func(x, y T) int {
		a, b := x.FactBase(), y.FactBase()
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Address, b.Address), cmp.Compare(a.ID, b.ID))
	})
}
