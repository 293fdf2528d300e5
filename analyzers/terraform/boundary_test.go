package terraform_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestBoundaries: a policy that only bounds what others grant is no grant.
func TestBoundaries(t *testing.T) {
	b := run(map[string]string{"main.tf": `
locals {
  all = jsonencode({ Statement = { Effect = "Allow", Action = "*", Resource = "*" } })
}

resource "aws_iam_policy" "limits" {
  name   = "limits"
  policy = local.all
}

resource "aws_iam_policy" "team_boundary" {
  name   = "team-boundary"
  policy = local.all
}

resource "aws_iam_policy" "both" {
  name   = "both"
  policy = local.all
}

resource "aws_iam_policy" "plain" {
  name   = "plain"
  policy = local.all
}

resource "aws_iam_user" "a" {
  name                 = "a"
  permissions_boundary = aws_iam_policy.limits.arn
}

resource "aws_iam_user" "b" {
  name                 = "b"
  permissions_boundary = aws_iam_policy.both.arn
}

resource "aws_iam_user_policy_attachment" "b" {
  user       = aws_iam_user.b.name
  policy_arn = aws_iam_policy.both.arn
}
`})
	var got []string
	for _, s := range b.Statements {
		name, _, _ := strings.Cut(strings.TrimPrefix(s.Address, "aws_iam_policy."), ".")
		got = append(got, fmt.Sprintf("%s %s", name, s.Position))
	}
	slices.Sort(got)
	if want := "both identity, limits boundary, plain identity, team_boundary boundary"; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %s", got, want)
	}
}
