variable "name" { type = string }
variable "arn" { type = string }
variable "subjects" { type = list(string) }
variable "test" { default = "StringEquals" }
variable "options" {
  type    = object({ audience = optional(string, "sts.amazonaws.com") })
  default = {}
}

locals {
  issuer = element(split("oidc-provider/", var.arn), 1)
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [var.arn]
    }
    condition {
      test     = var.test
      variable = "${local.issuer}:sub"
      values   = var.subjects
    }
    condition {
      test     = "StringEquals"
      variable = format("%s:%s", local.issuer, "aud")
      values   = [var.options.audience]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

output "arn" { value = aws_iam_role.this.arn }
