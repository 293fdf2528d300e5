package facts_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

var update = flag.Bool("update", false, "rewrite the committed schema")

const schemaFile = "../../docs/reference/facts.schema.json"

func TestCommittedSchemaIsCurrent(t *testing.T) {
	want, err := facts.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/reference/facts.schema.json is not what the types say (%v): run go test ./internal/facts -update", err)
	}
}

// compile returns the schema as a validator.
func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := facts.Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(facts.SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile(facts.SchemaID)
}

// encode returns the bundle's JSON, and the same decoded.
func encode(t *testing.T, b *facts.Bundle) (string, any) {
	t.Helper()
	var out bytes.Buffer
	if err := b.Encode(&out); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), doc
}

// TestFullAndEmptyBundlesAreValid fills every field of every kind, then none,
// and validates both, so that a type with no form in the schema is seen.
func TestFullAndEmptyBundlesAreValid(t *testing.T) {
	schema := compile(t)
	for name, fill := range map[string]bool{"empty": false, "full": true} {
		b := &facts.Bundle{}
		v := reflect.ValueOf(b).Elem()
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue // it is not written
			}
			fact := reflect.New(v.Field(i).Type().Elem().Elem())
			if fill {
				fillIn(fact.Elem())
			}
			v.Field(i).Set(reflect.Append(v.Field(i), fact))
		}
		if fill { // the two closed enumerations
			b.Inputs[0].Class = facts.Undecided
		} else {
			b.Inputs[0].Class = facts.Mistake
		}
		_, doc := encode(t, b)
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, doc := encode(t, &facts.Bundle{})
	if err := schema.Validate(doc); err != nil {
		t.Errorf("no facts: %v", err)
	}
}

// fillIn sets every field that a fact has.
func fillIn(v reflect.Value) {
	file := source.NewFile("a.tf", []byte("role = \"x\"\n"))
	switch v.Interface().(type) {
	case facts.Text:
		sym := text.NewTable("s").Symbol("var.x")
		v.Set(reflect.ValueOf(text.Join(file.Span(7, 10), text.Part{Lit: "a-"}, text.Part{Sym: sym})))
		return
	case facts.Flag:
		v.Set(reflect.ValueOf(facts.Flag{Truth: text.Yes, Present: true, At: file.Span(0, 4)}))
		return
	case facts.Number:
		v.Set(reflect.ValueOf(facts.Number{Value: 7, Known: true, Present: true}))
		return
	case source.Span:
		v.Set(reflect.ValueOf(file.Span(0, 4)))
		return
	case facts.Kind:
		v.SetString(string(facts.KindTrust))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fillIn(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillIn(v.Index(i))
		}
	case reflect.String:
		v.SetString("word")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	}
}

// TestSchemaRefuses checks that the schema is not one that allows anything.
func TestSchemaRefuses(t *testing.T) {
	schema := compile(t)
	b := &facts.Bundle{Identities: []*facts.Identity{{Base: facts.Base{ID: "identity:x"}}}}
	for name, spoil := range map[string]func(bundle, identity map[string]any){
		"no version":        func(b, _ map[string]any) { delete(b, "version") },
		"another version":   func(b, _ map[string]any) { b["version"] = json.Number("2") },
		"an unknown kind":   func(b, _ map[string]any) { b["rumours"] = []any{} },
		"a missing field":   func(_, i map[string]any) { delete(i, "boundary") },
		"an unknown field":  func(_, i map[string]any) { i["colour"] = "red" },
		"a text as string":  func(_, i map[string]any) { i["name"] = "app" },
		"a place off by 1":  func(_, i map[string]any) { i["at"] = "a.tf:0:0" },
		"a list that is {}": func(_, i map[string]any) { i["attached"] = map[string]any{} },
	} {
		_, doc := encode(t, b)
		bundle := doc.(map[string]any)
		spoil(bundle, bundle["identities"].([]any)[0].(map[string]any))
		if schema.Validate(doc) == nil {
			t.Errorf("the schema accepts %s", name)
		}
	}
}

