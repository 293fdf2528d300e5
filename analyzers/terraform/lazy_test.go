package terraform_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/internal/source"
)

// TestBroken breaks blocks: what matters is reported as the parser reports it,
// what nobody asks for is not looked at, and the rest of the file is read.
func TestBroken(t *testing.T) {
	const good = "resource \"aws_iam_role\" \"r\" {\n  name = \"r\"\n  assume_role_policy = jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { AWS = local.who } }] })\n}\n"
	const who = "locals {\n  who = \"a\"\n}\n"
	for _, c := range []struct {
		name, src string
		reported  bool
		trusts    int
	}{
		{"nothing", who + good, false, 1},
		{"a block that says nothing of identity", who + good + "resource \"aws_s3_bucket\" \"b\" {\n  bucket = = \"x\"\n}\n", false, 1},
		{"a local that nobody asks for", "locals {\n  who = \"a\"\n}\nlocals {\n  other = = 1\n}\noutput \"x\" {\n  value = = 1\n}\n" + good, true, 1},
		{"an output that nobody asks for", who + good + "output \"x\" {\n  value = = 1\n}\n", false, 1},
		{"an output that speaks of identity", who + good + "output \"x\" {\n  value = = aws_iam_role.r.arn\n}\n", true, 1},
		{"a role", who + good + "resource \"aws_iam_role\" \"q\" {\n  name = = \"q\"\n}\n", true, 2},
		{"a policy document that nobody asks for", who + good + "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    actions = [\"a\" \"b\"]\n  }\n}\n", true, 1},
		{"a module call", who + good + "module \"m\" {\n  source = = \"./m\"\n}\n", true, 1},
		{"the braces", who + good + "resource \"aws_s3_bucket\" \"b\" {\n", true, 1},
		{"a quote", who + good + "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"x\n}\n", true, 1},
		{"a byte order mark", "\xef\xbb\xbf" + who + good, false, 1},
	} {
		b := run(map[string]string{"main.tf": c.src})
		if len(b.Trusts) != c.trusts {
			t.Errorf("%s: %d trust policies, want %d", c.name, len(b.Trusts), c.trusts)
		}
		if c.trusts > 0 && len(b.Trusts) > 0 && len(b.Trusts[len(b.Trusts)-1].Statements)+len(b.Trusts[0].Statements) == 0 {
			t.Errorf("%s: no statement is read", c.name)
		}
		if !c.reported {
			if len(b.Inputs) > 0 {
				t.Errorf("%s: %s at %s", c.name, b.Inputs[0].Message, b.Inputs[0].At)
			}
			continue
		}
		_, diags := hclsyntax.ParseConfig([]byte(c.src), "main.tf", hcl.InitialPos)
		f := source.NewFile("main.tf", []byte(c.src))
		want := f.Span(diags[0].Subject.Start.Byte, diags[0].Subject.End.Byte).String()
		if len(b.Inputs) == 0 || b.Inputs[0].Code != "unparseable" || b.Inputs[0].At.String() != want || !strings.Contains(b.Inputs[0].Message, diags[0].Summary) {
			t.Errorf("%s: problems are %v, want %q at %s", c.name, codes(b), diags[0].Summary, want)
		}
	}
}

// TestSilentModules are called and say nothing of identity: they are not read,
// but for outputs that somebody asks for.
func TestSilentModules(t *testing.T) {
	files := map[string]string{
		"main.tf":   "module \"m\" {\n  source = \"./m\"\n}\nmodule \"n\" {\n  source = \"./n\"\n}\n" + trusting("module.n.who"),
		"m/main.tf": "resource \"aws_s3_bucket\" {{{",
		"n/main.tf": "output \"who\" {\n  value = \"n\"\n}\n",
	}
	b := run(files)
	if got := principals(b); got != "n" || len(b.Inputs) > 0 {
		t.Errorf("principals are %s and problems %v, want n and none", got, codes(b))
	}
}
