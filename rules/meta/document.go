package meta

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/subaud/subaud/rules/shape"
)

// document is the METADATA comment. Rego's own tools read the same keys but
// leave custom to us.
type document struct {
	Title            string            `json:"title"`
	Description      string            `json:"description"`
	RelatedResources []json.RawMessage `json:"related_resources"`
	Custom           *custom           `json:"custom"`
}

// custom is what Rego leaves to its users.
type custom struct {
	Severity    string         `json:"severity"`
	Confidence  string         `json:"confidence"`
	Persona     string         `json:"persona"`
	Remediation string         `json:"remediation"`
	Since       string         `json:"since"`
	Severities  []string       `json:"severities"`
	Tags        []string       `json:"tags"`
	Params      map[string]any `json:"params"`
	Aliases     []string       `json:"aliases"`
	Replaces    string         `json:"replaces"`
}

// resource is an element of related_resources: a URL, or a map with one.
type resource struct {
	Ref         string `json:"ref"`
	Description string `json:"description"`
}

// UnmarshalJSON is here to be strict where the packages below are not: they
// take Title for title, and a release 2026.10 without quotes for "2026.1".
func (d *document) UnmarshalJSON(data []byte) error {
	type plain document
	return strict(data, "METADATA", (*plain)(d))
}

// UnmarshalJSON is as strict as that of document.
func (c *custom) UnmarshalJSON(data []byte) error {
	type plain custom
	return within(strict(data, "custom", (*plain)(c)), "custom")
}

// UnmarshalJSON takes a string for the URL.
func (r *resource) UnmarshalJSON(data []byte) error {
	if !bytes.HasPrefix(data, []byte("{")) {
		return json.Unmarshal(data, &r.Ref)
	}
	type plain resource
	return strict(data, "an element of related_resources", (*plain)(r))
}

// strict decodes a map that holds no keys but those of T, spelled as T spells
// them.
func strict[T any](data []byte, name string, into *T) error {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(data, &given); err != nil {
		return err
	}
	known := keys(reflect.TypeFor[T]())
	for _, k := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(known, k) {
			return faultf([]string{k}, "%s has no key %s: %s", name, k, shape.DidYouMean(k, known))
		}
	}
	return json.Unmarshal(data, into)
}

// keys lists the keys of a struct, in its order.
func keys(t reflect.Type) []string {
	out := make([]string, t.NumField())
	for i := range out {
		out[i] = t.Field(i).Tag.Get("json")
	}
	return out
}

// fault is a mistake with the keys (and indices) that lead to its place; the
// line is looked up when the mistake is told.
type fault struct {
	path    []string
	message string
}

func (f *fault) Error() string { return f.message }

func faultf(path []string, format string, args ...any) error {
	return &fault{path, fmt.Sprintf(format, args...)}
}

// within puts a fault of a part in its place in the whole.
func within(err error, key string) error {
	if f, ok := err.(*fault); ok { //nolint:errorlint // strict gives it as it is
		f.path = slices.Insert(f.path, 0, key)
	}
	return err
}

// divided is the fault of a comment that is more than one document: the offset
// of the line between the two.
type divided struct{ pos int }

func (*divided) Error() string {
	return "the line divides the comment into two YAML documents: delete it"
}
