# The roles of the three applications, and whom each of them trusts.

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
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
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

# Settlement pays out. It starts its batches as tasks of ECS. Its trust policy
# is as it should be.
data "aws_iam_policy_document" "settlement_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:payments:settlement"]
    }
  }
}

resource "aws_iam_role" "settlement" {
  name               = "payments-settlement"
  assume_role_policy = data.aws_iam_policy_document.settlement_trust.json
}
