# METADATA
# title: An EKS cluster whose tokens are used has no identity provider in IAM
# description: |
#   Roles trust the tokens of the cluster's service accounts, or service accounts name such roles, and
#   the scan, which is said to hold every identity provider, makes none for the cluster. STS refuses the
#   tokens of an issuer that IAM does not know, so that no pod gets its role. (A cluster that uses EKS Pod
#   Identity alone needs no provider.)
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Make an aws_iam_openid_connect_provider whose url is the cluster's identity[0].oidc[0].issuer, with the client id sts.amazonaws.com.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.issuer["missing-for-cluster"]

finding contains {"at": input.at, "message": msg} if {
	who := subaud.must_lack_provider(input.id)
	msg := sprintf("The cluster %s has no identity provider in IAM, and %s.", [subaud.show(input.name), who])
}
