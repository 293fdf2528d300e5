package reach_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/reach"
)

// TestCommittedSchemas keeps the schemas under docs/reference what the types
// say, and what is written valid.
func TestCommittedSchemas(t *testing.T) {
	for name, of := range map[string]func() ([]byte, error){
		"../../docs/reference/graph.schema.json": reach.GraphSchema, "../../docs/reference/who-can.schema.json": reach.AnswersSchema,
	} {
		want, err := of()
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(name, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the types say (%v): run go test ./internal/reach -update", name, err)
		}
	}
}

func compiled(t *testing.T, of func() ([]byte, error)) *jsonschema.Schema {
	t.Helper()
	data, err := of()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, data []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Error(err)
	}
}

func TestJSONIsValid(t *testing.T) {
	graph, answers := compiled(t, reach.GraphSchema), compiled(t, reach.AnswersSchema)
	for _, name := range []string{"annotated", "trusts", "access"} {
		a, err := txtar.ParseFile("testdata/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		linked := link.Link(bundle(t, a.Files[:len(a.Files)-1]), link.Options{})
		g := reach.New(linked)
		secrets := facts.NewRedactor(nil)
		var out bytes.Buffer
		if err := g.WriteJSON(&out, secrets); err != nil {
			t.Fatal(err)
		}
		validate(t, graph, out.Bytes())
		for _, n := range g.Nodes {
			out.Reset()
			if err := g.Become([]*reach.Node{n}, "become "+n.ID, secrets).WriteJSON(&out); err != nil {
				t.Fatal(err)
			}
			validate(t, answers, out.Bytes())
		}
		out.Reset()
		q, _ := rbac.ParseRequest("create pods")
		q.Namespace = "shop"
		if err := reach.Permitted(linked, q, secrets).WriteJSON(&out); err != nil {
			t.Fatal(err)
		}
		validate(t, answers, out.Bytes())
	}
}

// TestSecretsAreHidden: a name that repeats a secret is not printed.
func TestSecretsAreHidden(t *testing.T) {
	const key = "AKIAQWERTYUIOPASDFGH"
	a := txtar.Parse([]byte("-- a.yaml --\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: " + key + ", namespace: x}\n" +
		"-- b.yaml --\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: x}\nspec:\n  serviceAccountName: " + key + "\n  containers: []\n"))
	b := bundle(t, a.Files)
	g := reach.New(link.Link(b, link.Options{}))
	var secret = facts.NewRedactor(nil)
	for _, w := range b.Workloads {
		secret = facts.NewRedactor(append(b.Secrets(), w.Name.At))
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"json":    func(w *bytes.Buffer) error { return g.WriteJSON(w, secret) },
		"dot":     func(w *bytes.Buffer) error { return g.WriteDOT(w, secret) },
		"mermaid": func(w *bytes.Buffer) error { return g.WriteMermaid(w, secret) },
		"become":  func(w *bytes.Buffer) error { return g.Become(g.Find("ksa/x/"+key), "become "+key, secret).WriteJSON(w) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), key) || !strings.Contains(out.String(), "edacted") {
			t.Errorf("%s shows a secret:\n%s", name, out.String())
		}
	}
}

// FuzzLabels: whatever a name holds, it stays within its label.
func FuzzLabels(f *testing.F) {
	for _, s := range []string{"role\nx", `"]; n0 -> n1 [label="`, `\`, "`**x**`", "a\u202eb", "${var.x}", "#35;", "</b>&amp;", "\x00\xff", "end"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		dot := reach.QuoteDOT(s)
		if !utf8.ValidString(dot) || unquoted(dot) {
			t.Errorf("%q leaves its quotes: %s", s, dot)
		}
		m := reach.EscapeMermaid(s)
		if strings.ContainsAny(strings.ReplaceAll(m, "<br>", ""), "\"`<>[]{}|&\\*_\n\r\x00\u202e") {
			t.Errorf("%q leaves its label: %s", s, m)
		}
	})
}

// unquoted reports whether a quoted string of DOT ends before its end.
func unquoted(s string) bool {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' || strings.ContainsAny(s, "\n\r") {
		return true
	}
	body := s[1 : len(s)-1]
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
			if i == len(body) {
				return true
			}
		case '"':
			return true
		}
	}
	return false
}
