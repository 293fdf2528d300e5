# A statement without its braces: the rest is read all the same.
variable "account" {}

resource "aws_iam_role" "broken" {
  name = "broken"
  assume_role_policy = jsonencode({
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "*" },
      Action = "sts:AssumeRoleWithWebIdentity" Effect = "Allow"
      Principal = { Federated = "arn:aws:iam::$account:oidc-provider/$issuer" }
    ]
  })
}

resource "aws_iam_role" "whole" {
  name               = "whole"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::$account:root" } }] })
}
