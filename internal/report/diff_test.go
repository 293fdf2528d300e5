package report_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/compare"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/source"
)

const diffSchema = "../../docs/reference/diff.schema.json"

// differing is a comparison whose texts want to be more than text.
func differing() *report.Diff {
	before := source.NewFile("iam/a|b.tf", []byte("old = \"x\"\n")).Whole()
	after := source.NewFile("iam/a|b.tf", []byte("new = \"x\" # ```\n")).Whole()
	return &report.Diff{
		Version: "1.2.3", Old: "main", New: "the working tree",
		Result: &compare.Result{Compared: 3, Unchanged: 1, Changes: []*compare.Change{
			{
				Direction: compare.Wider, Kind: facts.KindTrust, Address: "aws_iam_role.x", Name: "<x>", Message: "The role <x> | @team lets in a token\x1b[31m.",
				Old: before, New: after, Witness: &finding.Witness{Claims: map[string]string{"sub": "system:serviceaccount:a:b"}, Explains: "let in now, and not before"},
			},
			{Direction: compare.Undecided, Kind: facts.KindIssuer, Address: "i", Message: "It has changed.", New: after, Symbols: []string{"var.x"}},
			{Direction: compare.Narrower, Kind: facts.KindGrant, Address: "Role/a", Message: "Role a is gone.", Old: before},
		}},
		NewProblems: []*facts.Input{{Base: facts.Base{At: after}, Code: "unparseable", Class: facts.Incomplete, Message: "It is broken."}},
	}
}

func writeDiff(t *testing.T, format string, d *report.Diff) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteDiff(&b, format, d, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDiffKeepsItsSchema(t *testing.T) {
	schema, err := report.DiffSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(diffSchema, schema, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if committed, err := os.ReadFile(diffSchema); err != nil || !bytes.Equal(committed, schema) {
		t.Errorf("docs/reference/diff.schema.json is not what the types say (%v): run go test ./internal/report -update", err)
	}
	v := validator(t, report.DiffSchemaID, string(schema))
	for name, d := range map[string]*report.Diff{"changes": differing(), "none": {Result: &compare.Result{}}} {
		if err := validate(t, v, writeDiff(t, report.FormatJSON, d)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	spoiled := strings.Replace(writeDiff(t, report.FormatJSON, differing()), `"wider",`, `"broader",`, 1)
	if validate(t, v, spoiled) == nil {
		t.Error("the schema accepts anything")
	}
}

// TestDiffEscapes holds each format to show texts of the inputs as texts.
func TestDiffEscapes(t *testing.T) {
	for _, format := range report.DiffFormats() {
		if out := writeDiff(t, format, differing()); strings.Contains(out, "\x1b") {
			t.Errorf("%s lets an escape sequence through:\n%s", format, out)
		}
	}
	out := writeDiff(t, report.FormatMarkdown, differing())
	for _, want := range []string{
		"### 1 wider, 1 narrower, 1 undecided; 1 of 3 trusts and grants unchanged; 1 file not analysed.\n",
		`| wider | The role &lt;x&gt; \| @&#8203;team lets in a token\\x1b\[31m. | <code>iam/a\|b.tf:1:1</code> |`,
		"<summary>wider: <code>&lt;x&gt;</code></summary>\n\n````text\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the comment lacks %q:\n%s", want, out)
		}
	}
}

func TestDiffCloses(t *testing.T) {
	for _, c := range []struct {
		d    report.Diff
		want string
	}{
		{report.Diff{Result: &compare.Result{}}, "Neither tree holds a trust or a grant."},
		{report.Diff{Result: &compare.Result{Compared: 4, Unchanged: 4}}, "Nothing became wider or narrower among 4 trusts and grants."},
		{*differing(), "1 wider, 1 narrower, 1 undecided; 1 of 3 trusts and grants unchanged; 1 file not analysed."},
	} {
		if got := report.DiffClosing(&c.d); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
