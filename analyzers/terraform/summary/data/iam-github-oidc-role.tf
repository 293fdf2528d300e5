# module: terraform-aws-modules/iam/aws//modules/iam-github-oidc-role
# versions: >= 5.0, < 6.0
# source: https://github.com/terraform-aws-modules/terraform-aws-iam/tree/v5.60.0/modules/iam-github-oidc-role
# read: 2026-11-21

variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = null
}

variable "name_prefix" {
  type    = string
  default = null
}

variable "path" {
  type    = string
  default = "/"
}

variable "permissions_boundary_arn" {
  type    = string
  default = null
}

variable "policies" {
  default = {}
}

variable "max_session_duration" {
  type    = number
  default = null
}

variable "audience" {
  type    = string
  default = "sts.amazonaws.com"
}

variable "subjects" {
  type    = list(string)
  default = []
}

variable "provider_url" {
  type    = string
  default = "token.actions.githubusercontent.com"
}

variable "additional_trust_policy_conditions" {
  type    = any
  default = []
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  provider = replace(var.provider_url, "https://", "")
}

data "aws_iam_policy_document" "trust" {
  count = var.create ? 1 : 0

  statement {
    sid     = "GithubOidcAuth"
    actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/${local.provider}"]
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "token.actions.githubusercontent.com:iss"
      values   = ["http://token.actions.githubusercontent.com"]
    }
    # The module writes ForAllValues, which says the same of the one audience of a token; callers cannot mend it.
    condition {
      test     = "StringEquals"
      variable = "${local.provider}:aud"
      values   = [var.audience]
    }
    condition {
      test     = "StringLike"
      variable = "${local.provider}:sub"
      values   = [for subject in var.subjects : "repo:${trimprefix(subject, "repo:")}"]
    }
    dynamic "condition" {
      for_each = var.additional_trust_policy_conditions
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count                = var.create ? 1 : 0
  name                 = var.name
  name_prefix          = var.name_prefix
  path                 = var.path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy   = data.aws_iam_policy_document.trust[0].json
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = { for k, v in var.policies : k => v if var.create }
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

output "arn" {
  value = try(aws_iam_role.this[0].arn, null)
}

output "name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "path" {
  value = try(aws_iam_role.this[0].path, null)
}

output "unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}
