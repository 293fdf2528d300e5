package terraform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/source"
)

// FuzzTerraformJSON feeds any bytes as a root in the JSON syntax, beside a file
// in the other one.
func FuzzTerraformJSON(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*/*.tf.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range seeds {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	for _, s := range []string{
		`{"resource": {"aws_iam_role": {"r": {"name": "${local.n}", "assume_role_policy": "${jsonencode({Statement = []})}"}}}}`,
		`{"locals": [{"a": "${local.b}"}, {"b": "${local.a}"}], "module": {"m": {"source": "./a"}}}`,
		`{"resource": {"aws_iam_role": {"r": [{"count": 2, "name": "\u00e9$x"}, null]}}, "variable": {"v": {"default": {}}}}`,
		`{"data": {"aws_iam_policy_document": {"d": {"statement": {"dynamic": {"condition": {"for_each": "${var.c}", "content": {"test": "a"}}}}}}}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if len(data) > 20_000 || strings.Count(data, "range") > 3 {
			t.Skip("large inputs only cost time")
		}
		files := map[string]*source.File{
			"main.tf.json": source.NewFile("main.tf.json", []byte(data)),
			"more.tf":      source.NewFile("more.tf", []byte("variable \"c\" {}\nlocals {\n  n = var.c\n}\n")),
		}
		sound(t, files, runFiles(files))
	})
}
