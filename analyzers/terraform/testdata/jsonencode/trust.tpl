{
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": { "Federated": "arn:aws:iam::111111111111:oidc-provider/${issuer}" },
    "Condition": { "StringLike": { "${issuer}:sub": ${jsonencode(subs)} } }
  }]
}
