package eval_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/zclconf/go-cty/cty"
)

// vector is what a console answered: JSON, or an error. The tool
// tools/console-oracle makes testdata/vectors.json from testdata/expressions.txt.
type vector struct {
	Expression string
	JSON       json.RawMessage
	Error      bool
}

// opaque are expressions that are left as symbols though a console knows them.
var opaque = map[string]bool{
	`textencodebase64("hi", "UTF-16LE")`: true, `textdecodebase64("aABpAA==", "UTF-16LE")`: true,
}

// later are expressions that newer consoles answer, or that other versions of
// one answer differently; each is checked by hand.
var later = map[string]bool{
	`element(["a", "b"], -1)`: true, // since 1.10 the last element
	`templatestring("a", {})`: true, // since 1.9; the first argument must be a reference
	`sensitive("a") == "a"`:   true, // a console shows nothing of it
}

// TestVectors compares with what a console answers: each expression gives the
// same, or an error as well.
func TestVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 200 {
		t.Errorf("there are %d vectors, want 200 at least", len(vectors))
	}
	for _, v := range vectors {
		if later[v.Expression] {
			continue
		}
		_, got, diags := evaluate(t, "jsonencode("+v.Expression+")")
		u, _ := got.Unmark()
		switch {
		case diags.HasErrors():
			if !v.Error {
				t.Errorf("%s: an error (%s), want %s", v.Expression, diags[0].Summary, v.JSON)
			}
		case v.Error:
			if !value.Symbolic(got) {
				t.Errorf("%s: %#v, want an error", v.Expression, u)
			}
		case value.Symbolic(got) || u.Type() != cty.String:
			if !opaque[v.Expression] {
				t.Errorf("%s: not known, want %s", v.Expression, v.JSON)
			}
		case compact(u.AsString()) != compact(string(v.JSON)):
			t.Errorf("%s: %s, want %s", v.Expression, u.AsString(), v.JSON)
		}
	}
}

func compact(s string) string {
	var out bytes.Buffer
	if json.Compact(&out, []byte(s)) != nil {
		return s
	}
	return out.String()
}
