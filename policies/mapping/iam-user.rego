# METADATA
# title: An IAM user is let into the cluster
# description: |
#   The mapping lets in an IAM user, whose access keys are valid until somebody revokes them. Whoever
#   gets hold of a key is in the cluster, from anywhere and for as long as it goes unnoticed; a role is
#   assumed for hours and can demand a second factor.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Map a role that people assume through their identity provider (IAM Identity Center), and delete the user's access keys.
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.mapping["iam-user"]

finding contains {"at": subaud.place(input.principal), "message": msg} if {
	must_log_in
	subaud.must_be_user_arn(input.principal)
	msg := sprintf("%s is an IAM user with long-lived keys, and is let into the cluster.", [subaud.show(input.principal)])
}

must_log_in if input.form in {"aws-auth", "eksctl"}

must_log_in if not subaud.may_be_absent(input.type) # where it is, an access policy of the entry is meant
