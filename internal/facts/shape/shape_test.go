package shape_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/subaud/subaud/internal/facts/shape"
)

// base is embedded; its fields stand among those of the outer struct.
type base struct {
	ID string `json:"id"`
}

type node struct {
	base
	Children []*node           `json:"children"`
	Parent   *node             `json:"parent" shape:"nullable"`
	Labels   map[string]string `json:"labels,omitempty"`
	Special  special           `json:"special"`
	Hidden   int               `json:"-"`
	private  int
}

type special struct{}

func TestOf(t *testing.T) {
	_ = node{private: 1} // the field exists to be passed over
	s, err := shape.Of(reflect.TypeFor[node](), shape.Special{reflect.TypeFor[special](): {Schema: &shape.Schema{Type: "string", Enum: []string{"a"}}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{` +
		`"children":{"type":"array","items":{"$ref":"#/$defs/node"}},"id":{"type":"string"},` +
		`"labels":{"type":"object","additionalProperties":{"type":"string"}},` +
		`"parent":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]},"special":{"type":"string","enum":["a"]}},` +
		`"required":["id","children","parent","special"],"additionalProperties":false}`
	delete(s.Defs, "node")
	got, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOfWhatHasNoForm(t *testing.T) {
	if _, err := shape.Of(reflect.TypeFor[struct{ F func() }](), nil); err == nil {
		t.Error("a function has a schema")
	}
}
