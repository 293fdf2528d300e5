package terraform_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

const corpus = "../../../shared/corpus"

// TestTerraformAWSIAM reads a large real module collection: the trust policy of
// every role must be resolved.
func TestTerraformAWSIAM(t *testing.T) {
	files := tree(t, filepath.Join(corpus, "real/terraform-aws-modules+terraform-aws-iam"))
	b := runFiles(files)
	if len(b.Trusts) < 25 {
		t.Errorf("%d trust policies found, want at least 25", len(b.Trusts))
	}
	for _, f := range b.Trusts {
		wrapper := strings.HasPrefix(f.Unit, "wrappers/") // what is wrapped is the caller's to say
		if f.Reading != "all" && !wrapper {
			t.Errorf("%s: reading is %s", f.ID, f.Reading)
		}
	}
	for _, in := range b.Inputs {
		t.Errorf("%s at %s: %s", in.Code, in.At, in.Message)
	}
	sound(t, files, b)
}

// TestCorpus reads all that is there: no crash, every place in a file, every id
// once, and the same result each time.
func TestCorpus(t *testing.T) {
	for _, part := range []string{"real", "cases"} {
		dirs, err := os.ReadDir(filepath.Join(corpus, part))
		if err != nil {
			t.Skipf("no corpus at %s", corpus)
		}
		for _, d := range dirs {
			files := tree(t, filepath.Join(corpus, part, d.Name()))
			b := runFiles(files)
			sound(t, files, b)
			if again := dump(runFiles(files)); again != dump(b) {
				t.Errorf("%s: two runs differ", d.Name())
			}
			for _, in := range b.Inputs {
				if in.Code == "unevaluable" || in.Code == "too-large" {
					t.Errorf("%s: %s at %s: %s", d.Name(), in.Code, in.At, in.Message)
				}
			}
		}
	}
}

// sound checks what holds of every result.
func sound(t testing.TB, files map[string]*source.File, b *facts.Bundle) {
	t.Helper()
	for _, k := range facts.Kinds() {
		seen := map[facts.ID]bool{}
		for _, f := range b.Of(k) {
			base := f.FactBase()
			if base.ID == "" || seen[base.ID] && k != facts.KindInput {
				t.Errorf("%s %s: the id %q is empty or taken", k, base.Address, base.ID)
			}
			seen[base.ID] = true
			places := append([]source.Span{base.At}, base.Calls...)
			for _, at := range places {
				checkPlace(t, files, at, string(base.ID))
			}
			if base.At.IsZero() && k != facts.KindInput {
				t.Errorf("%s stands nowhere", base.ID)
			}
		}
	}
	for _, s := range b.Statements {
		for _, c := range s.Conditions {
			checkPlace(t, files, c.At, string(s.ID))
			for _, v := range append(slices.Clone(c.Values.Items), c.Key, c.Operator) {
				checkPlace(t, files, v.At, string(s.ID))
			}
		}
	}
}

func checkPlace(t testing.TB, files map[string]*source.File, at source.Span, what string) {
	t.Helper()
	if at.IsZero() {
		return
	}
	root := at.Root()
	f := files[root.File.Path]
	if f == nil || root.Start < 0 || root.Start > root.End || root.End > len(f.Data) {
		t.Errorf("%s: the place %s [%d,%d) is in no file", what, at, root.Start, root.End)
	}
}

// FuzzTerraform feeds any bytes as a root with a local module.
func FuzzTerraform(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*/*.tf")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range seeds {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), "")
	}
	for _, s := range []string{
		`module "a" { source = "./a" }`, `locals { a = local.b, b = local.a }`,
		"resource \"aws_iam_role\" \"r\" {\n for_each = toset([var.x])\n assume_role_policy = file(\"${path.module}/main.tf\")\n}",
		"locals {\n a = \"${local.b}${local.b}\"\n b = [for i in range(9) : {\"${i}\" = i}]\n}\nresource \"aws_iam_role\" \"r\" {\n name = local.a\n assume_role_policy = jsonencode(local.b)\n}",
		`data "aws_iam_policy_document" "d" { source_policy_documents = [data.aws_iam_policy_document.d.json] }`,
		"resource \"aws_iam_role\" \"r\" {\n name = \"\\u00e9$x\"\n assume_role_policy = <<E\n{\"Statement\": [%{ for a in [1,2] }{\"Sid\": \"${a}\"},%{ endfor }{}]}\nE\n}",
	} {
		f.Add(s, `variable "x" {}`)
	}
	f.Fuzz(func(t *testing.T, root, child string) {
		if len(root)+len(child) > 20_000 || strings.Count(root, "range")+strings.Count(child, "range") > 3 {
			t.Skip("large inputs only cost time")
		}
		files := map[string]*source.File{
			"main.tf":   source.NewFile("main.tf", []byte(root)),
			"a/main.tf": source.NewFile("a/main.tf", []byte(child)),
		}
		sound(t, files, runFiles(files))
	})
}

// BenchmarkTerraformAWSIAM measures the whole of a large collection.
func BenchmarkTerraformAWSIAM(b *testing.B) {
	files := tree(b, filepath.Join(corpus, "real/terraform-aws-modules+terraform-aws-iam"))
	b.ReportAllocs()
	for b.Loop() {
		runFiles(files)
	}
}

// BenchmarkIrrelevant measures roots that say nothing about identity.
func BenchmarkIrrelevant(b *testing.B) {
	files := map[string]*source.File{}
	text := strings.Repeat("resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"name\"\n}\n", 100)
	for i := range 100 {
		name := "m" + string(rune('a'+i%26)) + "/" + strings.Repeat("x", i/26+1) + ".tf"
		files[name] = source.NewFile(name, []byte(text))
	}
	b.ReportAllocs()
	for b.Loop() {
		runFiles(files)
	}
}
