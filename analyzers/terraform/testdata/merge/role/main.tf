variable "name" {
  type = string
}

variable "conditions" {
  type = map(map(string))
}

resource "aws_iam_role" "this" {
  name = var.name
  assume_role_policy = jsonencode({
    Statement = [merge({ Effect = "Allow", Action = "sts:AssumeRole" }, { Principal = { AWS = "222222222222" }, Condition = var.conditions })]
  })
}
