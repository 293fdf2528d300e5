package reach

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/facts/shape"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/text"
)

// Version is the version of the JSON forms of this package. Fields may be added
// within a version; one is never renamed, removed or given another meaning.
const Version = 1

// The names of the schemas.
const (
	GraphSchemaID   = "https://github.com/subaud/subaud/docs/reference/graph.schema.json"
	AnswersSchemaID = "https://github.com/subaud/subaud/docs/reference/who-can.schema.json"
)

// Document is the JSON form of a graph.
type Document struct {
	Version int        `json:"version"`
	Nodes   []NodeJSON `json:"nodes"`
	Edges   []EdgeJSON `json:"edges"`
}

// NodeJSON is the JSON form of a node.
type NodeJSON struct {
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	// Location is null for what is only spoken of.
	Location *facts.Place `json:"location"`
}

// EdgeJSON is the JSON form of an edge.
type EdgeJSON struct {
	From string `json:"from"`
	To   string `json:"to"`
	Step Step   `json:"step"`
	// Decision is certain or possible.
	Decision string `json:"decision"`
	// Message is the step as a sentence.
	Message  string     `json:"message"`
	Evidence []NoteJSON `json:"evidence"`
	// Symbols name what would decide a possible step.
	Symbols     []string     `json:"symbols"`
	Assumptions []string     `json:"assumptions"`
	Witness     *WitnessJSON `json:"witness" shape:"nullable"`
}

// NoteJSON is a place with a sentence.
type NoteJSON struct {
	Message  string       `json:"message"`
	Location *facts.Place `json:"location"`
}

// WitnessJSON is a token or request that shows a step; the parts that it does
// not have are left out.
type WitnessJSON struct {
	Claims    map[string]string `json:"claims,omitempty"`
	Principal string            `json:"principal,omitempty"`
	Request   map[string]string `json:"request,omitempty"`
	Explains  string            `json:"explains"`
}

// Decision names a truth that is not no.
func Decision(t text.Truth) string {
	if t == text.Yes {
		return "certain"
	}
	return "possible"
}

// JSON returns the JSON form of an edge, without secrets.
func (e *Edge) JSON(secrets *facts.Redactor) EdgeJSON {
	hide := secrets.String
	return EdgeJSON{
		From: hide(e.From.ID), To: hide(e.To.ID), Step: e.Step, Decision: Decision(e.Truth), Message: hide(e.String()),
		Evidence: notesJSON(e.Evidence, secrets), Symbols: hidden(e.Symbols, secrets), Assumptions: hidden(e.Assumes, secrets),
		Witness: witnessJSON(e.Witness, secrets),
	}
}

// JSON returns the JSON form of a node, without secrets.
func (n *Node) JSON(secrets *facts.Redactor) NodeJSON {
	return NodeJSON{ID: secrets.String(n.ID), Kind: n.Kind, Name: secrets.String(n.Name), Location: facts.PlaceOf(n.At)}
}

func notesJSON(in []finding.Note, secrets *facts.Redactor) []NoteJSON {
	out := []NoteJSON{}
	for _, n := range in {
		out = append(out, NoteJSON{Message: secrets.String(n.Message), Location: facts.PlaceOf(n.At)})
	}
	return out
}

func witnessJSON(w *finding.Witness, secrets *facts.Redactor) *WitnessJSON {
	if w == nil {
		return nil
	}
	return &WitnessJSON{Claims: hiddenMap(w.Claims, secrets), Principal: secrets.String(w.Principal), Request: hiddenMap(w.Request, secrets), Explains: secrets.String(w.Explains)}
}

func hidden(in []string, secrets *facts.Redactor) []string {
	out := []string{}
	for _, s := range in {
		out = append(out, secrets.String(s))
	}
	return out
}

func hiddenMap(in map[string]string, secrets *facts.Redactor) map[string]string {
	if len(in) == 0 {
		return nil
	}
	out := map[string]string{}
	for k, v := range in {
		out[k] = secrets.String(v)
	}
	return out
}

// WriteJSON writes the graph as JSON, indented, as GraphSchema describes it.
func (g *Graph) WriteJSON(w io.Writer, secrets *facts.Redactor) error {
	doc := Document{Version: Version, Nodes: []NodeJSON{}, Edges: []EdgeJSON{}}
	for _, n := range g.Nodes {
		doc.Nodes = append(doc.Nodes, n.JSON(secrets))
	}
	for _, e := range g.Edges {
		doc.Edges = append(doc.Edges, e.JSON(secrets))
	}
	return encode(w, doc)
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}

// GraphSchema returns the JSON Schema of what WriteJSON writes.
func GraphSchema() ([]byte, error) {
	return schemaOf(reflect.TypeFor[Document](), GraphSchemaID, "What subaud graph prints")
}

// AnswersSchema returns the JSON Schema of what Answers.WriteJSON writes.
func AnswersSchema() ([]byte, error) {
	return schemaOf(reflect.TypeFor[Answers](), AnswersSchemaID, "What subaud who-can prints")
}

func schemaOf(t reflect.Type, id, title string) ([]byte, error) {
	place, err := shape.Of(reflect.TypeFor[facts.Place](), nil)
	if err != nil {
		return nil, fmt.Errorf("derive schema: %w", err)
	}
	position := place.Defs["Position"]
	place.Dialect, place.Defs = "", nil
	place.Description = "A span of bytes in a file; the end is exclusive. Lines and columns count from 1, columns in UTF-16 code units, offsets in bytes from 0."
	s, err := shape.Of(t, shape.Special{
		reflect.TypeFor[*facts.Place](): {Name: "Place", Schema: shape.Nullable(place)},
		reflect.TypeFor[Kind]():         {Schema: enumOf(Kinds())},
		reflect.TypeFor[Step]():         {Schema: enumOf(Steps())},
	})
	if err != nil {
		return nil, fmt.Errorf("derive schema: %w", err)
	}
	version := Version
	s.ID, s.Title = id, title
	s.Properties["version"] = &shape.Schema{Const: &version}
	s.Defs["Position"] = position
	for _, name := range []string{"EdgeJSON", "Answer"} {
		if d := s.Defs[name]; d != nil {
			d.Properties["decision"].Enum = []string{Decision(text.Yes), Decision(text.Unknown)}
		}
	}
	return shape.Marshal(s)
}

func enumOf[T ~string](words []T) *shape.Schema {
	s := &shape.Schema{Type: "string"}
	for _, w := range words {
		s.Enum = append(s.Enum, string(w))
	}
	return s
}
