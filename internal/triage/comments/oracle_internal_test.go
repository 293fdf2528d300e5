package comments

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// corpus calls a function with each file that has one of the endings: those of
// the corpus, where it is there, and of the project's own examples.
func corpus(t *testing.T, use func(path string, data []byte), endings ...string) {
	t.Helper()
	n := 0
	for _, root := range []string{"../../../examples", "../../../../shared/corpus"} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !slices.Contains(endings, filepath.Ext(path)) {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil || len(data) > 200_000 {
				return err
			}
			n++
			use(path, data)
			return nil
		})
		if err != nil {
			t.Logf("no files in %s: %v", root, err)
		}
	}
	if n == 0 {
		t.Skip("there is no corpus next to the module")
	}
}

// place is a block with its lines, 1-based and inclusive, and the column in
// bytes at which it starts, 0-based.
type place struct{ first, last, column int }

// checkCovers puts a comment above each place in turn and compares what it
// covers with what a parser says.
func checkCovers(t *testing.T, path string, data []byte, places []place) {
	t.Helper()
	lines := strings.SplitAfter(string(data), "\n")
	step := 1 + len(places)/40 // each costs a reading of the file
	for i := 0; i < len(places); i += step {
		p := places[i]
		comment := strings.Repeat(" ", p.column) + "# subaud:ignore a/b reason=c\n"
		text := strings.Join(slices.Concat(lines[:p.first-1], []string{comment}, lines[p.first-1:]), "")
		found := Find(path, []byte(text))
		if len(found) != 1 {
			t.Errorf("%s:%d: %d comments", path, p.first, len(found))
			continue
		}
		first, last := 0, 0
		if c := found[0]; c.From >= 0 {
			first = strings.Count(text[:c.From], "\n")
			last = strings.Count(text[:max(c.From, c.To-1)], "\n")
		}
		if first != p.first || last != p.last {
			t.Errorf("%s:%d: covers %d to %d, want %d to %d", path, p.first, first, last, p.first, p.last)
		}
	}
}

// TestBlocksOfHCL asks HCL's own parser where blocks and attributes end.
func TestBlocksOfHCL(t *testing.T) {
	n := 0
	corpus(t, func(path string, data []byte) {
		file, diags := hclsyntax.ParseConfig(data, path, hcl.InitialPos)
		if diags.HasErrors() {
			return
		}
		var places []place
		add := func(r hcl.Range) {
			start := strings.LastIndexByte(string(data[:r.Start.Byte]), '\n') + 1
			if strings.TrimLeft(string(data[start:r.Start.Byte]), " \t") != "" {
				return // something stands in front of it
			}
			last := r.End.Line
			if r.End.Column == 1 && last > r.Start.Line {
				last-- // a heredoc's range takes its line break
			}
			places = append(places, place{r.Start.Line, last, 0})
		}
		var walk func(*hclsyntax.Body)
		walk = func(body *hclsyntax.Body) {
			for _, a := range body.Attributes {
				add(a.SrcRange)
			}
			for _, b := range body.Blocks {
				add(hcl.RangeBetween(b.TypeRange, b.CloseBraceRange))
				walk(b.Body)
			}
		}
		walk(file.Body.(*hclsyntax.Body))
		n += len(places)
		checkCovers(t, path, data, places)
	}, ".tf", ".tfvars", ".hcl")
	t.Logf("%d blocks and attributes", n)
}

// TestEntriesOfYAML asks the parser of YAML where entries and items end.
func TestEntriesOfYAML(t *testing.T) {
	n := 0
	corpus(t, func(path string, data []byte) {
		docs, faults := yamlpos.Parse(source.NewFile(path, data), yamlpos.Options{})
		if len(faults) > 0 || strings.HasSuffix(path, ".json") {
			return
		}
		var places []place
		for _, d := range docs {
			places = yamlPlaces(places, d.Root, data)
		}
		n += len(places)
		checkCovers(t, path, data, places)
	}, ".yaml", ".yml")
	t.Logf("%d entries and items", n)
}

// yamlPlaces lists the entries and items below a node that begin their line,
// but for those of Kubernetes objects, of which the first one stands for all.
func yamlPlaces(places []place, n *text.Node, data []byte) []place {
	add := func(start int, value *text.Node) {
		begin := strings.LastIndexByte(string(data[:start]), '\n') + 1
		lead := string(data[begin:start])
		if strings.TrimLeft(lead, " ") != "" {
			return
		}
		end := max(start, value.At.End)
		end -= len(data[start:end]) - len(strings.TrimRight(string(data[start:end]), " \t\r\n"))
		first := 1 + strings.Count(string(data[:start]), "\n")
		last := 1 + strings.Count(string(data[:max(start, end-1)]), "\n")
		places = append(places, place{first, last, len(lead)})
	}
	object := n.Get("apiVersion") != nil && n.Get("kind") != nil
	for i, f := range n.Fields {
		if !(object && i == 0) {
			add(f.Key.At.Start, f.Value)
		}
		places = yamlPlaces(places, f.Value, data)
	}
	for _, item := range n.Items {
		// The dash stands in front of the item.
		dash := strings.LastIndexByte(string(data[:max(0, item.Value.At.Start)]), '-')
		if begin := item.Value.At.Start; dash >= 0 && strings.Trim(string(data[dash+1:begin]), " ") == "" {
			add(dash, item.Value)
		}
		places = yamlPlaces(places, item.Value, data)
	}
	return places
}
