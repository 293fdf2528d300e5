# METADATA
# title: A value of a condition is covered by another
# description: |
#   Values of a condition are alternatives. A pattern beside this value lets in all that it does, and
#   more, so that the value says nothing, and whoever reads it takes the trust policy for narrower than
#   it is.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
# custom:
#   severity: note
#   confidence: high
#   persona: pedantic
#   remediation: Remove the pattern, or else this value.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["redundant-value"]

finding contains {"at": subaud.place(value), "message": msg} if {
	some st in input.statements
	some condition in st.conditions
	some value in condition.values.items
	other := subaud.must_be_covered(condition, value)
	msg := sprintf("%s says nothing beside %s, which lets in all of it.", [subaud.show(value), other])
}
