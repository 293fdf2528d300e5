package facts

import (
	"reflect"

	"github.com/subaud/subaud/internal/facts/shape"
	"github.com/subaud/subaud/internal/source"
)

// SchemaID is the name of the schema of the facts' JSON form.
const SchemaID = "https://github.com/subaud/subaud/docs/reference/facts.schema.json"

// Schema returns the JSON Schema of what Encode writes, derived from the types
// of this package.
func Schema() ([]byte, error) {
	special, err := specialTypes()
	if err != nil {
		return nil, err
	}
	s, err := shape.Of(reflect.TypeFor[Bundle](), special)
	if err != nil {
		return nil, err
	}
	version := Version
	s.ID, s.Title = SchemaID, "The facts that subaud reads from a tree"
	s.Properties["version"] = &shape.Schema{Const: &version}
	s.Required = append([]string{"version"}, s.Required...)
	return shape.Marshal(s)
}

// specialTypes describes the types that the encoder does not write field by
// field.
func specialTypes() (shape.Special, error) {
	one := 1
	special := shape.Special{
		reflect.TypeFor[Kind]():  {Name: "Kind", Schema: &shape.Schema{Type: "string", Enum: kindNames()}},
		reflect.TypeFor[Class](): {Name: "Class", Schema: &shape.Schema{Type: "string", Enum: []string{string(Incomplete), string(Undecided), string(Mistake)}}},
	}
	for _, d := range []struct {
		name, description string
		form              reflect.Type
		of                []reflect.Type
		null              string
	}{
		{"Place", "A span of bytes in a file on disk; the end is exclusive. Lines and columns count from 1, columns in UTF-16 code units, offsets in bytes from 0.",
			reflect.TypeFor[Place](), []reflect.Type{reflect.TypeFor[*Place](), reflect.TypeFor[source.Span]()}, "Null where there is no place."},
		{"Text", "A string. Where known is false its symbols stand in it as ${name}, each for one string that is not known.",
			reflect.TypeFor[textJSON](), []reflect.Type{reflect.TypeFor[Text]()}, "Null where nothing was written."},
		{"Flag", "A boolean that may be unknown.",
			reflect.TypeFor[flagJSON](), []reflect.Type{reflect.TypeFor[Flag]()}, "Null where nothing was written."},
		{"Number", "An integer that may be unknown; value is then 0.",
			reflect.TypeFor[numberJSON](), []reflect.Type{reflect.TypeFor[Number]()}, "Null where nothing was written."},
	} {
		s, err := shape.Of(d.form, special)
		if err != nil {
			return nil, err
		}
		s.Dialect, s.Defs = "", nil
		if d.name == "Place" {
			delete(s.Properties, "start")
			delete(s.Properties, "end")
			position := &shape.Schema{Type: "object", Required: []string{"line", "column", "offset"}, Additional: false, Properties: map[string]*shape.Schema{
				"line": {Type: "integer", Minimum: &one}, "column": {Type: "integer", Minimum: &one}, "offset": {Type: "integer"},
			}}
			s.Properties["start"], s.Properties["end"] = position, position
		}
		named := shape.Nullable(s)
		named.Description = d.description + " " + d.null
		for _, t := range d.of {
			special[t] = shape.Named{Name: d.name, Schema: named}
		}
	}
	special[reflect.TypeFor[Flag]()].Schema.AnyOf[0].Properties["value"].Enum = []string{"yes", "no", "unknown"}
	return special, nil
}

func kindNames() []string {
	var out []string
	for _, k := range Kinds() {
		out = append(out, string(k))
	}
	return out
}
