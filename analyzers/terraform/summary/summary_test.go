package summary_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers/terraform/summary"
)

// TestFind chooses summaries by what a call says.
func TestFind(t *testing.T) {
	all, err := summary.All()
	if err != nil {
		t.Fatal(err)
	}
	const irsa = "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks"
	for _, c := range []struct{ source, version, want, arguments string }{
		{irsa, "5.30.0", "iam-role-for-service-accounts-eks.tf", ""},
		{irsa, "~> 5.30", "iam-role-for-service-accounts-eks.tf", ""},
		{irsa, "", "iam-role-for-service-accounts-eks.tf", ""},
		{irsa, ">= 5.0", "iam-role-for-service-accounts-eks.tf", ""},
		{irsa, "6.0.0", "", ""},
		{irsa, "~> 3.0", "", ""},
		{irsa, "five", "", ""},
		{"registry.terraform.io/" + irsa, "= 5.30.0", "iam-role-for-service-accounts-eks.tf", ""},
		{"git::https://github.com/terraform-aws-modules/terraform-aws-iam.git//modules/iam-role-for-service-accounts-eks?ref=v5.3.1", "", "iam-role-for-service-accounts-eks.tf", ""},
		{"git::ssh://git@github.com/terraform-aws-modules/terraform-aws-iam.git//modules/iam-role?ref=v6.1.0", "", "iam-role.tf", ""},
		{"git@github.com:terraform-aws-modules/terraform-aws-iam.git//modules/iam-role?depth=1&ref=v6.1.0", "", "iam-role.tf", ""},
		{"git@github.com:terraform-aws-modules/terraform-aws-iam.git//modules/iam-role?ref=v5.1.0", "", "", ""},
		{"github.com/terraform-aws-modules/terraform-aws-iam//modules/iam-role?ref=0123abc", "", "", ""},
		{"github.com/terraform-aws-modules/terraform-aws-iam//modules/iam-role?ref=master", "", "iam-role.tf", ""},
		{"git::https://github.com/cloudposse/terraform-null-label.git?ref=tags/0.25.0", "", "cloudposse-label.tf", ""},
		{"terraform-aws-modules/eks/aws", "~> 20.26", "eks.tf", ""},
		{"terraform-aws-modules/eks/aws", ">= 19.0, != 20.1.0, < 20.5", "eks.tf", ""},
		{"terraform-aws-modules/eks/aws", "> 19.0, <= 19.21.0", "eks-19.tf", ""},
		{"terraform-aws-modules/eks/aws", "", "eks-21.tf", ""},
		{"terraform-aws-modules/eks/aws", "17.24.0", "", ""},
		{"terraform-aws-modules/eks/aws", "", "eks.tf", "cluster_name access_entries vpc_id"},
		{"terraform-aws-modules/eks/aws", ">= 18.0", "eks-21.tf", "name vpc_id"},
		{"terraform-aws-modules/vpc/aws", "", "", ""},
		{"app.terraform.io/acme/eks/aws", "20.0.0", "", ""},
		{"./modules/eks", "", "", ""},
		{"", "", "", ""},
	} {
		got := ""
		if s := summary.Find(all, c.source, c.version, strings.Fields(c.arguments)); s != nil {
			got = s.Name
		}
		if got != c.want {
			t.Errorf("%s %q: the summary is %q, want %q", c.source, c.version, got, c.want)
		}
	}
}
