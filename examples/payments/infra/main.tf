# The identity seam of a small payments platform: one EKS cluster, two roles
# for its workloads. Each file below looks reasonable by itself.

locals {
  account = "222233334444"
  issuer  = "oidc.eks.eu-west-1.amazonaws.com/id/4F9A1C0E7B6D4E2A8C3B5D7F90A1B2C3"
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

# The ledger writes to the payments queue. Its trust policy checks that the
# token was made for STS, and forgets to say whose token it is.
resource "aws_iam_role" "ledger" {
  name = "payments-ledger"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.cluster.arn }
      Condition = {
        StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com" }
      }
    }]
  })
}

# The reports job reads from the warehouse.
data "aws_iam_policy_document" "reports_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::${local.account}:oidc-provider/${local.issuer}"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:reporting:nightly"]
    }
  }
}

resource "aws_iam_role" "reports" {
  name               = "payments-reports"
  assume_role_policy = data.aws_iam_policy_document.reports_trust.json
}
