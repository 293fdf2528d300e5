package rules_test

import (
	"context"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/rules"
)

// TestReach asks, in a policy, whether service accounts become the roles that
// they name: one does, one is refused, of one it is not known.
func TestReach(t *testing.T) {
	set, err := rules.Load(rules.Builtins(), rules.Source{Name: "own", FS: fstest.MapFS{"workload/probe.rego": {Data: []byte(`# METADATA
# title: A service account becomes a role
# description: Probe.
# related_resources:
# - https://example.com
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: None.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["probe"]

finding contains {"at": claim.at, "message": msg, "chain": chain} if {
	some claim in input.claims
	some n in claim.identity.candidates
	chain := subaud.must_reach(input.id, n.id)
	msg := sprintf("%s becomes %s.", [subaud.show(input.name), subaud.show(n.name)])
}
`)}}})
	if err != nil {
		t.Fatal(err)
	}
	account := func(name string) string {
		return "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: " + name + "\n  namespace: shop\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::222233334444:role/" + name + "\n"
	}
	role := func(name, subject string) string {
		return `
resource "aws_iam_role" "` + name + `" {
  name = "` + name + `"
  assume_role_policy = jsonencode({ Statement = [{
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::222233334444:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/7C1F0E5A9B3D4826A1E4D90F6B2C8357" }
    Condition = { StringEquals = { "oidc.eks.eu-west-1.amazonaws.com/id/7C1F0E5A9B3D4826A1E4D90F6B2C8357:sub" = "` + subject + `" } }
  }] })
}
`
	}
	files := fstest.MapFS{
		"main.tf": {Data: []byte("provider \"aws\" {\n  allowed_account_ids = [\"222233334444\"]\n}\nvariable \"x\" {}\n" +
			role("yes", "system:serviceaccount:shop:yes") + role("no", "system:serviceaccount:shop:other") + role("perhaps", "system:serviceaccount:shop:${var.x}"))},
		"accounts.yaml": {Data: []byte(account("yes") + account("no") + account("perhaps"))},
	}
	_, result, err := cli.JudgeFiles(all.Analyzers(all.Options{}), set)(context.Background(), files, link.Options{}, rules.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Findings) != 1 || result.Findings[0].Message != "yes becomes yes." || len(result.Findings[0].Chain) < 3 {
		t.Errorf("findings: %v", result.Findings)
	}
	if len(result.Undecided) != 1 || result.Undecided[0].Message != "perhaps becomes perhaps." || !slices.Contains(result.Undecided[0].Symbols, "var.x") {
		t.Errorf("undecided: %v", result.Undecided)
	}
}
