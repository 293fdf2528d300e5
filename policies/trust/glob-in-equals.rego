# METADATA
# title: A wildcard is compared as an ordinary character
# description: |
#   StringEquals and StringEqualsIgnoreCase know no wildcards: a * or ? in their values is that
#   character, and no claim holds one. The value equals nothing, so that an Allow lets in nobody by
#   it, a Deny refuses nobody, and a negation excludes nobody. The usual mending, a wildcard that
#   takes in everything, opens the role.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write out the values that are meant. Where that is not possible use StringLike, and keep everything that names the owner (organisation, repository, namespace) free of wildcards.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["glob-in-equals"]

finding contains {"at": subaud.place(value), "message": msg} if {
	some st in input.statements
	subaud.must_equal(st.effect, "Allow")
	some condition in st.conditions
	not subaud.may_fold_match(condition.operator, "*Not*")
	some value in condition.values.items
	subaud.must_hold_literal_wildcard(condition, value)
	msg := sprintf("%s takes the wildcard in %s as an ordinary character, so %s lets in nobody by this value of %s.", [subaud.show(condition.operator), subaud.show(value), subaud.show(input.name), subaud.show(condition.key)])
}

finding contains {"at": subaud.place(value), "message": msg} if {
	some st in input.statements
	subaud.must_equal(st.effect, "Deny")
	some condition in st.conditions
	not subaud.may_fold_match(condition.operator, "*Not*")
	some value in condition.values.items
	subaud.must_hold_literal_wildcard(condition, value)
	msg := sprintf("%s takes the wildcard in %s as an ordinary character, so a Deny of %s refuses nobody by this value of %s.", [subaud.show(condition.operator), subaud.show(value), subaud.show(input.name), subaud.show(condition.key)])
}

finding contains {"at": subaud.place(value), "message": msg} if {
	some st in input.statements
	some condition in st.conditions
	subaud.must_fold_match(condition.operator, "*Not*")
	some value in condition.values.items
	subaud.must_hold_literal_wildcard(condition, value)
	msg := sprintf("%s takes the wildcard in %s as an ordinary character, so in the trust policy of %s this value of %s excludes nobody.", [subaud.show(condition.operator), subaud.show(value), subaud.show(input.name), subaud.show(condition.key)])
}
