package config

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/subaud/subaud/internal/text"
)

// SchemaID is the name of the schema of configuration files.
const SchemaID = "https://github.com/subaud/subaud/docs/reference/config.schema.json"

// schema is the part of JSON Schema that forms need, in the order in which it
// is printed.
type schema struct {
	Dialect     string             `json:"$schema,omitempty"`
	ID          string             `json:"$id,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        any                `json:"type,omitempty"` // a string, or a list of them
	Enum        []string           `json:"enum,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	AnyOf       []*schema          `json:"anyOf,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Names       *schema            `json:"propertyNames,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Additional  any                `json:"additionalProperties,omitempty"` // false, or a schema
}

// Schema returns the JSON Schema of a configuration file, for editors:
//
//	# yaml-language-server: $schema=...
//
// It accepts what Load accepts, but for what a schema cannot know: whether
// rules, parameters and files exist, whether a key is written twice, and
// whether a glob is well-formed.
func Schema() ([]byte, error) {
	s := schemaOf(rootForm())
	s.Type = []string{"object", "null"} // an empty file sets nothing
	s.Dialect = "https://json-schema.org/draft/2020-12/schema"
	s.ID = SchemaID
	s.Title = "The configuration of subaud (.subaud.yaml)"
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("encode schema: %w", err)
	}
	return out.Bytes(), nil
}

func schemaOf(f *form) *schema {
	s := &schema{Type: f.kind.String()}
	switch f.kind {
	case text.Opaque:
		s.Type = []string{"string", "number", "boolean", "array", "object"}
	case text.String:
		s.Enum = f.enum
		if f.pattern != nil {
			s.Pattern = f.pattern.String()
		}
	case text.List:
		s.Type, s.Items = "array", schemaOf(f.items)
	case text.Map:
		s.Type = "object"
		if f.values != nil {
			s.Names, s.Additional = schemaOf(f.keys), schemaOf(f.values)
			break
		}
		s.Additional, s.Properties = false, map[string]*schema{}
		for _, x := range f.fields {
			s.Properties[x.key] = schemaOf(x.form)
			if x.required {
				s.Required = append(s.Required, x.key)
			}
		}
	}
	if f.short != "" {
		s = &schema{AnyOf: []*schema{schemaOf(f.field(f.short)), s}}
	}
	s.Description = f.doc
	return s
}
