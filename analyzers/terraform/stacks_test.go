package terraform_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/text"
)

// stackReader is a root that trusts what an output of another stack names.
func stackReader(config, value string) string { return config + "\n" + trusting(value) }

const network = "terraform {\n backend \"s3\" {\n  bucket = \"states\"\n  key = \"network\"\n }\n}\n" +
	"variable \"owner\" {}\nvariable \"env\" { default = \"prod\" }\n" +
	"output \"who\" { value = \"who-${var.env}\" }\noutput \"owner\" { value = var.owner }\n" +
	"output \"role\" { value = aws_iam_role.shared }\noutput \"map\" { value = { a = \"in-map\", (var.owner) = \"by-owner\" } }\n" +
	"output \"policy\" { value = data.aws_iam_policy_document.p.json }\n" +
	"data \"aws_iam_policy_document\" \"p\" {\n statement {\n  actions = [\"sts:AssumeRole\"]\n  principals {\n   type = \"AWS\"\n   identifiers = [\"in-document\", var.owner]\n  }\n }\n}\n" +
	"resource \"aws_iam_role\" \"shared\" {\n name = \"shared\"\n assume_role_policy = \"{}\"\n}\n"

const s3 = "data \"terraform_remote_state\" \"n\" {\n backend = \"s3\"\n config = {\n  bucket = \"states\"\n  key = \"network\"\n }\n}\n"

// TestStacks follows outputs from one root to another.
func TestStacks(t *testing.T) {
	outputs := "data.terraform_remote_state.n.outputs"
	hosted := "output \"who\" { value = \"hosted\" }\nterraform {\n cloud {\n  organization = \"o\"\n  workspaces {\n   name = \"w\"\n  }\n }\n}\n# aws_iam"
	for _, c := range []struct {
		name, config, value, want string
		others                    map[string]string
	}{
		{"the same bucket and key", s3, outputs + ".who", "who-prod", map[string]string{"n/main.tf": network}},
		{"a variable of the other root", s3, outputs + ".owner", "${var.owner}", map[string]string{"n/main.tf": network}},
		{"an attribute of a resource", s3, outputs + ".role.name", "shared", map[string]string{"n/main.tf": network}},
		{"an entry of a map", s3, outputs + ".map[\"a\"]", "in-map", map[string]string{"n/main.tf": network}},
		{"variables files of the other root", s3, outputs + ".who", "who-test", map[string]string{"n/main.tf": network, "n/terraform.tfvars": `env = "test"`}},
		{"two roots with the same state", s3, outputs + ".who", "${s3:states/network output who}", map[string]string{"n/main.tf": network, "m/main.tf": network}},
		{"no such root", s3, outputs + ".who", "${s3:states/network output who}", nil},
		{"no such output", s3, outputs + ".missing", "${s3:states/network output missing}", map[string]string{"n/main.tf": network}},
		{"another key", strings.Replace(s3, "\"network\"", "\"other\"", 1), outputs + ".who", "${s3:states/other output who}", map[string]string{"n/main.tf": network}},
		{"an unknown key", "variable \"k\" {}\n" + strings.Replace(s3, "\"network\"", "var.k", 1), outputs + ".who", "${data.terraform_remote_state.n.outputs.who}", map[string]string{"n/main.tf": network}},
		{"a workspace", strings.Replace(s3, "backend", "workspace = \"prod\"\n backend", 1), outputs + ".who", "${s3:states/network workspace prod output who}", map[string]string{"n/main.tf": network}},
		{"the default workspace", strings.Replace(s3, "backend", "workspace = \"default\"\n backend", 1), outputs + ".who", "who-prod", map[string]string{"n/main.tf": network}},
		{"a path", "data \"terraform_remote_state\" \"n\" {\n backend = \"local\"\n config = {\n  path = \"${path.module}/../n/terraform.tfstate\"\n }\n}\n", outputs + ".who", "local", map[string]string{"n/main.tf": "output \"who\" { value = \"local\" }\n# aws_iam"}},
		{"a workspace of a host", "data \"terraform_remote_state\" \"n\" {\n backend = \"remote\"\n config = {\n  organization = \"o\"\n  workspaces = { name = \"w\" }\n }\n}\n", outputs + ".who", "hosted", map[string]string{"n/main.tf": hosted}},
		{"tfe_outputs", "data \"tfe_outputs\" \"n\" {\n organization = \"o\"\n workspace = \"w\"\n}\n", "data.tfe_outputs.n.nonsensitive_values.who", "hosted", map[string]string{"n/main.tf": hosted}},
		{"tfe_outputs of the provider's organization", "provider \"tfe\" {\n organization = \"o\"\n}\ndata \"tfe_outputs\" \"n\" {\n workspace = \"w\"\n}\n", "data.tfe_outputs.n.values.who", "hosted", map[string]string{"n/main.tf": hosted}},
		{"another organization", "data \"tfe_outputs\" \"n\" {\n organization = \"p\"\n workspace = \"w\"\n}\n", "data.tfe_outputs.n.values.who", "${remote:p/w output who}", map[string]string{"n/main.tf": hosted}},
		{"roots that read each other", s3, outputs + ".who", "${data.terraform_remote_state.a.outputs.x}", map[string]string{
			"n/main.tf": strings.Replace(network, "\"who-${var.env}\"", "data.terraform_remote_state.a.outputs.x", 1) +
				"data \"terraform_remote_state\" \"a\" {\n backend = \"local\"\n config = { path = \"../a/terraform.tfstate\" }\n}\n",
		}},
	} {
		files := map[string]string{"a/main.tf": stackReader(c.config, c.value) + "output \"x\" { value = " + c.value + " }\n"}
		for name, src := range c.others {
			files[name] = src
		}
		b := run(files)
		var got []string
		for _, tr := range b.Trusts {
			if tr.Unit == "a" {
				for _, p := range tr.Statements[0].Principals {
					got = append(got, p.Value.String())
				}
			}
		}
		if s := strings.Join(got, " "); s != c.want && !(c.name == "roots that read each other" && len(got) == 1 && strings.HasPrefix(s, "${")) {
			t.Errorf("%s: principals are %s, want %s", c.name, s, c.want)
		}
	}
}

