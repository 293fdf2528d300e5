# METADATA
# title: The annotation does not hold the ARN of a role
# description: |
#   The service account's eks.amazonaws.com/role-arn annotation is not the ARN of an IAM role. The
#   webhook copies it into the pod as it is, the call to STS fails, and the SDK falls back to the
#   identity of the node.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Write the role's full ARN, arn:aws:iam::ACCOUNT:role/NAME, path included.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["malformed-role-arn"]

finding contains {"at": claim.at, "message": msg} if {
	some claim in input.claims
	claim.key == "eks.amazonaws.com/role-arn"
	why := subaud.must_be_malformed_role_arn(claim.value)
	not subaud.may_equal(claim.value, "")
	msg := sprintf("%s %s names the role %q, which is not the ARN of an IAM role: %s.", [input.object, subaud.show(input.name), subaud.show(claim.value), subaud.show(why)])
}

finding contains {"at": claim.at, "message": msg, "severity": "note"} if {
	some claim in input.claims
	claim.key == "eks.amazonaws.com/role-arn"
	subaud.must_equal(claim.value, "")
	msg := sprintf("%s %s names no role: the annotation is empty.", [input.object, subaud.show(input.name)])
}
