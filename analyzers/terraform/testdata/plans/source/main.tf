resource "aws_iam_role" "ci" {
  name               = "ci"
  assume_role_policy = local.github
}

data "aws_iam_policy_document" "app" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.host}:sub"
      values   = ["system:serviceaccount:shop:app"]
    }
  }
}

module "irsa" {
  for_each = toset(["app"])
  source   = "./irsa"
  policy   = data.aws_iam_policy_document.app.json
}