// TestStackSymbols holds symbols apart, and together, across roots.
func TestStackSymbols(t *testing.T) {
	owner := func() string {
		return stackReader("variable \"owner\" {}\n"+s3, "[data.terraform_remote_state.n.outputs.owner, var.owner, data.terraform_remote_state.n.outputs.none]")
	}
	b := run(map[string]string{"n/main.tf": network + trusting("var.owner"), "a/main.tf": owner(), "b/main.tf": owner()})
	of := map[string][]text.Text{}
	for _, tr := range b.Trusts {
		for _, s := range tr.Statements {
			for _, p := range s.Principals {
				of[tr.Unit] = append(of[tr.Unit], p.Value)
			}
		}
	}
	if len(of["a"]) != 3 || len(of["b"]) != 3 || len(of["n"]) != 1 {
		t.Fatalf("principals are %v", of)
	}
	for _, c := range []struct {
		what string
		x, y text.Text
		want text.Truth
	}{
		{"an output and the variable that it is", of["a"][0], of["n"][0], text.Yes},
		{"an output read twice", of["a"][0], of["b"][0], text.Yes},
		{"variables of two roots", of["a"][1], of["b"][1], text.Unknown},
		{"an output and a variable of the same name", of["a"][0], of["a"][1], text.Unknown},
		{"an output that is not there, read twice", of["a"][2], of["b"][2], text.Yes},
	} {
		if got := text.Equal(c.x, c.y); got != c.want {
			t.Errorf("%s: equal is %v, want %v", c.what, got, c.want)
		}
	}
}

// TestStackDocument reads a policy document of another root with its parts.
func TestStackDocument(t *testing.T) {
	b := run(map[string]string{"n/main.tf": network, "a/main.tf": s3 + "resource \"aws_iam_role\" \"r\" {\n name = \"r\"\n assume_role_policy = data.terraform_remote_state.n.outputs.policy\n}\n"})
	for _, tr := range b.Trusts {
		if tr.Unit != "a" {
			continue
		}
		if tr.Reading != "all" || len(tr.Statements) != 1 || len(tr.Statements[0].Principals) != 2 {
			t.Fatalf("the document is read as %s with %d statements", tr.Reading, len(tr.Statements))
		}
		if p := tr.Statements[0].Principals[0]; p.Value.String() != "in-document" || p.At.Root().File.Path != "n/main.tf" {
			t.Errorf("the principal is %s at %s", p.Value, p.At)
		}
	}
}
