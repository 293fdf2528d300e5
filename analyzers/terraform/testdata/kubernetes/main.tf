# Kubernetes objects written as HCL.
variable "admins" { type = list(string) }

resource "aws_iam_role" "node" {
  name               = "node"
  assume_role_policy = data.aws_iam_policy_document.node.json
}

data "aws_iam_policy_document" "node" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "kubernetes_config_map_v1_data" "aws_auth" {
  metadata {
    name      = "aws-auth"
    namespace = "kube-system"
  }
  data = {
    mapRoles = yamlencode(concat([
      {
        rolearn  = aws_iam_role.node.arn
        username = "system:node:{{EC2PrivateDNSName}}"
        groups   = ["system:nodes"]
      },
      ], [for a in var.admins : { rolearn = a, username = "admin", groups = ["system:masters"] }]
    ))
    mapUsers = <<-YAML
      - userarn: ${aws_iam_role.node.arn}
        username: user
        groups: [system:masters]
    YAML
  }
}

resource "kubernetes_cluster_role" "reader" {
  metadata { name = "reader" }
  rule {
    api_groups = [""]
    resources  = ["secrets"]
    verbs      = ["get", "list"]
  }
}

resource "kubernetes_manifest" "binding" {
  manifest = {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "RoleBinding"
    metadata   = { name = "b", namespace = "n" }
    roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = kubernetes_cluster_role.reader.metadata[0].name }
    subjects   = [{ kind = "ServiceAccount", name = "default", namespace = "n" }]
  }
}

resource "kubectl_manifest" "account" {
  yaml_body = <<-YAML
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: account
      namespace: n
      annotations:
        eks.amazonaws.com/role-arn: ${aws_iam_role.node.arn}
  YAML
}

resource "kubernetes_secret" "keys" {
  metadata { name = "keys" }
  data = {
    AWS_ACCESS_KEY_ID     = "AKIAIOSFODNN7EXAMPLE"
    AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  }
}

module "eks" {
  source         = "terraform-aws-modules/eks/aws"
  aws_auth_roles = [{ rolearn = "arn:aws:iam::111111111111:role/team", username = "team", groups = ["system:masters"] }]
}
