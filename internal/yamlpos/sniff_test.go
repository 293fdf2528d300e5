package yamlpos_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/yamlpos"
)

func TestSniff(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "0-0 sure"},
		{"kind: Role\n", "0-11 Role sure"},
		{"# c\n\napiVersion: v1\nkind:  'List' # x\n", "0-38 List sure"},
		{"a: 1\n---\nkind: Pod\n---\nb: 1\n", "0-5 sure, 5-19 Pod sure, 19-28 sure"},
		{"%YAML 1.1\n---\nkind: Pod\n...\n", "0-28 unsure"},
		{"{kind: Role}\n", "0-13 unsure"},
		{"\"kind\": Role\n", "0-13 unsure"},
		{"kind: &a Role\n", "0-14 unsure"},
		{"kind: Role\nkind: Pod\n", "0-21 unsure"},
		{"kind:\n  Role\n", "0-13 unsure"},
		{"kind: Role\n  Binding\n", "0-21 unsure"},
		{"kind: {{ .x }}\n", "0-15 unsure"},
		{"{{ if x }}\nkind: Role\n", "0-22 unsure"},
		{"<<: *a\nkind: Role\n", "0-18 unsure"},
		{"spec:\n  kind: Role\nkinds: x\n", "0-28 sure"},
		{"text: |\n  ---\n  kind: Role\nkind: Pod\n", "0-37 Pod sure"},
		{"kind:Role\n", "0-10 sure"},
		{"\xef\xbb\xbfkind: Role\r\nmetadata: x\r\n", "0-28 unsure"},
		{"- kind: Role\n", "0-13 unsure"},
	} {
		var got []string
		for _, d := range yamlpos.Sniff([]byte(c.in)) {
			s := fmt.Sprintf("%d-%d ", d.Start, d.End)
			if d.Kind != "" {
				s += d.Kind + " "
			}
			if !d.Sure {
				s += "un"
			}
			got = append(got, s+"sure")
		}
		if g := strings.Join(got, ", "); g != c.want {
			t.Errorf("%q: got %s, want %s", c.in, g, c.want)
		}
	}
}

// TestSniffAgreesWithParser compares the glance with the parser on every YAML
// file at hand.
func TestSniffAgreesWithParser(t *testing.T) {
	sure, unsure, files := 0, 0, 0
	for _, root := range []string{"../../fixtures", "../../../shared/corpus"} {
		if _, err := os.Stat(root); err != nil {
			t.Logf("%s is not here", root)
			continue
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			ext := filepath.Ext(path)
			if err != nil || !d.Type().IsRegular() || ext != ".yaml" && ext != ".yml" && ext != ".txtar" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			a, b := compareSniff(t, source.NewFile(path, data))
			sure, unsure = sure+a, unsure+b
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files == 0 {
		t.Skip("neither fixtures nor corpus are here")
	}
	t.Logf("%d files, %d documents sure, %d unsure", files, sure, unsure)
	if unsure > sure {
		t.Error("the glance is unsure too often to be of use")
	}
}

func manyDocuments() []byte {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d%d\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          image: b\n", i)
	}
	return []byte(b.String())
}

func BenchmarkSniff(b *testing.B) {
	data := manyDocuments()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		yamlpos.Sniff(data)
	}
}

func BenchmarkParse(b *testing.B) {
	data := manyDocuments()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		yamlpos.ParseYAML(source.NewFile("f.yaml", data), yamlpos.Options{})
	}
}
