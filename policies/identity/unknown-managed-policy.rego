# METADATA
# title: A policy of AWS that is attached does not exist
# description: |
#   The ARN names a policy that AWS keeps, and there is none of this name, or none with this path.
#   Attaching it fails, so that the identity is left with what it had.
# related_resources:
# - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Write the ARN as the reference of managed policies has it, with service-role/ or job-function/ where it belongs.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.identity["unknown-managed-policy"]

finding contains {"at": attachment.at, "message": msg} if {
	some attachment in input.attached
	why := subaud.must_be_unknown_managed_policy(attachment.policy, "broken")
	msg := sprintf("%s does not exist: %s.", [subaud.show(attachment.policy), subaud.show(why)])
}

finding contains {"at": attachment.at, "message": msg, "severity": "note"} if {
	some attachment in input.attached
	why := subaud.must_be_unknown_managed_policy(attachment.policy, "unlisted")
	msg := sprintf("%s is not known: %s.", [subaud.show(attachment.policy), subaud.show(why)])
}
