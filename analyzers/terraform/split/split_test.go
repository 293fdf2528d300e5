package split_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/split"
)

const corpus = "../../../../shared/corpus"

func show(list []split.Block) string {
	var b strings.Builder
	for _, x := range list {
		fmt.Fprintf(&b, "%s %q %d-%d head %d end %d line %d\n", x.Type, x.Label[:x.Labels], x.Start, x.TypeEnd, x.HeadEnd, x.End, x.Line)
	}
	return b.String()
}

// oracle lists the blocks by the parser; false where it finds a fault, or a
// block with more labels than the splitter takes on.
func oracle(data []byte) ([]split.Block, bool) {
	f, diags := hclsyntax.ParseConfig(data, "x.tf", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, false
	}
	var out []split.Block
	for _, b := range f.Body.(*hclsyntax.Body).Blocks {
		head := b.TypeRange
		if n := len(b.LabelRanges); n > 0 {
			head = b.LabelRanges[n-1]
		}
		x := split.Block{
			Type: b.Type, Start: b.TypeRange.Start.Byte, TypeEnd: b.TypeRange.End.Byte,
			HeadEnd: head.End.Byte, End: b.CloseBraceRange.End.Byte, Line: b.TypeRange.Start.Line,
		}
		for _, label := range b.Labels {
			if x.Labels == len(x.Label) {
				return nil, false
			}
			x.Label[x.Labels], x.Labels = label, x.Labels+1
		}
		out = append(out, x)
	}
	return out, true
}

// check compares with the parser what a file that it accepts is split into.
func check(t *testing.T, name string, data []byte) (sure bool) {
	t.Helper()
	got, sure := split.Blocks(data)
	for _, b := range got {
		if b.Start < 0 || b.Start >= b.TypeEnd || b.TypeEnd > b.HeadEnd || b.HeadEnd >= b.End || b.End > len(data) || data[b.End-1] != '}' {
			t.Fatalf("%s: impossible block %+v", name, b)
		}
	}
	want, valid := oracle(data)
	if sure && valid && show(got) != show(want) {
		t.Errorf("%s:\nsplit:\n%sparser:\n%s", name, show(got), show(want))
	}
	return sure
}

// TestBlocks names what the splitter takes on and what it leaves to the parser.
func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, src string
		sure      bool
	}{
		{"nothing", "", true},
		{"comments", "# a {\n// b {\n/* c {\n*/ /* d */\n", true},
		{"blocks", "resource \"a\" \"b\" {\n  c {\n  }\n}\n\nlocals { x = 1 }\nvariable x {}\r\noutput \"y\" { # }\n}", true},
		{"braces in strings", "a {\n b = \"}\\\"}\"\n c = \"${ { a = \"}\" }[\"a\"] }\"\n d = \"$${\"\n e = \"%%{\"\n f = \"%{ if true }}%{ endif }\"\n}\n", true},
		{"braces in comments", "a {\n # }\n // }\n /* }\n } */\n b = 1 / 2\n}\n", true},
		{"heredocs", "a {\n b = <<EOT\n}\n${\"}\"} EOT\n$${\n ${1} EOT\nEOT\n c = <<-X-1\n\t} {\n\tX-1\n d = [<<A\nA\n]\n}\n", true},
		{"a heredoc in a template in a heredoc", "a {\n b = <<A\n${<<B\n}\nA\nB\n}\nA\n}\n", true},
		{"a dollar at the end", "a {\n b = \"$\"\n c = \"%\"\n d = \"$$\"\n}\n", true},
		{"Windows line ends", "a {\r\n b = <<E\r\n}\r\nE\r\n}\r\nb {\r\n}\r\n", true},
		{"a comment behind a block", "a {\n} # b\nc {\n} /* d */ // e\n", true},
		{"a byte order mark", "\xef\xbb\xbfa {\n}\n", false},
		{"an attribute", "a = 1\n", false},
		{"three labels", "a \"b\" \"c\" \"d\" {\n}\n", false},
		{"an escape in a label", "a \"b\\\"c\" {\n}\n", false},
		{"a template in a label", "a \"${b}\" {\n}\n", false},
		{"a letter that is not ASCII", "é {\n}\n", false},
		{"a comment in the first line", "a /* b */ \"c\" {\n}\n", false},
		{"two blocks in a line", "a {} b {}\n", false},
		{"no end", "a {\n b = {\n}\n", false},
		{"an open string", "a {\n b = \"x\n}\n", false},
		{"an open heredoc", "a {\n b = <<E\n}\n", false},
		{"an end too many", "a {\n}\n}\n", false},
		{"an open comment", "a {\n /* }\n", false},
		{"an open comment between blocks", "a {\n}\n/* b {\n}\n", false},
		{"the brace on the next line", "a\n{\n}\n", false},
		{"templates in templates", "a {\n b = " + strings.Repeat("\"${", 100) + strings.Repeat("}\"", 100) + "\n}\n", false},
	} {
		if sure := check(t, c.name, []byte(c.src)); sure != c.sure {
			t.Errorf("%s: sure is %v, want %v", c.name, sure, c.sure)
		}
	}
}

// files reads all Terraform files below a folder.
func files(t testing.TB, dir string) (names []string, data [][]byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Ext(name) != ".tf" {
			return nil
		}
		b, err := os.ReadFile(name)
		names, data = append(names, name), append(data, b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, data
}

// TestOracle compares all Terraform files at hand with the parser. Of those
// that it accepts none may be left to it.
func TestOracle(t *testing.T) {
	blocks := 0
	for _, dir := range []string{"..", corpus} {
		names, list := files(t, dir)
		for i, data := range list {
			sure := check(t, names[i], data)
			want, valid := oracle(data)
			if valid && !sure {
				t.Errorf("%s: not sure", names[i])
			}
			blocks += len(want)
		}
	}
	t.Logf("%d blocks", blocks)
}

// FuzzSplit compares any bytes with the parser.
func FuzzSplit(f *testing.F) {
	_, list := files(f, "../testdata")
	for _, data := range list {
		f.Add(data)
	}
	for _, s := range []string{"a {\n b = <<E\n${<<F\nE\nF\n}E\nE\n}", "a \"b\" c { d = \"$${%%{%{if 1}}\" }", "/**/a{}//\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, "input", data) })
}

// BenchmarkBlocks splits all Terraform files of the corpus.
func BenchmarkBlocks(b *testing.B) { benchmark(b, func(data []byte) { split.Blocks(data) }) }

// BenchmarkParser parses them, to compare with.
func BenchmarkParser(b *testing.B) {
	benchmark(b, func(data []byte) { hclsyntax.ParseConfig(data, "x.tf", hcl.InitialPos) })
}

func benchmark(b *testing.B, read func([]byte)) {
	_, list := files(b, corpus)
	if len(list) == 0 {
		b.Skipf("no corpus at %s", corpus)
	}
	size := 0
	for _, data := range list {
		size += len(data)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, data := range list {
			read(data)
		}
	}
}
