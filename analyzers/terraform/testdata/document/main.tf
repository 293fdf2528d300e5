# A provider, a policy document with all that it can hold, roles for each account.
data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

variable "extra" { type = list(string) }

resource "aws_eks_cluster" "main" {
  name = "main"
  access_config { authentication_mode = "API_AND_CONFIG_MAP" }
}

locals {
  apps = {
    web = { namespace = "front", subjects = ["web"] }
    job = { namespace = "batch", subjects = [] }
  }
}

resource "aws_iam_openid_connect_provider" "main" {
  url             = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = []
}

data "aws_iam_policy_document" "base" {
  statement {
    sid     = "Tag"
    actions = ["sts:TagSession"]
    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
  statement {
    sid     = "Replaced"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "app" {
  for_each                  = local.apps
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = var.extra

  statement {
    sid     = "Replaced"
    effect  = "Deny"
    actions = ["sts:AssumeRole"]
    not_principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::222222222222:user/&{aws:username}"]
    }
  }
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.main.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${trimprefix(aws_iam_openid_connect_provider.main.url, "https://")}:aud"
      values   = ["sts.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = each.value.subjects
      content {
        test     = "StringEquals"
        variable = "${replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")}:sub"
        values   = ["system:serviceaccount:${each.value.namespace}:${condition.value}"]
      }
    }
    dynamic "condition" {
      for_each = var.extra
      content {
        test     = "StringEquals"
        variable = "aws:RequestedRegion"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_iam_role" "app" {
  for_each           = local.apps
  name               = "app-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.app[each.key].json
}

resource "kubernetes_service_account" "web" {
  metadata {
    name        = "web"
    namespace   = local.apps.web.namespace
    annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.app["web"].arn }
  }
}

resource "aws_eks_access_entry" "web" {
  cluster_name      = aws_eks_cluster.main.name
  principal_arn     = aws_iam_role.app["web"].arn
  kubernetes_groups = ["viewers"]
}

resource "kubernetes_cluster_role_binding_v1" "viewers" {
  metadata { name = "viewers" }
  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = "view"
  }
  subject {
    kind = "Group"
    name = "viewers"
  }
  subject {
    kind = "ServiceAccount"
    name = kubernetes_service_account.web.metadata[0].name
  }
}
