package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/source"
)

// modules is how many local modules the synthetic roots call.
const modules = 50

// synthetic is a root of 50 modules with n resources in all. One in five of
// them is a role with a policy document; the others say nothing of identity.
func synthetic(n int) map[string]*source.File {
	out := map[string]*source.File{}
	add := func(name, src string) { out[name] = source.NewFile(name, []byte(src)) }
	var root strings.Builder
	root.WriteString("variable \"issuer\" {}\n")
	for m := range modules {
		fmt.Fprintf(&root, "module \"m%d\" {\n  source = \"./m%d\"\n  issuer = var.issuer\n  names  = { for s in [\"a\"] : s => \"app-${s}\" }\n}\n", m, m)
		var src strings.Builder
		src.WriteString("variable \"issuer\" {}\nvariable \"names\" {\n  type = map(string)\n}\nlocals {\n  host = replace(var.issuer, \"https://\", \"\")\n}\n")
		for i := range n / modules {
			if i%5 != 0 {
				fmt.Fprintf(&src, "resource \"aws_s3_bucket\" \"b%d\" {\n  bucket = \"${local.host}-%d\"\n  tags = {\n    Name = \"bucket\"\n    Team = \"shop\"\n  }\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n", i, i)
				continue
			}
			fmt.Fprintf(&src, `data "aws_iam_policy_document" "d%d" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111111111111:oidc-provider/${local.host}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.host}:sub"
      values   = [for k, v in var.names : "system:serviceaccount:${k}:${v}-%d"]
    }
  }
}

resource "aws_iam_role" "r%d" {
  name               = "r-%d"
  assume_role_policy = data.aws_iam_policy_document.d%d.json
}
`, i, i, i, i, i)
		}
		add(fmt.Sprintf("m%d/main.tf", m), src.String())
	}
	add("main.tf", root.String())
	return out
}

// TestSynthetic holds the benchmark's input to what it is meant to be.
func TestSynthetic(t *testing.T) {
	b := runFiles(synthetic(500))
	if len(b.Trusts) != 100 || len(b.Inputs) != 0 {
		t.Errorf("%d trusts and %d problems, want 100 and none", len(b.Trusts), len(b.Inputs))
	}
	for _, f := range b.Trusts {
		if f.Reading != "all" || len(f.Statements) != 1 || len(f.Statements[0].Conditions) != 1 {
			t.Errorf("%s is read as %s with %d statements", f.ID, f.Reading, len(f.Statements))
		}
	}
}

// TestLinear compares allocations: eight times the resources may take no more
// than nine times as many.
func TestLinear(t *testing.T) {
	count := func(n int) float64 {
		files := synthetic(n)
		return testing.AllocsPerRun(1, func() { runFiles(files) })
	}
	small, large := count(250), count(2000)
	t.Logf("%.0f and %.0f allocations", small, large)
	if large > 9*small {
		t.Errorf("8 times the resources take %.1f times the allocations", large/small)
	}
}

// BenchmarkSynthetic measures roots of several sizes.
func BenchmarkSynthetic(b *testing.B) {
	for _, n := range []int{250, 500, 1000, 2000} {
		files := synthetic(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				runFiles(files)
			}
			b.ReportMetric(float64(n), "resources")
		})
	}
}

// BenchmarkReal measures all slices of real repositories.
func BenchmarkReal(b *testing.B) {
	dirs, err := os.ReadDir(filepath.Join(corpus, "real"))
	if err != nil {
		b.Skipf("no corpus at %s", corpus)
	}
	var all []map[string]*source.File
	for _, d := range dirs {
		all = append(all, tree(b, filepath.Join(corpus, "real", d.Name())))
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, files := range all {
			runFiles(files)
		}
	}
}

// BenchmarkMostlyIrrelevant measures a root that speaks of identity in one
// file, and of other things in a hundred.
func BenchmarkMostlyIrrelevant(b *testing.B) {
	files := map[string]*source.File{}
	text := strings.Repeat("resource \"aws_s3_bucket\" \"b%d\" {\n  bucket = \"name\"\n}\n", 100)
	for i := range 100 {
		name := fmt.Sprintf("f%d.tf", i)
		n := make([]any, 100)
		for j := range n {
			n[j] = 100*i + j
		}
		files[name] = source.NewFile(name, fmt.Appendf(nil, text, n...))
	}
	files["main.tf"] = source.NewFile("main.tf", []byte(trusting(`"a"`)))
	b.ReportAllocs()
	for b.Loop() {
		runFiles(files)
	}
}
