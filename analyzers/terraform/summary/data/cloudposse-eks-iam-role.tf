# module: cloudposse/eks-iam-role/aws
# versions: >= 2.0, < 3.0
# source: https://github.com/cloudposse/terraform-aws-eks-iam-role/tree/v2.2.1
# read: 2026-11-21
# Since version 2.1 the audience is always a condition; versions before that
# follow the subjects only.

variable "enabled" {
  type    = bool
  default = null
}

variable "namespace" {
  type    = string
  default = null
}

variable "tenant" {
  type    = string
  default = null
}

variable "environment" {
  type    = string
  default = null
}

variable "stage" {
  type    = string
  default = null
}

variable "name" {
  type    = string
  default = null
}

variable "delimiter" {
  type    = string
  default = null
}

variable "attributes" {
  type    = list(string)
  default = []
}

variable "label_order" {
  type    = list(string)
  default = null
}

variable "context" {
  type    = any
  default = null
}

variable "service_account_name" {
  type    = string
  default = null
}

variable "service_account_namespace" {
  type    = string
  default = null
}

variable "service_account_namespace_name_list" {
  type    = list(string)
  default = []
}

variable "aws_account_number" {
  type    = string
  default = null
}

variable "aws_partition" {
  type    = string
  default = "aws"
}

variable "eks_cluster_oidc_issuer_url" {
  type = string
}

variable "permissions_boundary" {
  type    = string
  default = null
}

variable "managed_policy_arns" {
  type    = list(string)
  default = []
}

data "aws_caller_identity" "current" {}

locals {
  enabled = try(coalesce(var.enabled, try(var.context.enabled, null), true), true)
  issuer  = replace(var.eks_cluster_oidc_issuer_url, "https://", "")
  account = coalesce(var.aws_account_number, data.aws_caller_identity.current.account_id)

  only_listed = var.service_account_name == null && var.service_account_namespace == null && length(var.service_account_namespace_name_list) > 0
  single      = "${coalesce(var.service_account_namespace, "*")}:${coalesce(var.service_account_name, "*")}"
  accounts    = concat(local.only_listed ? [] : [local.single], var.service_account_namespace_name_list)

  first_name      = replace(split(":", local.accounts[0])[1], "*", "all")
  first_namespace = replace(split(":", local.accounts[0])[0], "*", "all")
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  enabled             = var.enabled
  namespace           = var.namespace
  tenant              = var.tenant
  environment         = var.environment
  stage               = var.stage
  name                = var.name
  delimiter           = var.delimiter
  label_order         = var.label_order
  regex_replace_chars = "/[^-a-zA-Z0-9@_]/"
  id_length_limit     = 64
  attributes          = concat(var.attributes, [trimsuffix("${local.first_name}@${local.first_namespace}", "@${local.first_name}")])
  context             = var.context
}

data "aws_iam_policy_document" "trust" {
  count = local.enabled ? 1 : 0

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:${var.aws_partition}:iam::${local.account}:oidc-provider/${local.issuer}"]
    }
    condition {
      test     = "StringLike"
      variable = "${local.issuer}:sub"
      values   = [for account in local.accounts : "system:serviceaccount:${account}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "service_account" {
  count                = local.enabled ? 1 : 0
  name                 = module.label.id
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust[0].json
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each   = local.enabled ? toset(var.managed_policy_arns) : []
  role       = aws_iam_role.service_account[0].name
  policy_arn = each.key
}

output "service_account_namespace" {
  value = local.enabled ? var.service_account_namespace : null
}

output "service_account_name" {
  value = local.enabled ? var.service_account_name : null
}

output "service_account_role_name" {
  value = try(aws_iam_role.service_account[0].name, null)
}

output "service_account_role_arn" {
  value = try(aws_iam_role.service_account[0].arn, null)
}

output "service_account_role_unique_id" {
  value = try(aws_iam_role.service_account[0].unique_id, null)
}
