package text

import "github.com/subaud/subaud/internal/source"

// Kind says what a Node is.
type Kind uint8

// The kinds of nodes.
const (
	Opaque Kind = iota // unknown: not even the kind of value is known
	Null
	Bool
	Number
	String
	List
	Map
)

// String returns the name of the kind as JSON would call it.
func (k Kind) String() string {
	return [...]string{"unknown value", "null", "boolean", "number", "string", "list", "map"}[k]
}

// Node is a value of a structured document, whatever language wrote it: YAML,
// JSON, an HCL expression. Policy documents and Kubernetes objects are read
// from Nodes, so that their readers do not care where they came from.
//
// The nil Node stands for a value that is not there; all methods accept it.
type Node struct {
	Kind Kind
	// Text is a scalar's value as a string (numbers and booleans as written),
	// or for Opaque the symbol that stands for the value.
	Text Text
	// At is the place of the whole value.
	At source.Span
	// Items are a list's elements, in order.
	Items []Item
	// Fields are a map's entries, in the order written, duplicates kept.
	Fields []Field
	// Lost are entries of maps that were merged into this one and had to give
	// way to another entry of the same key.
	Lost []Field
	// Open says that a list or map may hold more than is listed.
	Open bool
	// Choices, for Opaque, are the values it may be, if they are known.
	Choices []*Node
	// Encoded, for a String, is the tree that the string was encoded from
	// (jsonencode, yamlencode), so that it need not be parsed again. For an Opaque
	// that was decoded from a string (yamldecode), it and View are that string's.
	Encoded *Node
	// View, for a String, gives the string as a document of its own whose spans
	// lead back to where it was written. Its symbols are tokens of Symbols.
	// Nil where there is no such view.
	View func() *source.File
	// Symbols decodes the tokens in View; nil where there are none.
	Symbols *Table
	// Plain says that a String was written without quotes, so that another
	// reader might take it for a number or a boolean.
	Plain bool
}

// Item is an element of a list.
type Item struct {
	Value *Node
	// Maybe says that the element may not be there (a dynamic block whose
	// for_each is unknown).
	Maybe bool
}

// Field is an entry of a map.
type Field struct {
	Key   Text // Key.At is the place of the key
	Value *Node
	// Maybe says that the entry may not be there.
	Maybe bool
}

// Get returns the value under a known key: the last one where the key occurs
// twice, since that is what YAML 1.1 and JSON readers keep. It is nil if the
// node is not a map or holds no such key.
func (n *Node) Get(key string) *Node {
	if f := n.Field(key); f != nil {
		return f.Value
	}
	return nil
}

// Field returns the entry under a known key, or nil.
func (n *Node) Field(key string) *Field {
	if n == nil {
		return nil
	}
	for i := len(n.Fields) - 1; i >= 0; i-- {
		if n.Fields[i].Key.Is(key) {
			return &n.Fields[i]
		}
	}
	return nil
}

// Path follows keys from map to map.
func (n *Node) Path(keys ...string) *Node {
	for _, k := range keys {
		n = n.Get(k)
	}
	return n
}

// Is reports whether the node is there and of the kind.
func (n *Node) Is(k Kind) bool { return n != nil && n.Kind == k }

// Str returns a scalar's text; an absent Text for nil, null, lists and maps.
func (n *Node) Str() Text {
	if n == nil || n.Kind == Null || n.Kind == List || n.Kind == Map {
		return Text{}
	}
	return n.Text
}

// Span returns where the value stands; the zero Span for nil.
func (n *Node) Span() source.Span {
	if n == nil {
		return source.Span{}
	}
	return n.At
}

// MayHold reports whether a key that Get does not find might still be there.
func (n *Node) MayHold(key string) bool {
	if n == nil {
		return false
	}
	if n.Kind == Opaque || n.Open {
		return true
	}
	for _, f := range n.Fields {
		if !f.Key.IsKnown() && Equal(f.Key, Known(key, source.Span{})) == Unknown {
			return true
		}
	}
	return false
}
