package shape

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

// Nearest returns the name that is closest to a misspelled one, or "" if none
// is close enough to be meant.
func Nearest(name string, names []string) string {
	best, at := "", len(name)/2+1
	for _, n := range names {
		if d := distance(name, n); d < at {
			best, at = n, d
		}
	}
	return best
}

// DidYouMean returns a clause that suggests the closest name, or lists the
// names if none is close.
func DidYouMean(name string, names []string) string {
	if near := Nearest(name, names); near != "" {
		return "did you mean " + near + "?"
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

// distance is the number of characters to insert, delete or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
