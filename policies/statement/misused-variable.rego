# METADATA
# title: A policy variable is not replaced
# description: |
#   Policy variables such as ${aws:username} are replaced in resources, and in the values of conditions
#   that compare strings or ARNs. Elsewhere, and where a brace or the quotes around a default are
#   missing, the text stands for itself and matches nothing, or IAM refuses the policy.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Close the variable with a brace, put its default in single quotes, and use it in a resource or in a condition on strings or ARNs.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.statement["misused-variable"]

finding contains {"at": principal.at, "message": msg} if {
	some principal in input.principals
	variable := subaud.must_hold_variable(principal.value)
	msg := sprintf("%s is not replaced in a principal.", [variable])
}

finding contains {"at": subaud.place(value), "message": msg} if {
	some condition in input.conditions
	not subaud.may_replace_variables(condition)
	some value in condition.values.items
	variable := subaud.must_hold_variable(value)
	msg := sprintf("%s is not replaced by %s, which compares neither strings nor ARNs.", [variable, subaud.show(condition.operator)])
}

finding contains {"at": subaud.place(value), "message": msg} if {
	some value in input.resources.items
	why := subaud.must_hold_broken_variable(value)
	msg := sprintf("%s cannot be read: %s.", [subaud.show(value), why])
}

finding contains {"at": subaud.place(value), "message": msg} if {
	some condition in input.conditions
	some value in condition.values.items
	why := subaud.must_hold_broken_variable(value)
	msg := sprintf("%s cannot be read: %s.", [subaud.show(value), why])
}