// TestForms pins the forms that readers of `subaud facts` rely on.
func TestForms(t *testing.T) {
	file := source.NewFile("dir/a.tf", []byte("x\n😀 name = \"app-${var.env}\"\n"))
	sym := text.NewTable("s").Symbol("var.env")
	view := source.NewView(file)
	view.Copy(2, len(file.Data))
	inner := view.File()
	start := strings.Index(string(inner.Data), "app-")
	id := &facts.Identity{
		Name: text.Join(inner.Span(start, start+14), text.Part{Lit: "app-"}, text.Part{Sym: sym}),
		Path: text.Known("", source.Span{}),
	}
	_, doc := encode(t, &facts.Bundle{Identities: []*facts.Identity{id}})
	got := doc.(map[string]any)["identities"].([]any)[0].(map[string]any)
	for field, want := range map[string]string{
		// The emoji takes two UTF-16 units and four bytes.
		"name": `{"text":"app-${var.env}","known":false,"symbols":["var.env"],"at":{"path":"dir/a.tf",` +
			`"start":{"line":2,"column":12,"offset":15},"end":{"line":2,"column":26,"offset":29}}}`,
		"path":        `{"text":"","known":true,"symbols":[],"at":null}`,
		"arn":         `null`,
		"max_session": `null`,
		"attached":    `[]`,
		"trust":       `{"candidates":[],"count":0,"complete":false}`,
	} {
		var expect any
		d := json.NewDecoder(strings.NewReader(want))
		d.UseNumber()
		if err := d.Decode(&expect); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got[field], expect) {
			t.Errorf("%s: %v, want %v", field, got[field], expect)
		}
	}
}

// TestSecretsAreNotPrinted looks for a planted secret in the whole output: by
// its place, and where it is repeated.
func TestSecretsAreNotPrinted(t *testing.T) {
	const secret = "correct-horse-battery"
	file := source.NewFile("pod.yaml", []byte("value: "+secret+"\nargs: --password="+secret+"\nshort: pw\n"))
	at, again, short := file.Span(7, 7+len(secret)), file.Span(40, 60), file.Span(len(file.Data)-3, len(file.Data)-1)
	b := &facts.Bundle{
		Credentials: []*facts.Credential{{Base: facts.Base{At: at}}, {Base: facts.Base{At: short}}},
		Pods: []*facts.Pod{{
			Base: facts.Base{Address: "Pod/x?" + secret},
			Containers: []facts.Container{{Env: []facts.Variable{
				{Key: text.Known("A", file.Span(0, 5)), Value: text.Known(secret, at)},
				{Key: text.Known("B", file.Span(0, 5)), Value: text.Known("--password="+secret, again)},
				{Key: text.Known("C", file.Span(0, 5)), Value: text.Known("pw", short)},
			}}},
		}},
	}
	out, _ := encode(t, b)
	if strings.Contains(out, secret) || strings.Contains(out, `"pw"`) {
		t.Errorf("a secret is printed:\n%s", out)
	}
	if n := strings.Count(out, facts.Redacted); n != 4 {
		t.Errorf("%d values are redacted, want 4:\n%s", n, out)
	}
}

func TestRedactorKeepsLines(t *testing.T) {
	file := source.NewFile("key.tf", []byte("k = <<E\n-----BEGIN\nabcdefghijkl\r\n\nE\nafter\n"))
	r := facts.NewRedactor([]source.Span{file.Span(8, 34), file.Span(10, 12)})
	want := "k = <<E\n(redacted)\n(redacted)\r\n\nE\nafter\n"
	if got := r.Text(file.Whole()); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var none *facts.Redactor
	if got := none.Text(file.Span(4, 7)); got != "<<E" {
		t.Errorf("a nil redactor gives %q", got)
	}
}
