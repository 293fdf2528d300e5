package terraform_test

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// spelled is one call of a module, as arguments and as outputs that are used.
type spelled struct {
	module, folder string // in the registry, and of its source in the corpus
	output         string
	arguments      []string // calls
}

// calls are ways to call the modules that the corpus holds.
var calls = []spelled{
	{"terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts", "terraform-aws-modules+terraform-aws-iam/modules/iam-role-for-service-accounts", "arn", []string{
		``,
		`name = "a"`,
		`name = "a"
		use_name_prefix = false
		path = "/p/"
		policies = { x = "arn:aws:iam::aws:policy/X" }
		oidc_providers = { a = { provider_arn = "arn:aws:iam::111111111111:oidc-provider/h/i", namespace_service_accounts = ["n:s", "n:t"] } }`,
		`oidc_providers = { a = { provider_arn = var.x, namespace_service_accounts = [var.y] }, b = { provider_arn = var.y, namespace_service_accounts = var.z } }
		trust_condition_test = "StringLike"`,
		`create = false`,
		`oidc_providers = var.z
		create = var.z`,
	}},
	{"terraform-aws-modules/iam/aws//modules/iam-role", "terraform-aws-modules+terraform-aws-iam/modules/iam-role", "arn", []string{
		``,
		`name = "a"
		use_name_prefix = false
		enable_oidc = true
		oidc_provider_urls = ["https://h/i", "j"]
		oidc_subjects = ["system:serviceaccount:n:s"]
		oidc_audiences = ["sts.amazonaws.com"]`,
		`enable_oidc = true
		oidc_account_id = "111111111111"
		oidc_provider_urls = [var.x]
		oidc_wildcard_subjects = [var.y, "system:serviceaccount:n:*"]
		trust_policy_conditions = [{ test = "StringEquals", variable = "k", values = [var.y] }]`,
		`enable_github_oidc = true
		oidc_wildcard_subjects = ["repo:o/r:*", "o/s:ref:refs/heads/main", var.y]`,
		`enable_github_oidc = true
		oidc_subjects = ["o/r:ref:refs/heads/main"]
		oidc_audiences = ["a"]`,
		`enable_bitbucket_oidc = true
		oidc_provider_urls = ["https://api.bitbucket.org/x"]
		oidc_subjects = ["{a}:{b}"]`,
		`enable_saml = true
		saml_provider_ids = ["arn:aws:iam::111111111111:saml-provider/x"]
		saml_trust_actions = ["sts:SetSourceIdentity"]`,
		`trust_policy_permissions = {
			one = { actions = ["sts:AssumeRole"], principals = [{ type = "AWS", identifiers = ["*", var.x] }], condition = [{ test = "Bool", variable = "aws:MultiFactorAuthPresent", values = ["true"] }] }
			two = { sid = "Two", effect = "Deny", not_actions = ["sts:TagSession"], not_principals = [{ type = "AWS", identifiers = [var.y] }] }
		}`,
		`enable_github_oidc = var.z
		oidc_subjects = var.z`,
		`create = false`,
	}},
	{"terraform-aws-modules/iam/aws//modules/iam-oidc-provider", "terraform-aws-modules+terraform-aws-iam/modules/iam-oidc-provider", "arn", []string{
		``, `url = "https://h/i"`, `client_id_list = ["a"]`, `create = false`, `url = var.x`,
	}},
	{"cloudposse/eks-iam-role/aws", "cloudposse+terraform-aws-eks-iam-role", "service_account_role_arn", []string{
		`eks_cluster_oidc_issuer_url = "https://h/i"
		service_account_name = "s"
		service_account_namespace = "n"
		namespace = "eg"
		stage = "Test"
		name = "app_x"`,
		`eks_cluster_oidc_issuer_url = "https://h/i"
		service_account_name = "n"
		service_account_namespace = "n"
		attributes = ["blue"]
		delimiter = "/"`,
		`eks_cluster_oidc_issuer_url = var.x`,
		`eks_cluster_oidc_issuer_url = var.x
		aws_account_number = "111111111111"
		service_account_namespace_name_list = ["a:b", "c-*:d"]`,
		`eks_cluster_oidc_issuer_url = var.x
		enabled = false`,
		`eks_cluster_oidc_issuer_url = var.x
		service_account_name = var.y
		name = var.y`,
		`eks_cluster_oidc_issuer_url = "https://h"
		service_account_namespace = "n"
		name = "x"
		managed_policy_arns = ["arn:aws:iam::aws:policy/X"]`,
	}},
}

