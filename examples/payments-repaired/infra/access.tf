# Who of the account comes into the cluster, and as whom: access entries in place
# of the ConfigMap aws-auth.

resource "aws_eks_access_entry" "oncall" {
  cluster_name      = "payments"
  principal_arn     = "arn:aws:iam::${local.account}:role/platform-oncall"
  kubernetes_groups = ["platform-oncall"]
}

resource "aws_eks_access_entry" "developers" {
  cluster_name      = "payments"
  principal_arn     = "arn:aws:iam::${local.account}:role/payments-developers"
  kubernetes_groups = ["payments-developers"]
}

resource "aws_eks_access_entry" "support" {
  cluster_name      = "payments"
  principal_arn     = "arn:aws:iam::${local.account}:role/payments-support"
  kubernetes_groups = ["payments-support"]
}

resource "aws_eks_access_entry" "auditors" {
  cluster_name      = "payments"
  principal_arn     = "arn:aws:iam::${local.account}:role/finance-auditors"
  kubernetes_groups = ["finance-auditors"]
}
