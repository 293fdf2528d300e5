# METADATA
# title: A policy is written in the old version of the policy language
# description: |
#   A policy that names no version, or 2008-10-17, is read as it was in that year: policy variables such
#   as ${aws:username} are not replaced, but stand for themselves. A guard that rests on one compares
#   with a text that never occurs.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
# custom:
#   severity: low
#   severities: [medium, low]
#   confidence: high
#   persona: regular
#   remediation: Write "Version" as "2012-10-17".
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.statement["old-version"]

finding contains {"at": input.at, "message": msg} if {
	input.index == 0
	subaud.must_be_absent(input.version)
	msg := sprintf("The policy of %s names no version, and is read as one of 2008.", [subaud.show(input.owner_name)])
}

finding contains {"at": subaud.place(input.version), "message": msg} if {
	input.index == 0
	subaud.must_equal(input.version, "2008-10-17")
	msg := sprintf("The policy of %s is written in the version of 2008.", [subaud.show(input.owner_name)])
}

finding contains {"at": subaud.place(value), "message": msg, "severity": "medium"} if {
	must_be_old(input.version)
	some value in input.resources.items
	variable := subaud.must_hold_variable(value)
	msg := sprintf("%s is not replaced, since the policy of %s is read as one of 2008.", [variable, subaud.show(input.owner_name)])
}

finding contains {"at": subaud.place(value), "message": msg, "severity": "medium"} if {
	must_be_old(input.version)
	some condition in input.conditions
	some value in condition.values.items
	variable := subaud.must_hold_variable(value)
	msg := sprintf("%s is not replaced, since the policy of %s is read as one of 2008.", [variable, subaud.show(input.owner_name)])
}

must_be_old(version) if subaud.must_be_absent(version)

must_be_old(version) if subaud.must_equal(version, "2008-10-17")
