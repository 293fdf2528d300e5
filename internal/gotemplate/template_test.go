package gotemplate_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/gotemplate"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// view reads a template with symbols of its own.
func view(data string) (*gotemplate.View, *text.Table, bool) {
	t, ok := gotemplate.Parse(source.NewFile("templates/x.yaml", []byte(data)))
	if !ok {
		return nil, nil, false
	}
	symbols := text.NewTable("templates/x.yaml")
	return t.View(gotemplate.Options{
		Symbols: symbols, Scope: "chart",
		Verbatim: func(action string) bool { return action == "{{SessionName}}" },
	}), symbols, true
}

// read prints what a template says.
func read(data string) string {
	v, symbols, ok := view(data)
	if !ok {
		return "no template\n"
	}
	var out strings.Builder
	for _, d := range yamlpos.Sniff(v.File.Data) {
		docs, faults := yamlpos.ParseDocument(v.File, yamlpos.Options{Symbols: symbols, Coarse: true}, d)
		for _, f := range faults {
			fmt.Fprintf(&out, "fault: %s\n", f.Code)
		}
		for _, doc := range docs {
			e, ok := v.Apply(doc.Root, d.Start, d.End)
			switch {
			case !ok:
				out.WriteString("lines that are not those of the template\n")
				continue
			case e.Maybe:
				fmt.Fprintf(&out, "perhaps, %q: ", e.Conditions)
			}
			out.WriteString(dump(doc.Root, "") + "\n")
		}
	}
	for _, d := range v.Defined {
		fmt.Fprintf(&out, "defined: %q\n", d.Text())
	}
	return out.String()
}

// TestShapes reads each testdata/*.txt: templates in the shapes in which
// people write them, each with the value that is read from it.
func TestShapes(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no shapes: %v", err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sections := strings.Split(string(data), "\n==== ")
		for i, s := range sections[1:] {
			head, rest, _ := strings.Cut(s, "\n")
			input, want, _ := strings.Cut(rest, "\n----\n")
			got := strings.TrimRight(read(input+"\n"), "\n")
			if strings.TrimRight(want, "\n") == got {
				continue
			}
			if !*update {
				t.Errorf("%s: %s\n got\n%s\nwant\n%s", path, head, got, want)
			}
			sections[i+1] = head + "\n" + input + "\n----\n" + got + "\n"
		}
		if *update {
			if err := os.WriteFile(path, []byte(strings.Join(sections, "\n==== ")), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestPlaces checks that the bytes that the view copies are those at the place
// that they lead to, and that all that is not copied stands for an action.
func TestPlaces(t *testing.T) {
	for _, data := range samples(t) {
		v, _, ok := view(data)
		if !ok {
			continue
		}
		checkPlaces(t, v, data)
	}
}

func checkPlaces(t *testing.T, v *gotemplate.View, data string) {
	t.Helper()
	last := 0
	for i := range v.File.Data {
		at := v.File.Span(i, i+1).Root()
		if at.Start < last || at.End > len(data) {
			t.Fatalf("byte %d leads to %d-%d, behind %d", i, at.Start, at.End, last)
		}
		last = at.Start
		if at.Text() == string(v.File.Data[i:i+1]) {
			continue
		}
		if !strings.HasPrefix(at.Text(), "{{") || !strings.HasSuffix(at.Text(), "}}") {
			t.Fatalf("byte %d, %q, leads to %q, which is no action", i, v.File.Data[i:i+1], at.Text())
		}
	}
}

// samples are all inputs of testdata, and the templates of the corpus where it
// is here.
func samples(t testing.TB) []string {
	var out []string
	paths, _ := filepath.Glob("testdata/*.txt")
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range strings.Split(string(data), "\n==== ")[1:] {
			_, rest, _ := strings.Cut(s, "\n")
			input, _, _ := strings.Cut(rest, "\n----\n")
			out = append(out, input)
		}
	}
	for _, pattern := range []string{"cases/*/deploy/charts/*/*/templates/*.yaml", "real/*/charts/*/templates/*.yaml", "real/*/*/*/*/*/charts/*/templates/*.yaml"} {
		paths, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "corpus", filepath.FromSlash(pattern)))
		for _, path := range paths {
			if data, err := os.ReadFile(path); err == nil {
				out = append(out, string(data))
			}
		}
	}
	return out
}

func FuzzTemplate(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if text.HasTokenRunes(data) {
			return
		}
		v, symbols, ok := view(data)
		if !ok {
			return
		}
		checkPlaces(t, v, data)
		for _, d := range yamlpos.Sniff(v.File.Data) {
			docs, _ := yamlpos.ParseDocument(v.File, yamlpos.Options{Symbols: symbols, Coarse: true}, d)
			for _, doc := range docs {
				if _, ok := v.Apply(doc.Root, d.Start, d.End); ok {
					checkSpans(t, doc.Root, len(data), map[*text.Node]bool{})
				}
			}
		}
	})
}

func checkSpans(t *testing.T, n *text.Node, size int, seen map[*text.Node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	if at := n.At.Root(); at.Start < 0 || at.End > size || at.Start > at.End {
		t.Fatalf("%s stands at %d-%d", n.Kind, at.Start, at.End)
	}
	for _, f := range n.Fields {
		checkSpans(t, f.Value, size, seen)
	}
	for _, item := range n.Items {
		checkSpans(t, item.Value, size, seen)
	}
}

// BenchmarkTemplate reads a chart's typical template, and one a hundred times
// as long, so that what grows faster than its input shows.
func BenchmarkTemplate(b *testing.B) {
	const one = "{{- if .Values.rbac.create }}\n---\napiVersion: v1\nkind: ClusterRole\nmetadata:\n  name: {{ include \"x.fullname\" . }}\n" +
		"  labels:\n    {{- include \"x.labels\" . | nindent 4 }}\nrules:\n{{- range .Values.rules }}\n- verbs: [{{ . | quote }}]\n{{- end }}\n{{- end }}\n"
	for _, n := range []int{1, 100} {
		data := strings.Repeat(one, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				v, symbols, _ := view(data)
				for _, d := range yamlpos.Sniff(v.File.Data) {
					docs, _ := yamlpos.ParseDocument(v.File, yamlpos.Options{Symbols: symbols}, d)
					for _, doc := range docs {
						v.Apply(doc.Root, d.Start, d.End)
					}
				}
			}
		})
	}
}
