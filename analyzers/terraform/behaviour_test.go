package terraform_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
)

// trusting is a role whose trust policy has the given principals.
func trusting(principal string) string {
	return `resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = ` + principal + ` } }] })
}
`
}

func principals(b *facts.Bundle) string {
	var out []string
	for _, t := range b.Trusts {
		for _, s := range t.Statements {
			for _, p := range s.Principals {
				s := p.Value.String()
				if p.Maybe {
					s += "?"
				}
				out = append(out, s)
			}
			if s.PrincipalsOpen {
				out = append(out, "...")
			}
		}
	}
	return strings.Join(out, " ")
}

// TestPrincipals follows values from where they are given to a trust policy.
func TestPrincipals(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"a literal", map[string]string{"main.tf": trusting(`"a"`)}, "a"},
		{"a default", map[string]string{"main.tf": `variable "v" { default = "d" }` + "\n" + trusting("var.v")}, "d"},
		{"a variable without default", map[string]string{"main.tf": `variable "v" {}` + "\n" + trusting("var.v")}, "${var.v}"},
		{"tfvars in order", map[string]string{
			"main.tf": `variable "v" { default = "d" }` + "\n" + trusting("var.v"), "terraform.tfvars": `v = "t"`,
			"a.auto.tfvars": `v = "a"`, "b.auto.tfvars": `v = "b"`,
		}, "b"},
		{"tfvars in JSON are no templates", map[string]string{"main.tf": `variable "v" {}` + "\n" + trusting("var.v"), "terraform.tfvars.json": `{"v": "${x}"}`}, "${x}"},
		{"tfvars that Terraform reads when told to, and the root as it is", map[string]string{
			"main.tf": `variable "v" { default = "d" }` + "\n" + trusting("var.v"), "terraform.tfvars": `v = "t"`, "env/z.tfvars": `v = "z"`, "y.tfvars": `other = 1`,
		}, "t z"},
		{"tfvars of another root", map[string]string{
			"main.tf": `variable "v" { default = "d" }` + "\n" + trusting("var.v"), "other/main.tf": `variable "v" {}`, "other/z.tfvars": `v = "z"`,
		}, "d"},
		{"an empty default of a module for others", map[string]string{"main.tf": `variable "v" { default = "" }` + "\n" + trusting("var.v")}, "${var.v}"},
		{"a null default of a module for others", map[string]string{"main.tf": `variable "v" { default = null }` + "\n" + trusting(`var.v == null ? "d" : "e"`)}, `${var.v == null ? "d" : "e"}`},
		{"an empty list of a module for others", map[string]string{"main.tf": `variable "v" { default = [] }` + "\n" + trusting(`concat(["a"], var.v)`)}, "a ..."},
		{"optional attributes of a module for others", map[string]string{"main.tf": "variable \"v\" {\n type = object({ a = optional(string) })\n default = {}\n}\n" + trusting("var.v.a")}, "${var.v.a}"},
		{"false is a default like any other", map[string]string{"main.tf": `variable "v" { default = false }` + "\n" + trusting(`var.v ? "d" : "e"`)}, "e"},
		{"an empty default where a backend is", map[string]string{"main.tf": "terraform {\n backend \"s3\" {}\n}\nvariable \"v\" { default = null }\n" + trusting(`var.v == null ? "d" : "e"`)}, "d"},
		{"an empty default where a provider is", map[string]string{"main.tf": "provider \"aws\" {\n region = \"eu-west-1\"\n}\nvariable \"v\" { default = null }\n" + trusting(`var.v == null ? "d" : "e"`)}, "d"},
		{"an empty default beside an empty provider", map[string]string{"main.tf": "provider \"aws\" {\n alias = \"x\"\n}\nvariable \"v\" { default = null }\n" + trusting(`var.v == null ? "d" : "e"`)}, `${var.v == null ? "d" : "e"}`},
		{"an empty default where variables are set", map[string]string{"main.tf": `variable "v" { default = null }` + "\n" + trusting(`var.v == null ? "d" : "e"`), "x.auto.tfvars": `w = 1`}, "d"},
		{"an empty default in a module that is called", map[string]string{
			"main.tf":   "module \"m\" {\n source = \"./m\"\n}\n",
			"m/main.tf": `variable "v" { default = null }` + "\n" + trusting(`var.v == null ? "d" : "e"`),
		}, "d"},
		{"an override", map[string]string{"main.tf": trusting(`local.v`) + "locals {\n v = \"a\"\n}\n", "x_override.tf": "locals {\n v = \"b\"\n}\n"}, "b"},
		{"OpenTofu's file", map[string]string{"main.tf": trusting(`"tf"`), "main.tofu": trusting(`"tofu"`)}, "tofu"},
		{"optional attributes", map[string]string{"main.tf": "variable \"v\" {\n type = object({ a = optional(string, \"d\") })\n default = {}\n}\n" + trusting("var.v.a")}, "d"},
		{"a set of strings", map[string]string{"main.tf": "variable \"x\" {}\nvariable \"v\" {\n type = set(string)\n default = [\"b\", \"a\"]\n}\n" + trusting("[for s in var.v : \"p-${s}\"]")}, "p-a p-b"},
		{"an unknown in a set", map[string]string{
			"main.tf":   "variable \"x\" { type = string }\nmodule \"m\" {\n source = \"./m\"\n v = [var.x, \"a\"]\n}\n",
			"m/main.tf": "variable \"v\" {\n type = set(string)\n}\n" + trusting("tolist(var.v)"),
		}, "a ${var.x}"},
		{"a module that is called is read through its callers", map[string]string{
			"main.tf":   "module \"m\" {\n source = \"./m\"\n v = \"given\"\n}\n",
			"m/main.tf": "variable \"v\" { default = \"d\" }\n" + trusting("var.v"),
		}, "given"},
		{"a null argument", map[string]string{
			"main.tf":   "module \"m\" {\n source = \"./m\"\n v = null\n}\n",
			"m/main.tf": "variable \"v\" {\n default = \"d\"\n nullable = false\n}\n" + trusting("var.v"),
		}, "d"},
		{"the account that a provider allows", map[string]string{
			"main.tf": "provider \"aws\" {\n allowed_account_ids = [\"111111111111\"]\n}\ndata \"aws_caller_identity\" \"me\" {}\n" + trusting("data.aws_caller_identity.me.account_id"),
		}, "111111111111"},
		{"the account of the role that a provider assumes", map[string]string{
			"main.tf": "provider \"aws\" {\n assume_role {\n  role_arn = \"arn:aws:iam::222222222222:role/x\"\n }\n}\n" + trusting("\"${aws_iam_role.q.arn}\"") + "resource \"aws_iam_role\" \"q\" {\n name = \"q\"\n path = \"/p/\"\n assume_role_policy = \"{}\"\n}\n",
		}, "arn:${aws.partition}:iam::222222222222:role/p/q"},
		{"a file", map[string]string{"main.tf": trusting(`trimspace(file("${path.module}/who.txt"))`), "who.txt": "someone\n"}, "someone"},
		{"a file outside", map[string]string{"main.tf": trusting(`file("/etc/passwd")`)}, `${file("/etc/passwd")}`},
		{"instances by unknown keys differ", map[string]string{
			"main.tf": "variable \"k\" {}\ndata \"aws_iam_role\" \"r\" {\n for_each = var.k\n name = each.key\n}\n" + trusting(`data.aws_iam_role.r["a"].name == data.aws_iam_role.r["b"].name ? "same" : "differ"`),
		}, "differ"},
		{"nested blocks", map[string]string{
			"main.tf": "resource \"kubernetes_namespace\" \"n\" {\n metadata {\n  name = \"shop\"\n }\n}\n" + trusting(`kubernetes_namespace.n.metadata[0].name`),
		}, "shop"},
	} {
		if got := principals(run(c.files)); got != c.want {
			t.Errorf("%s: principals are %s, want %s", c.name, got, c.want)
		}
	}
}

