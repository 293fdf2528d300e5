# The roles of the three applications, and whom each of them trusts.

# The ledger writes to the payments queue.
resource "aws_iam_role" "ledger" {
  name = "payments-ledger"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.cluster.arn }
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "system:serviceaccount:payments:ledger"
        }
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
      values   = ["system:serviceaccount:reports:nightly"]
    }
  }
}

resource "aws_iam_role" "reports" {
  name               = "payments-reports"
  assume_role_policy = data.aws_iam_policy_document.reports_trust.json
}

# Settlement pays out. It starts its batches as tasks of ECS, and has a namespace
# of its own, in which only the platform releases.
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
      values   = ["system:serviceaccount:settlement:settlement"]
    }
  }
}

resource "aws_iam_role" "settlement" {
  name               = "payments-settlement"
  assume_role_policy = data.aws_iam_policy_document.settlement_trust.json
}
