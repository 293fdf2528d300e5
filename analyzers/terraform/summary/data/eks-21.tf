# module: terraform-aws-modules/eks/aws
# versions: >= 21.0, < 22.0
# source: https://github.com/terraform-aws-modules/terraform-aws-eks/tree/v21.19.0
# read: 2026-11-21
# The roles of the cluster and of its nodes are left out: their principals are
# services of AWS, and what the module attaches to them differs by version.

variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = ""
}

variable "enable_irsa" {
  type    = bool
  default = true
}

variable "openid_connect_audiences" {
  type    = list(string)
  default = []
}

variable "authentication_mode" {
  type    = string
  default = "API_AND_CONFIG_MAP"
}

variable "endpoint_public_access" {
  type    = bool
  default = false
}

variable "endpoint_private_access" {
  type    = bool
  default = true
}

variable "endpoint_public_access_cidrs" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}

variable "enable_cluster_creator_admin_permissions" {
  type    = bool
  default = false
}

variable "access_entries" {
  type    = any
  default = {}
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_iam_session_context" "current" {
  arn = data.aws_caller_identity.current.arn
}

resource "aws_eks_cluster" "this" {
  count = var.create ? 1 : 0
  name  = var.name
  access_config {
    authentication_mode = var.authentication_mode
  }
  vpc_config {
    endpoint_public_access  = var.endpoint_public_access
    endpoint_private_access = var.endpoint_private_access
    public_access_cidrs     = var.endpoint_public_access_cidrs
  }
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count          = var.create && var.enable_irsa ? 1 : 0
  url            = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
  client_id_list = distinct(compact(concat(["sts.amazonaws.com"], var.openid_connect_audiences)))
}

locals {
  creator = {
    cluster_creator = {
      principal_arn = data.aws_iam_session_context.current.issuer_arn
      type          = "STANDARD"
      policy_associations = {
        admin = {
          policy_arn   = "arn:${data.aws_partition.current.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
          access_scope = { type = "cluster" }
        }
      }
    }
  }
  entries = merge(var.enable_cluster_creator_admin_permissions ? local.creator : {}, var.access_entries)
  policies = flatten([
    for name, entry in local.entries : [
      for key, policy in try(coalesce(entry.policy_associations, {}), {}) : {
        name = "${name}_${key}", principal_arn = entry.principal_arn, policy_arn = policy.policy_arn, access_scope = policy.access_scope
      }
    ]
  ])
}

resource "aws_eks_access_entry" "this" {
  for_each          = { for name, entry in local.entries : name => entry if var.create }
  cluster_name      = aws_eks_cluster.this[0].name
  principal_arn     = each.value.principal_arn
  type              = try(coalesce(each.value.type, "STANDARD"), "STANDARD")
  user_name         = try(each.value.user_name, null)
  kubernetes_groups = try(each.value.kubernetes_groups, null)
}

resource "aws_eks_access_policy_association" "this" {
  for_each      = { for policy in local.policies : policy.name => policy if var.create }
  cluster_name  = aws_eks_cluster.this[0].name
  principal_arn = each.value.principal_arn
  policy_arn    = each.value.policy_arn
  access_scope {
    type       = each.value.access_scope.type
    namespaces = try(each.value.access_scope.namespaces, null)
  }
}

output "cluster_name" {
  value = try(aws_eks_cluster.this[0].name, "")
}

output "cluster_arn" {
  value = try(aws_eks_cluster.this[0].arn, null)
}

output "cluster_endpoint" {
  value = try(aws_eks_cluster.this[0].endpoint, null)
}

output "cluster_oidc_issuer_url" {
  value = try(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, null)
}

output "oidc_provider" {
  value = try(replace(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "https://", ""), null)
}

output "oidc_provider_arn" {
  value = try(aws_iam_openid_connect_provider.oidc_provider[0].arn, null)
}
