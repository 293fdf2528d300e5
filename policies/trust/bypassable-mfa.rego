# METADATA
# title: MFA is not asked of who has an access key
# description: |
#   aws:MultiFactorAuthPresent is in requests with temporary credentials only. BoolIfExists in an Allow
#   therefore lets in every long-lived access key, which is what MFA should protect. In a Deny, where
#   the value is false, IfExists is right.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write Bool in place of BoolIfExists, or deny with BoolIfExists and the value false.
#   tags: [cwe-308]
#   params: {}
#   since: "2026.12"
package policies.trust["bypassable-mfa"]

finding contains {"at": condition.at, "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	subaud.must_admit_without_mfa(way.id, condition)
	msg := sprintf("%s can be assumed with an access key and without MFA: %s holds where the key is missing.", [subaud.show(input.name), subaud.show(condition.operator)])
}
