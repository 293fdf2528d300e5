# METADATA
# title: Nobody can come this way into the role
# description: |
#   The conditions of a statement exclude each other, one of them is met by no request, or a Deny takes
#   away all that is allowed. The role, or a part of it, cannot be used, and what is tried next is to
#   loosen the conditions. Where a wildcard, a key or a subject is the cause, the rules on these say so
#   instead.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Mend one of the conditions that are named, or remove the statement. Values of one condition are alternatives, conditions are not.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["never-admits"]

finding contains {"at": condition.at, "message": msg, "chain": subaud.blamed(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	subaud.must_be_blamed_first(way.id, condition)
	why := subaud.must_admit_nobody(way.id)
	msg := sprintf("%s lets in nobody as %s: %s.", [subaud.show(input.name), subaud.show(way.principal), subaud.show(why)])
}

finding contains {"at": way.at, "message": msg, "chain": subaud.blamed(way.id)} if {
	some way in input.ways
	why := subaud.must_admit_nobody(way.id)
	not subaud.may_blame_conditions(way.id)
	msg := sprintf("%s lets in nobody as %s: %s.", [subaud.show(input.name), subaud.show(way.principal), subaud.show(why)])
}
