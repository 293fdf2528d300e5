# METADATA
# title: A policy allows everything
# description: |
#   The statement allows every action on every resource, without a condition. Whoever holds the
#   policy administers the account, and so does whoever gets hold of an identity that has it.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# custom:
#   severity: high
#   confidence: high
#   persona: regular
#   remediation: List the actions and resources that the identity needs.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.statement.admin

finding contains {"at": input.at, "message": msg} if {
	input.position in {"identity", "unknown"}
	not subaud.may_hold(input.has_principal)
	subaud.must_allow_all_actions(input)
	msg := sprintf("%s allows every action on every resource.", [input.address])
}
