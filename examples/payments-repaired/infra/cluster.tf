# One EKS cluster, and its issuer as an identity provider of the account.

locals {
  account = "222233334444"
  issuer  = "oidc.eks.eu-west-1.amazonaws.com/id/4F9A1C0E7B6D4E2A8C3B5D7F90A1B2C3"
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["222233334444"]
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}
