package terraform_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers/terraform"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// variantFiles are a root that is applied with either of two variables files.
var variantFiles = map[string]string{
	"main.tf": `
variable "env" { type = string }
variable "subjects" {
  type    = list(string)
  default = []
}
resource "aws_iam_role" "same" {
  name = "same"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.subjects } }] })
}
resource "aws_iam_role" "extra" {
  count = var.env == "prod" ? 1 : 0
  name = "extra"
  assume_role_policy = "{}"
}
`,
	"env/prod.tfvars":        "env = \"prod\"\nsubjects = [\"p\"]\n",
	"env/stage.tfvars.json":  `{"env": "stage", "subjects": ["s"]}`,
	"env/irrelevant.tfvars":  "nothing = 1\n",
	"env/deeper/more.tfvars": "# empty\n",
}

// TestVariants reads a root in each of the ways in which it is applied.
func TestVariants(t *testing.T) {
	b := run(variantFiles)
	var got []string
	for _, f := range b.Trusts {
		got = append(got, fmt.Sprint(f.ID, " ", f.Identity.Candidates[0].ID, " ", f.Variants))
	}
	want := []string{
		"trust:main.tf#aws_iam_role.same identity:main.tf#aws_iam_role.same []",
		"trust:main.tf?env/prod.tfvars#aws_iam_role.app identity:main.tf?env/prod.tfvars#aws_iam_role.app [env/prod.tfvars:1:1]",
		"trust:main.tf?env/stage.tfvars.json#aws_iam_role.app identity:main.tf?env/stage.tfvars.json#aws_iam_role.app [env/stage.tfvars.json:1:1]",
		"trust:main.tf?env/prod.tfvars#aws_iam_role.extra[0] identity:main.tf?env/prod.tfvars#aws_iam_role.extra[0] [env/prod.tfvars:1:1]",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the trusts are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	ids := map[facts.ID]bool{}
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			ids[f.FactBase().ID] = true
		}
	}
	for _, f := range b.Identities {
		for _, c := range f.Trust.Candidates {
			if !ids[c.ID] {
				t.Errorf("%s refers to %s, which is not there", f.ID, c.ID)
			}
		}
	}
}

// TestVars gives variables as the command line does.
func TestVars(t *testing.T) {
	for _, c := range []struct {
		declared string
		options  terraform.Options
		want     string
	}{
		{"", terraform.Options{Vars: []string{"v=a"}}, "a"},
		{"type = string", terraform.Options{Vars: []string{"v=[a]"}}, "[a]"},
		{"type = string", terraform.Options{Vars: []string{"v=a=b"}}, "a=b"},
		{"type = list(string)", terraform.Options{Vars: []string{`v=["a", "b"]`}}, "a b"},
		{"type = any", terraform.Options{Vars: []string{`v=["a"]`}}, "a"},
		{"type = list(string)", terraform.Options{Vars: []string{`v=[`}}, "${--var v}"},
		{"type = list(string)", terraform.Options{Vars: []string{`v=[x]`}}, "${--var v}"},
		{"type = string", terraform.Options{Vars: []string{"v=a", "v=b"}}, "b"},
		{"type = string", terraform.Options{Vars: []string{"w=a"}}, "t"},
		{"type = string", terraform.Options{VarFiles: []*source.File{source.NewFile("x", []byte("v = \"f\""))}}, "f"},
		{"type = string", terraform.Options{VarFiles: []*source.File{source.NewFile("x.json", []byte(`{"v": "j"}`))}}, "j"},
		{"type = string", terraform.Options{Vars: []string{"v=a"}, VarFiles: []*source.File{source.NewFile("x", []byte("v = \"f\""))}}, "a"},
	} {
		files := map[string]*source.File{}
		for name, content := range map[string]string{
			"main.tf": "variable \"v\" {\n" + c.declared + "\n}\n" + trusting("var.v"), "terraform.tfvars": `v = "t"`,
		} {
			files[name] = source.NewFile(name, []byte(content))
		}
		if got := principals(runWith(c.options, files)); got != c.want {
			t.Errorf("%s %v: principals are %q, want %q", c.declared, c.options, got, c.want)
		}
	}
}

// TestVariablesFiles finds what is wrong with them, and what should not be there.
func TestVariablesFiles(t *testing.T) {
	b := run(map[string]string{
		"main.tf":             trusting(`"a"`),
		"a.tfvars":            "secret_key = \"AKIA" + "QWERTYUIOPASDFGH\"\n",
		"b.tfvars.json":       `{"k": ["AKIA` + `QWERTYUIOPASDFGJ"]}`,
		"broken.tfvars":       "token = [\n",
		"broken.auto.tfvars":  "token = [\n",
		"broken2.tfvars.json": `{"token": `,
	})
	var got []string
	for _, f := range b.Credentials {
		got = append(got, f.Place+" "+f.At.String()+" "+f.Address)
	}
	slices.Sort(got)
	want := []string{"tfvars a.tfvars:1:15 var.secret_key", "tfvars b.tfvars.json:1:9 var.k"}
	if !slices.Equal(got, want) {
		t.Errorf("the credentials are %q, want %q", got, want)
	}
	if c := codes(b); c["unparseable"] != 3 || len(c) != 1 {
		t.Errorf("the problems are %v, want three of unparseable", slices.Collect(maps.Keys(c)))
	}
}

// FuzzVariables feeds any bytes as a variables file of either syntax, and as a
// configuration in JSON.
func FuzzVariables(f *testing.F) {
	f.Add("v = \"a\"\n", `{"v": ["${a}", null, 1.5, {"x": true}]}`, `{"variable": {"v": {}}, "resource": {"aws_iam_role": {"r": {"assume_role_policy": "${var.v}"}}}}`)
	f.Add("v = [", `{"v": 1e999}`, `[{"locals": {"a": "\u0041${local.b}", "b": "%{ if true }x%{ endif }"}}]`)
	f.Add("v = <<E\nx\nE\n", `[]`, `{"module": {"m": {"source": "./m", "providers": {"aws": "aws.x"}}}, "data": {"x": [[1]]}}`)
	f.Fuzz(func(t *testing.T, vars, varsJSON, config string) {
		if len(vars)+len(varsJSON)+len(config) > 20_000 || strings.Count(config, "range") > 3 {
			t.Skip("large inputs only cost time")
		}
		files := map[string]*source.File{}
		for name, content := range map[string]string{"main.tf.json": config, "a.tfvars": vars, "env/b.tfvars.json": varsJSON, "c.auto.tfvars": vars} {
			files[name] = source.NewFile(name, []byte(content))
		}
		sound(t, files, runFiles(files))
	})
}
