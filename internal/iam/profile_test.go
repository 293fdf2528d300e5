package iam_test

import (
	"testing"

	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func TestProfileOf(t *testing.T) {
	for url, want := range map[string][2]string{
		"https://" + eks: {"EKS", "private"},
		"https://oidc.eks.cn-north-1.amazonaws.com.cn/id/7C1F0E5A9B3D4826A1E4D90F6B2C8357":         {"EKS", "private"},
		"https://westeurope.oic.prod-aks.azure.com/00000000-0000-4000-8000-000000000000/11111111/": {"AKS", "private"},
		"https://container.googleapis.com/v1/projects/p/locations/l/clusters/c":                    {"GKE", "private"},
		"token.actions.githubusercontent.com":                                                      {"GitHub Actions", "shared"},
		"https://token.actions.githubusercontent.com/acme":                                         {"GitHub Actions", "tenant"},
		"https://token.actions.octocorp.ghe.com":                                                   {"GitHub Actions", "tenant"},
		"https://github.example.com/_services/token":                                               {"GitHub Actions", "tenant"},
		"https://vstoken.dev.azure.com/00000000-0000-4000-8000-01":                                 {"Azure DevOps", "tenant"},
		"https://oidc.vercel.com/acme":                                                             {"Vercel", "tenant"},
		"https://oidc.vercel.com":                                                                  {"Vercel", "shared"},
		"https://oidc-discovery.example.org":                                                       {"SPIFFE", "private"},
		"https://spire.example.org":                                                                {"SPIFFE", "private"},
		"https://gitlab.com":                                                                       {"GitLab.com", "shared"},
		"https://gitlab.example.com":                                                               {"GitLab", "tenant"}, "https://idp.example.com": {"unknown", "unknown"},
		"https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc": {"Bitbucket Pipelines", "tenant"},
		"https://oidc.circleci.com/org/5f1f5c0a-0000-4000-8000-000000000000":           {"CircleCI", "tenant"},
		"https://app.terraform.io":       {"HCP Terraform", "shared"},
		"https://agent.buildkite.com":    {"Buildkite", "shared"},
		"accounts.google.com":            {"Google", "shared"},
		"cognito-identity.amazonaws.com": {"Amazon Cognito", "shared"},
		"https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000/v2.0": {"Microsoft Entra ID", "tenant"},
		"https://token.actions.githubusercontent.com.evil.example":                    {"unknown", "unknown"},
	} {
		p := iam.ProfileOf(text.Known(url, source.Span{}))
		if p.Name != want[0] || p.Class != want[1] || p.Class != iam.ClassUnknown && (p.Source == "" || p.AsOf == "") {
			t.Errorf("%s: %s, %s, %s, want %v", url, p.Name, p.Class, p.Source, want)
		}
	}
	tb := text.NewTable("t")
	for url, want := range map[string]string{
		"{aws_eks_cluster.main.identity[0].oidc[0].issuer}": "private",
		"oidc.eks.{region}.amazonaws.com/id/{id}":           "private",
		"{module.eks.oidc_provider}":                        "unknown",
		"{var.issuer}":                                      "unknown",
	} {
		if got := iam.ProfileOf(holes(tb, url)).Class; got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}
