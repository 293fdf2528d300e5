# METADATA
# title: A condition in a policy cannot hold
# description: |
#   The operator does not exist, the key does not, or the operator cannot read the values. AWS
#   refuses some of these policies. With others a statement that allows never does, and one that
#   denies, where most such conditions stand, guards nothing.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
# custom:
#   severity: medium
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: |
#     Write the operator and the key as the documentation has them; keys of tags end in a slash and
#     the name of the tag.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.statement["invalid-condition"]

finding contains {"at": condition.at, "message": msg} if {
	some condition in input.conditions
	why := subaud.must_be_invalid_condition(condition, "broken")
	msg := sprintf("A condition of %s cannot hold: %s.", [input.address, subaud.show(why)])
}

finding contains {"at": condition.at, "message": msg, "severity": "high"} if {
	subaud.must_equal(input.effect, "Deny")
	some condition in input.conditions
	why := subaud.must_be_invalid_condition(condition, "broken")
	msg := sprintf("A condition of %s cannot hold, and so does not deny what it should: %s.", [input.address, subaud.show(why)])
}

finding contains {"at": condition.at, "message": msg, "severity": "low"} if {
	some condition in input.conditions
	why := subaud.must_be_invalid_condition(condition, "unlisted")
	msg := sprintf("A condition of %s is on a key that is not known: %s.", [input.address, subaud.show(why)])
}
