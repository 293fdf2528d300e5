# A permission among the statements of a trust policy, a heredoc, a template.
variable "namespace" { default = "shop" }

data "aws_caller_identity" "me" {}

data "aws_eks_cluster" "eu" { name = "eu" }

locals {
  issuer = replace(data.aws_eks_cluster.eu.identity[0].oidc[0].issuer, "https://", "")
}

provider "aws" {
  access_key = "AKIAIOSFODNN7EXAMPLE"
  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
}

resource "aws_iam_role" "cart" {
  name = "cart"
  path = "/apps/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "*" },
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:oidc-provider/${local.issuer}" }
        Condition = {
          StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com" }
          StringEquals = { "${local.issuer}:sub" = "system:serviceaccount:${var.namespace}:cart" }
        }
      },
    ]
  })
}

resource "aws_iam_role" "till" {
  name               = "till"
  assume_role_policy = <<-JSON
    {
      "Statement": {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": { "Federated": "arn:aws:iam::$account:oidc-provider/${local.issuer}" },
        "Condition": { "StringLike": { "${local.issuer}:sub": "system:serviceaccount:*:till" } }
      }
    }
  JSON
}

resource "aws_iam_role" "stock" {
  name               = "stock"
  assume_role_policy = templatefile("${path.module}/trust.tpl", { issuer = local.issuer, subs = ["system:serviceaccount:a:b"] })
}

resource "aws_iam_role_policy" "cart" {
  role   = aws_iam_role.cart.id
  name   = "read"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:Get*"], Resource = "*" }] })
}
