locals {
  issuer = "token.actions.githubusercontent.com"
  base   = { StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com" } }
  lost   = merge(local.base, { StringEquals = { "${local.issuer}:sub" = "repo:o/r:ref:refs/heads/main" } })
  meant = merge(local.base, { StringEquals = {
    "${local.issuer}:aud" = "sts.amazonaws.com", "${local.issuer}:sub" = "repo:o/r:ref:refs/heads/main"
  } })
  twice = { "r" = { StringEquals = { a = "1" }, StringEquals = { b = "2" } } }
  conditions = {
    lost  = local.lost
    meant = local.meant
    twice = lookup(local.twice, "r", {})
  }
}

module "roles" {
  source     = "./role"
  for_each   = local.conditions
  name       = each.key
  conditions = each.value
}
