# METADATA
# title: A pattern lets in tokens of every tenant
# description: |
#   The subject of the tokens is compared with a pattern that names nobody: its first wildcard stands
#   where the owner of the repository, project or workspace should be. Everybody who has an account at
#   the issuer gets a token that fits. Values of one condition are alternatives, so that one such value
#   opens the role whatever the others say, and * also matches / and :.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
# - https://docs.github.com/actions/reference/security/oidc
# custom:
#   severity: critical
#   confidence: high
#   persona: regular
#   remediation: Write out the owner and the repository or project in every value, and use StringEquals where no wildcard is left.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["any-tenant"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_by_pattern(way.id, condition, value, "tenants")
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by everybody who can get a token of %s: %s names no owner.", [subaud.show(input.name), subaud.issuer(way.id), subaud.show(value)])
}
