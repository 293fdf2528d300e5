# METADATA
# title: Every repository of an owner can assume the role
# description: |
#   The pattern names an owner and leaves open which of its repositories or projects. Whoever can write
#   to one of them, or create one, runs a job that becomes the role. Where the pattern at least fits
#   some names only, it takes a repository with such a name.
# related_resources:
# - https://docs.github.com/actions/reference/security/oidc
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# custom:
#   severity: medium
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Name the repositories or projects that need the role, each in a value of its own, with StringEquals and the branch or environment.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["organization-wide"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "medium")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_by_pattern(way.id, condition, value, "tenant")
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed from every repository or project that fits %s.", [subaud.show(input.name), subaud.show(value)])
}

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "low")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_by_pattern(way.id, condition, value, "resources")
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed from each repository or project whose name fits %s.", [subaud.show(input.name), subaud.show(value)])
}
