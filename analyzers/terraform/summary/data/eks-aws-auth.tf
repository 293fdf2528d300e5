# module: terraform-aws-modules/eks/aws//modules/aws-auth
# versions: >= 20.0, < 21.0
# source: https://github.com/terraform-aws-modules/terraform-aws-eks/tree/v20.37.2/modules/aws-auth
# read: 2026-11-21
# Its ConfigMap is read from its arguments, as that of any module.

variable "create" {
  type    = bool
  default = true
}

variable "create_aws_auth_configmap" {
  type    = bool
  default = false
}

variable "manage_aws_auth_configmap" {
  type    = bool
  default = true
}
