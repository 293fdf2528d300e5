// Package facts is the identity model: what the inputs say about who can
// become what, in words that no single cloud or syntax owns.
//
// Analyzers make facts, internal/link joins them, policies judge them. A fact
// says what is there and where; it has no opinion. DESIGN.md lists the kinds.
//
// The Go types decide three things at once: the JSON of `subaud facts`, its
// published schema, and what a policy sees. A field of type string, bool or
// int is closed: its values are listed here, it is always known, and a policy
// may compare it. A field of type Text, Flag, Number or source.Span reaches a
// policy as an opaque handle, to be asked about with builtins.
package facts

import (
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Text is a string that may hold unknown parts.
type Text = text.Text

// ID names a fact (or a part of one that can be asked about) uniquely within a
// bundle: kind, place and address, such as trust:infra/iam.tf#aws_iam_role.app.
type ID string

// Flag is a bool that may be unknown or absent.
type Flag struct {
	Truth   text.Truth
	Present bool
	At      source.Span
	// Why is the symbol's name where the value is unknown.
	Why string
}

// Number is an integer that may be unknown or absent.
type Number struct {
	Value   int64
	Known   bool
	Present bool
	At      source.Span
	Why     string
}

// List is a list of texts.
type List struct {
	// Present is false where the list was not written at all.
	Present bool `json:"present"`
	// Items are the elements that are known to be listed.
	Items []Text `json:"items"`
	// Closed is false where there may be more elements than Items.
	Closed bool        `json:"closed"`
	At     source.Span `json:"at"`
}

// Kind names a kind of fact.
type Kind string

// The kinds of facts.
const (
	KindTrust       Kind = "trust"
	KindStatement   Kind = "statement"
	KindIdentity    Kind = "identity"
	KindIssuer      Kind = "issuer"
	KindWorkload    Kind = "workload"
	KindPod         Kind = "pod"
	KindGrant       Kind = "grant"
	KindBinding     Kind = "binding"
	KindMapping     Kind = "mapping"
	KindAssociation Kind = "association"
	KindCredential  Kind = "credential"
	KindCluster     Kind = "cluster"
	KindWorkflow    Kind = "workflow"
	KindInput       Kind = "input"
	KindIgnore      Kind = "ignore"
)

// Kinds lists all kinds in the order of DESIGN.md.
func Kinds() []Kind {
	return []Kind{
		KindTrust, KindStatement, KindIdentity, KindIssuer, KindWorkload, KindPod, KindGrant, KindBinding,
		KindMapping, KindAssociation, KindCredential, KindCluster, KindWorkflow, KindInput, KindIgnore,
	}
}

// Base is what every fact has.
type Base struct {
	ID ID `json:"id"`
	// Address is the fact's logical name, without path or line: the Terraform
	// address, Kind/namespace/name, the role's name. Fingerprints rest on it.
	Address string `json:"address"`
	// At is the place of the fact: where a finding about all of it is shown.
	At source.Span `json:"at"`
	// Source is the analyzer that found it: terraform, kubernetes, iamjson.
	Source string `json:"source"`
	// Unit is the thing that is applied or deployed as a whole and that the
	// fact belongs to: a Terraform root, a document, a script.
	Unit string `json:"unit"`
	// Maybe says that the fact may not exist (an unknown count or for_each).
	// What is wrong with it is wrong wherever it is made, so it is judged as if
	// it existed; but no other fact can rest on it, only be possible through it.
	Maybe bool `json:"maybe"`
	// DependsOn names what has to hold for a fact that may not exist. Whatever
	// depends on all of it exists only if the fact does. Empty where it cannot be
	// named.
	DependsOn []string `json:"depends_on"`
	// Instances lists the addresses that share this fact where one block makes
	// several alike; empty for one.
	Instances []string `json:"instances"`
	// Calls is the chain of places (module calls, outermost first) through
	// which the fact came to be.
	Calls []source.Span `json:"calls"`
	// Variants lists the files with which the fact is as it is, where it is
	// another, or none, with others: the values of variables. Empty if there is
	// one way only, or it is the same in all of them.
	Variants []source.Span `json:"variants"`
	// Context facts come from elsewhere: linked against, never reported.
	Context bool `json:"context"`
}

// Fact is implemented by every kind's type.
type Fact interface {
	// FactKind returns the kind.
	FactKind() Kind
	// FactBase returns the common part, to be read and filled.
	FactBase() *Base
}

// FactBase returns the common part.
func (b *Base) FactBase() *Base { return b }

// Link is a set of candidates for what a fact refers to. That nothing else
// can be meant is known only if Complete.
type Link struct {
	Candidates []Neighbour `json:"candidates"`
	// Count is how many candidates there are; Candidates holds at most
	// MaxNeighbours of them.
	Count int `json:"count"`
	// Complete says that the world is closed: what is referred to is among the
	// candidates, or does not exist.
	Complete bool `json:"complete"`
}

// MaxNeighbours bounds how many neighbours a policy sees in one link.
const MaxNeighbours = 50

// Neighbour is the leaf summary of a linked fact.
type Neighbour struct {
	ID   ID          `json:"id"`
	Kind Kind        `json:"kind"`
	Name Text        `json:"name"`
	At   source.Span `json:"at"`
	// Sure says that the reference is certainly to this fact.
	Sure bool `json:"sure"`
}
