# METADATA
# title: A role may escalate
# description: The role has the verb escalate.
# related_resources: [https://kubernetes.io/docs/reference/access-authn-authz/rbac/]
# custom:
#   severity: low
#   confidence: high
#   persona: pedantic
#   remediation: Remove the verb.
#   since: "2026.12"
package policies.grant.escalate

finding contains {"at": rule.verbs.at, "message": "The role has the verb escalate."} if {
	some rule in input.rules
	subaud.must_include(rule.verbs, "escalate")
	not subaud.may_hold(input.aggregated)
}
