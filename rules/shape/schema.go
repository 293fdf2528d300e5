package shape

import "github.com/subaud/subaud/internal/near"

// Schema returns the JSON schema of a shape as Rego's type checker takes it.
// All fields are required and no others are allowed, so that a misspelled
// field is a type error.
func (s *Shape) Schema() map[string]any {
	switch s.Kind {
	case Object:
		properties := map[string]any{}
		for _, f := range s.Fields {
			properties[f.Name] = f.Shape.Schema()
		}
		return object(properties)
	case Array:
		return map[string]any{"type": "array", "items": s.Elem.Schema()}
	case String:
		return map[string]any{"type": "string"}
	case Bool:
		return map[string]any{"type": "boolean"}
	case Int:
		return map[string]any{"type": "integer"}
	}
	return object(map[string]any{s.Kind.HandleKey(): map[string]any{"type": "integer"}})
}

func object(properties map[string]any) map[string]any {
	required := make([]any, 0, len(properties))
	for name := range properties {
		required = append(required, name)
	}
	return map[string]any{
		"type": "object", "properties": properties, "required": required, "additionalProperties": false,
	}
}

// DidYouMean returns a clause that suggests the closest name, or lists the
// names if none is close.
func DidYouMean(name string, names []string) string {
	if word := near.Word(name, names); word != "" {
		return "did you mean " + word + "?"
	}
	out := "there are"
	for i, n := range names {
		if i > 0 {
			out += ","
		}
		out += " " + n
	}
	return out
}
