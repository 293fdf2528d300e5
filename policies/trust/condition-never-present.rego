# METADATA
# title: A condition is on a key that these principals never send
# description: |
#   Requests with a token say nothing of MFA or an organisation and have no external id, services are
#   of no organisation, and only services send aws:SourceArn and aws:SourceAccount. A condition on such
#   a key fails for everybody, so that the role is dead, or, with IfExists or a negation, holds for
#   everybody, so that the guard is empty.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
# - https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
# custom:
#   severity: medium
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Ask for what the principal sends (claims for a token, aws:SourceAccount for a service), or move the condition to a statement for the principals that send the key.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["condition-never-present"]

finding contains {"at": condition.at, "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	subaud.must_be_never_present(way.id, condition, "dead")
	msg := sprintf("%s lets in nobody by its condition on %s, a key that %s never sends.", [subaud.show(input.name), subaud.show(condition.key), subaud.show(way.principal)])
}

finding contains {"at": condition.at, "message": msg, "severity": "high"} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	subaud.must_be_never_present(way.id, condition, "empty")
	msg := sprintf("The condition on %s (%s) keeps nobody out of %s: %s never sends that key.", [subaud.show(condition.key), subaud.show(condition.operator), subaud.show(input.name), subaud.show(way.principal)])
}
