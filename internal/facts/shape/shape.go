// Package shape derives JSON Schemas from Go types, so that a published schema
// cannot differ from what is written. The types' json tags name the fields;
// every field is required, since nothing is omitted when it is empty.
package shape

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Draft is the dialect that the schemas are written in.
const Draft = "https://json-schema.org/draft/2020-12/schema"

// Schema is a JSON Schema or a part of one. The fields are written in the
// order in which they stand here.
type Schema struct {
	Dialect     string             `json:"$schema,omitempty"`
	ID          string             `json:"$id,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Ref         string             `json:"$ref,omitempty"`
	Const       *int               `json:"const,omitempty"`
	Type        string             `json:"type,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Minimum     *int               `json:"minimum,omitempty"`
	AnyOf       []*Schema          `json:"anyOf,omitempty"`
	Items       *Schema            `json:"items,omitempty"`
	Properties  map[string]*Schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	// Additional is a *Schema for a map, false for a struct.
	Additional any                `json:"additionalProperties,omitempty"`
	Defs       map[string]*Schema `json:"$defs,omitempty"`
}

// Special gives the schema of types that are not written field by field. A
// name makes it a definition that is referred to; without one it stands in
// place.
type Special map[reflect.Type]Named

// Named is a schema with the name of its definition.
type Named struct {
	Name   string
	Schema *Schema
}

// Of derives the schema of a type.
func Of(t reflect.Type, special Special) (*Schema, error) {
	d := deriver{special: special, defs: map[string]*Schema{}}
	root, err := d.object(t)
	if err != nil {
		return nil, fmt.Errorf("derive schema of %s: %w", t, err)
	}
	root.Dialect, root.Defs = Draft, d.defs
	return root, nil
}

// Marshal writes a schema as it is committed: indented, with a final newline.
func Marshal(s *Schema) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		return nil, fmt.Errorf("write schema: %w", err)
	}
	return b.Bytes(), nil
}

// Nullable allows null besides what the schema allows.
func Nullable(s *Schema) *Schema {
	return &Schema{AnyOf: []*Schema{s, {Type: "null"}}}
}

// Fields lists the fields that a struct has in JSON, embedded structs
// flattened, in the order in which they are written.
func Fields(t reflect.Type) []reflect.StructField {
	var out []reflect.StructField
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag.Get("json") == "":
			for _, inner := range Fields(f.Type) {
				inner.Index = append([]int{i}, inner.Index...)
				out = append(out, inner)
			}
		case f.IsExported() && f.Tag.Get("json") != "-":
			out = append(out, f)
		}
	}
	return out
}

// Name returns the field's name in JSON and whether it may be omitted.
func Name(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		name = f.Name
	}
	return name, strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
}

type deriver struct {
	special Special
	defs    map[string]*Schema
}

func (d *deriver) schema(t reflect.Type) (*Schema, error) {
	if s, ok := d.special[t]; ok {
		if s.Name == "" {
			return s.Schema, nil
		}
		d.defs[s.Name] = s.Schema
		return reference(s.Name), nil
	}
	switch t.Kind() {
	case reflect.String:
		return &Schema{Type: "string"}, nil
	case reflect.Bool:
		return &Schema{Type: "boolean"}, nil
	case reflect.Int, reflect.Int64:
		return &Schema{Type: "integer"}, nil
	case reflect.Slice:
		items, err := d.schema(t.Elem())
		return &Schema{Type: "array", Items: items}, err
	case reflect.Map:
		values, err := d.schema(t.Elem())
		return &Schema{Type: "object", Additional: values}, err
	case reflect.Pointer:
		return d.schema(t.Elem())
	case reflect.Struct:
		return d.definition(t)
	default:
		return nil, fmt.Errorf("type %s has no form in JSON", t)
	}
}

// definition puts a struct's schema among the definitions, once.
func (d *deriver) definition(t reflect.Type) (*Schema, error) {
	name := t.Name()
	if d.defs[name] == nil {
		d.defs[name] = &Schema{} // ends the recursion of types that hold themselves
		s, err := d.object(t)
		if err != nil {
			return nil, err
		}
		*d.defs[name] = *s
	}
	return reference(name), nil
}

func (d *deriver) object(t reflect.Type) (*Schema, error) {
	s := &Schema{Type: "object", Properties: map[string]*Schema{}, Additional: false}
	for _, f := range Fields(t) {
		property, err := d.schema(f.Type)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t.Name(), f.Name, err)
		}
		if f.Type.Kind() == reflect.Pointer && f.Tag.Get("shape") == "nullable" {
			property = Nullable(property)
		}
		name, optional := Name(f)
		s.Properties[name] = property
		if !optional {
			s.Required = append(s.Required, name)
		}
	}
	return s, nil
}

func reference(name string) *Schema { return &Schema{Ref: "#/$defs/" + name} }
