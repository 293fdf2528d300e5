package rules_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/policies"
	"github.com/subaud/subaud/rules"
)

// TestAnnotatedAccountWithoutProvider: where a scan speaks of one cluster, an
// annotation counts on its tokens, too; where it speaks of two, or does not hold
// every provider, nothing is said.
func TestAnnotatedAccountWithoutProvider(t *testing.T) {
	set, err := rules.Load(rules.Builtins(), rules.Source{Name: "policies", Builtin: true, FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	const cluster = `
resource "aws_eks_cluster" "NAME" {
  name     = "NAME"
  role_arn = "arn:aws:iam::222233334444:role/eks"
}
`
	const role = `
provider "aws" {
  allowed_account_ids = ["222233334444"]
}

resource "aws_iam_role" "reports" {
  name = "reports"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::222233334444:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/7C1F0E5A9B3D4826A1E4D90F6B2C8357" }
      Condition = { StringEquals = { "oidc.eks.eu-west-1.amazonaws.com/id/7C1F0E5A9B3D4826A1E4D90F6B2C8357:sub" = "system:serviceaccount:shop:reports" } }
    }]
  })
}
`
	const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: reports\n  namespace: shop\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::222233334444:role/reports\n"
	for _, test := range []struct {
		name     string
		clusters []string
		complete bool
		want     int
	}{{"one cluster", []string{"orchard"}, true, 1}, {"two clusters", []string{"orchard", "meadow"}, true, 0}, {"an open world", []string{"orchard"}, false, 0}} {
		files := fstest.MapFS{"role.tf": {Data: []byte(role)}, "account.yaml": {Data: []byte(account)}}
		for _, name := range test.clusters {
			files[name+".tf"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(cluster, "NAME", name))}
		}
		world := link.Options{Complete: func(k facts.Kind, _ string) bool { return test.complete && k == facts.KindIssuer }}
		_, result, err := cli.JudgeFiles(all.Analyzers(all.Options{}), set)(context.Background(), files, world, rules.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, f := range result.Findings {
			if f.Rule.ID == "issuer/missing-for-cluster" {
				got++
			}
		}
		if got != test.want {
			t.Errorf("%s: %d findings, want %d", test.name, got, test.want)
		}
	}
}
