package reach_test

import (
	"bytes"
	"flag"
	"fmt"
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
