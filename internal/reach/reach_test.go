package reach_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/analyzers/workflow"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/reach"
	"github.com/subaud/subaud/internal/source"
)

var update = flag.Bool("update", false, "rewrite the expected edges")

// bundle reads the files of an archive.
func bundle(t testing.TB, files []txtar.File) *facts.Bundle {
	t.Helper()
	content := map[string][]byte{}
	var entries []discover.Entry
	for _, f := range files {
		content[f.Name] = f.Data
		entries = append(entries, discover.Entry{Path: f.Name, Size: int64(len(f.Data)), Class: discover.Classify(f.Name, f.Data)})
	}
	b, _ := analyzers.Run(entries, all.Analyzers(all.Options{Workflow: workflow.Options{Repository: "acme/shop"}}), analyzers.Options{
		Content: content,
		ReadFile: func(name string) (*source.File, error) {
			data, ok := content[name]
			if !ok {
				return nil, os.ErrNotExist
			}
			return source.NewFile(name, data), nil
		},
		List: func(dir string) (out []string) {
			for name := range content {
				if filepath.Dir(name) == dir {
					out = append(out, name)
				}
			}
			return out
		},
	})
	for _, in := range b.Inputs {
		if in.Class == facts.Incomplete {
			t.Fatalf("%s: %s", in.At, in.Message)
		}
	}
	b.Sort()
	return b
}

func graphOf(t *testing.T, files []txtar.File) *reach.Graph {
	t.Helper()
	return reach.New(link.Link(bundle(t, files), link.Options{}))
}

// print writes the edges as the goldens have them: certain ones with an arrow,
// possible ones with what would decide them.
func print(g *reach.Graph) string {
	var b strings.Builder
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "%s %s %s (%s)", e.From.ID, arrow(e), e.To.ID, e.Step)
		if len(e.Symbols) > 0 {
			fmt.Fprintf(&b, " depends on %s", strings.Join(e.Symbols, ", "))
		}
		for _, a := range e.Assumes {
			fmt.Fprintf(&b, " taking it that %s", a)
		}
		b.WriteByte('\n')
		for _, n := range e.Evidence {
			fmt.Fprintf(&b, "    %s %s\n", n.At, n.Message)
		}
	}
	return b.String()
}

func arrow(e *reach.Edge) string {
	return map[string]string{"certain": "->", "possible": "?>"}[reach.Decision(e.Truth)]
}

// TestEdges reads each archive of testdata and compares the edges with its
// section want.
func TestEdges(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			last := len(a.Files) - 1
			if a.Files[last].Name != "want" {
				t.Fatal("the last section has to be want")
			}
			got := []byte(print(graphOf(t, a.Files[:last])))
			if bytes.Equal(got, a.Files[last].Data) {
				return
			}
			if !*update {
				t.Fatalf("run go test ./internal/reach -update and read the difference; got:\n%s", got)
			}
			a.Files[last].Data = got
			if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestIdentitiesTellTheSame: leaving out the other accounts changes nothing that
// is said of those with a cloud identity.
func TestIdentitiesTellTheSame(t *testing.T) {
	const examples = "../../examples/payments"
	told := 0
	for _, files := range append(archives(t), folder(t, examples), company(5)) {
		b := bundle(t, files)
		g := link.Link(b, link.Options{})
		whole, part := reach.New(g), reach.Identities(g)
		same := func(at source.Span, got, want string) {
			if got != want {
				t.Errorf("%s: got\n%s\nwant\n%s", at, got, want)
			}
			told += len(want)
		}
		for _, gr := range b.Grants {
			for _, r := range gr.Rules {
				same(r.At, spell(part, part.Takeovers(r.At)), spell(whole, whole.Takeovers(r.At)))
			}
		}
		for _, bound := range b.Bindings {
			same(bound.At, spell(part, part.BoundTakeovers(bound.At)), spell(whole, whole.BoundTakeovers(bound.At)))
		}
	}
	if told == 0 {
		t.Error("nobody takes anything over")
	}
}

// archives are the inputs of testdata.
func archives(t *testing.T) (out [][]txtar.File) {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, a.Files[:len(a.Files)-1])
	}
	return out
}

// folder reads the files below a folder.
func folder(t *testing.T, dir string) (out []txtar.File) {
	t.Helper()
	tree := os.DirFS(dir)
	err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".md" {
			return err
		}
		data, err := fs.ReadFile(tree, path)
		out = append(out, txtar.File{Name: path, Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// spell writes ways with who is mapped to their beginning.
func spell(g *reach.Graph, paths []reach.Path) string {
	var b strings.Builder
	for _, p := range paths {
		for _, n := range g.Mapping(p.From()) {
			fmt.Fprintf(&b, "%s %s\n", n.At, n.Message)
		}
		for _, e := range p.Steps {
			fmt.Fprintf(&b, "%s %s %s (%s) %v\n", e.From.ID, arrow(e), e.To.ID, e.Step, e.Symbols)
		}
	}
	return b.String()
}
