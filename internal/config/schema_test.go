package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/subaud/subaud/internal/config"
)

var update = flag.Bool("update", false, "rewrite the committed schema")

const schemaFile = "../../docs/reference/config.schema.json"

func TestCommittedSchemaIsCurrent(t *testing.T) {
	want, err := config.Schema()
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
		t.Errorf("docs/reference/config.schema.json is not what is checked (%v): run go test ./internal/config -update", err)
	}
}

// published compiles the schema as it is committed.
func published(t testing.TB) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(config.SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(config.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// decoded reads YAML as an editor's schema check sees it.
func decoded(t *testing.T, data string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(data), &v); err != nil {
		t.Fatal(err)
	}
	return roundTrip(t, v)
}

func roundTrip(t *testing.T, v any) any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// agree compares the schema's verdict with the program's.
func agree(t *testing.T, schema *jsonschema.Schema, v any) (accepted bool) {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	bySchema := schema.Validate(roundTrip(t, v))
	_, byProgram := config.Load("/repo/.subaud.yaml", config.Options{
		Root: "/repo", Named: true,
		// What is extended is not the schema's business: every file is empty but the first.
		Read: func(path string) ([]byte, error) {
			if path == "/repo/.subaud.yaml" {
				return data, nil
			}
			return nil, nil
		},
	})
	if (bySchema == nil) != (byProgram == nil) {
		t.Errorf("%s\nthe schema says: %v\nthe program says: %v", data, bySchema, byProgram)
	}
	return byProgram == nil
}

// TestSchemaAgreesWithProgram changes a configuration that uses every key in
// one place at a time, in every way that could matter, and asks both.
func TestSchemaAgreesWithProgram(t *testing.T) {
	schema := published(t)
	whole := decoded(t, full)
	if !agree(t, schema, whole) {
		t.Fatal("the whole configuration is refused")
	}
	accepted, refused := 0, 0
	for changed := range changes(whole) {
		if agree(t, schema, changed) {
			accepted++
		} else {
			refused++
		}
	}
	if accepted < 100 || refused < 500 {
		t.Errorf("of the changed configurations %d are accepted and %d refused: the test lost its teeth", accepted, refused)
	}
}

// substitutes are put in the place of every value.
func substitutes() []any {
	return []any{
		nil, true, 7, 1.5, "", " ", "x", "é", "a b", "off", "high", "regular", "private", "binding", "trust/*", "trust/any-subject", "*",
		"2026.12", "2026.13", "333333333333", "3333333333334", "0B1F6472-1bf0-4dda-aec3-111122223333", "example.com:project-1", "Project-1",
		"a.example.com", "a.example.com:443/x", "https://a.example.com", "A.example.com", "localhost", "!glob", "line\nbreak",
		[]any{}, []any{nil}, []any{"x"}, []any{"binding", "333333333333"}, map[string]any{}, map[string]any{"x": "y"}, map[string]any{"id": "333333333333"},
		map[string]any{"trust/any-subject": map[string]any{"a": []any{nil}}},
	}
}

// changes yields copies of a value that differ from it in one place: a value
// that is another one, a key that is gone, misspelled or new, a longer list.
func changes(v any) func(func(any) bool) {
	return func(yield func(any) bool) {
		for _, s := range substitutes() {
			if !yield(s) {
				return
			}
		}
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				without := maps.Clone(v)
				delete(without, k)
				misspelled := maps.Clone(without)
				misspelled[k+"s"] = v[k]
				if !yield(without) || !yield(misspelled) {
					return
				}
				for c := range changes(v[k]) {
					with := maps.Clone(v)
					with[k] = c
					if !yield(with) {
						return
					}
				}
			}
		case []any:
			for i := range v {
				for c := range changes(v[i]) {
					with := slices.Clone(v)
					with[i] = c
					if !yield(with) {
						return
					}
				}
			}
		}
	}
}

func FuzzConfig(f *testing.F) {
	f.Add(full)
	for _, s := range []string{"", "a: b\na: c\n", "extends: .subaud.yaml\n", "accounts: [&a {id: '123456789012'}, *a]\n", "<<: {persona: auditor}\n",
		"params: {a/b: {c: !x y, ? [d] : e}}\n", "exclude: [\"\\x00\"]\n", "{", "severity: {\"a\nb\": off}\n", "\xef\xbb\xbfpersona: x\r\n", "rules: !!float 1\n", "? {a: b}\n: c\n"} {
		f.Add(s)
	}
	schema := published(f)
	f.Fuzz(func(t *testing.T, data string) {
		files := map[string]string{"/repo/.subaud.yaml": data, "/repo/org/common.yaml": data}
		for _, named := range []bool{false, true} {
			cfg, err := config.Load("/repo/.subaud.yaml", config.Options{Root: "/repo", Named: named, Read: memory(files), Rules: catalogue})
			if err != nil {
				for _, fault := range faultsOf(t, err) {
					checkPlace(t, data, fault)
				}
				continue
			}
			var v any
			if yaml.Unmarshal([]byte(data), &v) == nil {
				if text, err := json.Marshal(v); err == nil { // not every YAML is JSON
					v, err = jsonschema.UnmarshalJSON(bytes.NewReader(text))
					if err != nil || schema.Validate(v) != nil {
						t.Errorf("%q is accepted, and the schema says: %v", data, errors.Join(err, schema.Validate(v)))
					}
				}
			}
			again, err := load(map[string]string{"/repo/.subaud.yaml": string(cfg.Show())})
			if !named && (err != nil || values(again) != values(cfg)) {
				t.Errorf("%q is shown as something else (%v):\n%s", data, err, cfg.Show())
			}
		}
	})
}

func faultsOf(t *testing.T, err error) []config.Fault {
	t.Helper()
	var invalid *config.Invalid
	if !errors.As(err, &invalid) || len(invalid.Faults) == 0 {
		t.Fatalf("an unexpected error: %v", err)
	}
	return invalid.Faults
}

// checkPlace holds a fault to its promise of a place inside a file.
func checkPlace(t *testing.T, data string, f config.Fault) {
	t.Helper()
	if f.At.IsZero() || f.At.Start < 0 || f.At.End < f.At.Start || f.At.End > len(f.At.File.Data) {
		t.Fatalf("%q: fault %q stands nowhere: %+v", data, f.Message, f.At)
	}
	if p := f.At.StartPosition(); p.Line < 1 || p.Column < 1 {
		t.Fatalf("%q: fault %q stands at %+v", data, f.Message, p)
	}
	if f.Message == "" {
		t.Fatalf("%q: a fault without words at %s", data, f.At)
	}
	if text := fmt.Sprint(f); len(text) > 1000+4*len(data) {
		t.Fatalf("%q: a fault of %d bytes", data, len(text))
	}
}
