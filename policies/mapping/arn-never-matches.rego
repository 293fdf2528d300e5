# METADATA
# title: The mapped ARN is never that of a caller
# description: |
#   The authenticator compares the ARN with that of the caller as STS gives it, where a role has no
#   path and a session is written as its role. An ARN with a role's path (those of IAM Identity Center
#   have one), of a session, an instance profile or a group equals none, and whoever is meant cannot
#   log in.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# - https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/arn/arn.go
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write arn:PARTITION:iam::ACCOUNT:role/NAME, without the role's path; in an access entry the path belongs to the ARN.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.mapping["arn-never-matches"]

finding contains {"at": subaud.place(input.principal), "message": msg} if {
	input.form in {"aws-auth", "eksctl"}
	input.list in {"mapRoles", "mapUsers", ""}
	why := subaud.must_be_unmatchable_arn(input.principal, input.list)
	msg := sprintf("%s never matches a caller: %s.", [subaud.show(input.principal), subaud.show(why)])
}