// TestInstances counts what count and for_each make.
func TestInstances(t *testing.T) {
	for _, c := range []struct{ repeat, want string }{
		{"", "aws_iam_role.r"},
		{"count = 2", "aws_iam_role.r[0] aws_iam_role.r[1]"},
		{"count = 0", ""},
		{"count = var.x", "aws_iam_role.r[*]?"},
		{"count = var.x ? 1 : 0", "aws_iam_role.r[0]?"},
		{"count = var.x ? 2 : 1", "aws_iam_role.r[0] aws_iam_role.r[1]?"},
		{`for_each = toset(["a", "b"])`, `aws_iam_role.r["a"] aws_iam_role.r["b"]`},
		{`for_each = { a = 1, b = 2 }`, `aws_iam_role.r["a"] aws_iam_role.r["b"]`},
		{`for_each = var.x`, "aws_iam_role.r[*]?"},
		{`for_each = var.x ? { a = 1, b = 2 } : { a = 1 }`, `aws_iam_role.r["a"] aws_iam_role.r["b"]?`},
		{`for_each = toset([var.x])`, `aws_iam_role.r["${var.x}"]`},
	} {
		src := strings.Replace(trusting(`"a"`), "{", "{\n  "+c.repeat, 1)
		var got []string
		for _, f := range run(map[string]string{"main.tf": "variable \"x\" {}\n" + src}).Identities {
			name := f.Address
			if f.Maybe {
				name += "?"
			}
			got = append(got, name)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s makes %s, want %s", c.repeat, s, c.want)
		}
	}
}

