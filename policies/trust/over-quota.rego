# METADATA
# title: A trust policy is longer than AWS takes
# description: |
#   A trust policy has at most 2048 characters, white space left aside, and 4096 where AWS was asked
#   for more. One that is longer is refused when it is applied. One statement for each cluster leads
#   there; patterns that are loosened to save characters are worse.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
# custom:
#   severity: low
#   severities: [medium, low]
#   confidence: high
#   persona: regular
#   remediation: Put subjects with the same conditions into one statement, or make a role for each cluster; EKS Pod Identity needs one statement for all.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["over-quota"]

finding contains {"at": input.at, "message": msg} if {
	size := subaud.must_be_longer_than(input.id, 2048)
	not subaud.may_be_longer_than(input.id, 4096)
	msg := sprintf("The trust policy of %s has at least %s characters, and 2048 are allowed unless the quota was raised.", [subaud.show(input.name), subaud.show(size)])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	size := subaud.must_be_longer_than(input.id, 4096)
	msg := sprintf("The trust policy of %s has at least %s characters, and no more than 4096 are ever allowed.", [subaud.show(input.name), subaud.show(size)])
}
