# METADATA
# title: A statement names no resource where it could
# description: |
#   All actions of the statement act on resources that have ARNs, and the statement allows them on every
#   one.
# related_resources:
# - https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
# custom:
#   severity: note
#   confidence: high
#   persona: auditor
#   remediation: Name the resources.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.statement["restrictable-resource-wildcard"]

finding contains {"at": input.at, "message": msg} if {
	input.position in {"identity", "unknown"}
	not subaud.may_hold(input.has_principal)
	what := subaud.must_be_restrictable(input)
	msg := sprintf("%s allows %s on every resource, which could be named.", [input.address, what])
}