// TestShellVariables tells $name from all that looks like it.
func TestShellVariables(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{trusting(`"arn:aws:iam::$account:root"`), "account"},
		{trusting(`"$account"`), "account"},
		{trusting(`"arn:aws:iam::${var.account}:root"`), ""},
		{trusting(`"arn:aws:iam::$${account}:root"`), ""},
		{trusting(`"$$account"`), ""},
		{trusting(`"a$"`), ""},
		{trusting(`"a$1"`), ""},
		{trusting(`replace(var.x, "/^a$b/", "")`), ""},
		{trusting(`"a"`) + "resource \"aws_instance\" \"i\" {\n user_data = \"echo $HOME arn:aws:iam::$account:root\"\n}\n", ""},
		{"resource \"kubernetes_service_account\" \"s\" {\n metadata {\n  name = \"s\"\n  annotations = { \"eks.amazonaws.com/role-arn\" = \"arn:aws:iam::$id:role/s\" }\n }\n}\n", "id"},
		{"resource \"aws_iam_openid_connect_provider\" \"o\" {\n url = \"https://$host\"\n client_id_list = []\n}\n", "host"},
		{"data \"aws_iam_policy_document\" \"d\" {\n statement {\n  actions = [\"sts:AssumeRole\"]\n  principals {\n   type = \"AWS\"\n   identifiers = [\"&{aws:username}\", \"$who\"]\n  }\n }\n}\nresource \"aws_iam_role\" \"r\" {\n assume_role_policy = data.aws_iam_policy_document.d.json\n}\n", "who"},
	} {
		var got []string
		for _, in := range run(map[string]string{"main.tf": "variable \"account\" {}\nvariable \"x\" {}\n" + c.src}).Inputs {
			if in.Code != "shell-interpolation-in-hcl" {
				continue
			}
			got = append(got, in.Detail.String())
			if in.At.Text() != "$"+in.Detail.String() {
				t.Errorf("the place of %s is %q", in.Detail, in.At.Text())
			}
			if want := map[bool]string{true: "${var.account}"}[in.Detail.Is("account")]; in.Fix != want {
				t.Errorf("the fix of %s is %q, want %q", in.Detail, in.Fix, want)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s\ngives %q, want %q", c.src, s, c.want)
		}
	}
}

// TestIrrelevantRootsAreNotParsed gives files that could not be parsed.
func TestIrrelevantRootsAreNotParsed(t *testing.T) {
	b := run(map[string]string{"a/main.tf": "resource \"aws_s3_bucket\" {{{", "b/main.tf": trusting(`"a"`)})
	if len(b.Inputs) > 0 || len(b.Trusts) != 1 {
		t.Errorf("problems %v, %d trusts", codes(b), len(b.Trusts))
	}
}

// TestMissingModule speaks of a module only where an identity depends on it.
func TestMissingModule(t *testing.T) {
	quiet := "module \"m\" {\n source = \"example/m/aws\"\n}\n" + trusting(`"a"`)
	if got := codes(run(map[string]string{"main.tf": quiet})); len(got) > 0 {
		t.Errorf("problems are %v, want none", got)
	}
	asked := quiet + "resource \"aws_iam_role\" \"q\" {\n assume_role_policy = module.m.policy\n}\n"
	if got := codes(run(map[string]string{"main.tf": asked})); got["module-missing"] != 1 || len(got) != 1 {
		t.Errorf("problems are %v, want one of module-missing", slices.Sorted(maps.Keys(got)))
	}
}
