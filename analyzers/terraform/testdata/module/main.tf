# A local module called for each of several, in another account, and maybe once.
variable "env" {}
variable "provider_arn" {}

provider "aws" {
  alias               = "prod"
  allowed_account_ids = ["333333333333"]
}

module "irsa" {
  source    = "./irsa"
  for_each  = { reader = ["app:reader"], writer = ["app:writer", "ops:*"] }
  providers = { aws = aws.prod }

  name     = "svc-${each.key}"
  arn      = var.provider_arn
  subjects = [for s in each.value : "system:serviceaccount:${s}"]
  test     = var.env == "prod" ? "StringEquals" : "StringLike"
}

resource "aws_iam_role" "debug" {
  count              = var.env == "dev" ? 1 : 0
  name               = "debug"
  assume_role_policy = module.elsewhere.policy
}

module "elsewhere" { source = "example/elsewhere/aws" }

resource "aws_eks_pod_identity_association" "reader" {
  cluster_name    = "main"
  namespace       = "app"
  service_account = "reader"
  role_arn        = module.irsa["reader"].arn
}
