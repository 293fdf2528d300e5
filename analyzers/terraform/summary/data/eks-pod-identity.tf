# module: terraform-aws-modules/eks-pod-identity/aws
# versions: >= 1.0, < 3.0
# source: https://github.com/terraform-aws-modules/terraform-aws-eks-pod-identity/tree/v2.2.1
# read: 2026-11-21

variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = ""
}

variable "use_name_prefix" {
  type    = bool
  default = true
}

variable "path" {
  type    = string
  default = "/"
}

variable "max_session_duration" {
  type    = number
  default = null
}

variable "permissions_boundary_arn" {
  type    = string
  default = null
}

variable "additional_policy_arns" {
  type    = map(string)
  default = {}
}

variable "trust_policy_statements" {
  type    = any
  default = []
}

variable "trust_policy_conditions" {
  type    = any
  default = []
}

variable "associations" {
  type    = any
  default = {}
}

variable "association_defaults" {
  type    = any
  default = {}
}

data "aws_iam_policy_document" "trust" {
  count = var.create ? 1 : 0

  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = var.trust_policy_conditions
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
  dynamic "statement" {
    for_each = var.trust_policy_statements
    content {
      sid         = try(statement.value.sid, null)
      effect      = try(statement.value.effect, null)
      actions     = try(statement.value.actions, null)
      not_actions = try(statement.value.not_actions, null)
      dynamic "principals" {
        for_each = try(statement.value.principals, [])
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "not_principals" {
        for_each = try(statement.value.not_principals, [])
        content {
          type        = not_principals.value.type
          identifiers = not_principals.value.identifiers
        }
      }
      dynamic "condition" {
        for_each = try(statement.value.conditions, statement.value.condition, [])
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count                = var.create ? 1 : 0
  name                 = var.use_name_prefix ? null : var.name
  name_prefix          = var.use_name_prefix ? "${var.name}-" : null
  path                 = var.path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy   = data.aws_iam_policy_document.trust[0].json
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = { for k, v in var.additional_policy_arns : k => v if var.create }
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

resource "aws_eks_pod_identity_association" "this" {
  for_each             = { for k, v in var.associations : k => v if var.create }
  cluster_name         = try(each.value.cluster_name, var.association_defaults.cluster_name)
  namespace            = try(each.value.namespace, var.association_defaults.namespace)
  service_account      = try(each.value.service_account, var.association_defaults.service_account)
  role_arn             = aws_iam_role.this[0].arn
  target_role_arn      = try(each.value.target_role_arn, var.association_defaults.target_role_arn, null)
  disable_session_tags = try(each.value.disable_session_tags, var.association_defaults.disable_session_tags, null)
}

output "iam_role_arn" {
  value = try(aws_iam_role.this[0].arn, null)
}

output "iam_role_name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "iam_role_path" {
  value = try(aws_iam_role.this[0].path, null)
}

output "iam_role_unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}
