# METADATA
# title: A pattern lets in owners whose names begin alike
# description: |
#   The wildcard stands in the name of the owner, or right behind it without the separator. Names are
#   given to whoever asks first, so that an attacker registers one that begins as the pattern does and
#   gets a token that fits.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
# - https://docs.github.com/actions/reference/security/oidc
# custom:
#   severity: critical
#   confidence: high
#   persona: regular
#   remediation: End the name of the owner with the separator (repo:OWNER/, project_path:GROUP/, organization:NAME:) before any wildcard, and name the repository or project.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["tenant-prefix-wildcard"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_by_pattern(way.id, condition, value, "prefix")
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by everybody who registers a name at %s that fits %s.", [subaud.show(input.name), subaud.issuer(way.id), subaud.show(value)])
}
