# What the roles may do.

resource "aws_iam_role_policy" "ledger" {
  name = "queue"
  role = aws_iam_role.ledger.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:SendMessage", "sqs:GetQueueUrl"]
      Resource = "arn:aws:sqs:eu-west-1:${local.account}:payments"
    }]
  })
}

resource "aws_iam_role_policy" "settlement" {
  name   = "batches"
  role   = aws_iam_role.settlement.name
  policy = file("${path.module}/permissions/settlement.json")
}