// TestSummaries compares what a summary says with what the module's own source
// says, called alike.
func TestSummaries(t *testing.T) {
	for _, c := range calls {
		real := tree(t, filepath.Join(corpus, "real", filepath.FromSlash(c.folder)))
		for i, arguments := range c.arguments {
			t.Run(fmt.Sprintf("%s/%d", path.Base(c.folder), i), func(t *testing.T) {
				summarized := runFiles(map[string]*source.File{"main.tf": caller(c, c.module, arguments)})
				files := map[string]*source.File{"main.tf": caller(c, "./m", arguments)}
				for name, f := range real {
					if path.Dir(name) == "." {
						files["m/"+name] = source.NewFile("m/"+name, f.Data)
					}
				}
				if got, want := saying(summarized), saying(runFiles(files)); got != want {
					t.Errorf("%s\nthe summary says\n%s\nthe module says\n%s", arguments, got, want)
				}
			})
		}
	}
}

func caller(c spelled, from, arguments string) *source.File {
	return source.NewFile("main.tf", []byte("variable \"x\" { type = string }\nvariable \"y\" { type = string }\nvariable \"z\" {}\n"+
		"module \"m\" {\n  source = \""+from+"\"\n"+arguments+"\n}\n"+
		"resource \"kubernetes_service_account\" \"s\" {\n  metadata {\n    name = \"s\"\n    annotations = { \"eks.amazonaws.com/role-arn\" = module.m."+c.output+" }\n  }\n}\n"))
}

var (
	place = regexp.MustCompile(`(@\S*?:\d+:\d+)|( @\S+)|( inst=\[[^\]]*\])|( calls=\[[^\]]*\])`)
	named = regexp.MustCompile(`(trust|statement) [^:\s]+:[^#\s]+#`)
)

// saying is what facts say about identity, without where it stands.
func saying(b *facts.Bundle) string {
	b = &facts.Bundle{Identities: b.Identities, Trusts: b.Trusts, Issuers: b.Issuers, Workloads: b.Workloads}
	return strings.ReplaceAll(named.ReplaceAllString(place.ReplaceAllString(dump(b), ""), "$1 "), "aws_iam_policy_document.assume", "aws_iam_policy_document.this")
}

// TestInstalled reads modules that `terraform init` has put beside a root. What
// is in them stands where they are called.
func TestInstalled(t *testing.T) {
	manifest := `{"Modules": [
		{"Key": "", "Source": "", "Dir": "."},
		{"Key": "m", "Source": "registry.terraform.io/acme/role/aws", "Version": "1.2.3", "Dir": ".terraform/modules/m"},
		{"Key": "m.inner", "Source": "./inner", "Dir": ".terraform/modules/m/inner"},
		{"Key": "stale", "Source": "registry.terraform.io/acme/other/aws", "Dir": ".terraform/modules/m"},
		{"Key": "gone", "Source": "registry.terraform.io/terraform-aws-modules/iam/aws//modules/iam-role", "Version": "6.1.0", "Dir": ".terraform/modules/gone"}
	]}`
	b := run(map[string]string{
		"main.tf": "module \"m\" {\n  source = \"acme/role/aws\"\n  who = \"given\"\n}\n" +
			"module \"stale\" {\n  source = \"acme/role/aws\"\n}\nmodule \"gone\" {\n  source = \"terraform-aws-modules/iam/aws//modules/iam-role\"\n  version = \"> 1.0\"\n}\n" +
			trusting("module.stale.name"),
		".terraform/modules/modules.json":      manifest,
		".terraform/modules/m/main.tf":         "variable \"who\" {}\nmodule \"inner\" {\n  source = \"./inner\"\n  who = var.who\n}\n",
		".terraform/modules/m/inner/role.tf":   "variable \"who\" {}\n" + trusting(`[var.who, local.more]`),
		".terraform/modules/m/inner/locals.tf": "locals {\n  more = \"${file(\"${path.module}/x.txt\")}\"\n}\n",
		".terraform/modules/m/inner/x.txt":     "from a file",
	})
	if got, want := principals(b), "given from a file ${module.stale.name}"; got != want {
		t.Errorf("the principals are %s, want %s", got, want)
	}
	for _, f := range b.Trusts {
		if f.At.Root().File.Path != "main.tf" {
			t.Errorf("%s stands in %s", f.ID, f.At)
		}
	}
	if n := len(b.Identities); n != 3 {
		t.Errorf("there are %d roles, want those of the installed module, of the summary and of the root", n)
	}
}
