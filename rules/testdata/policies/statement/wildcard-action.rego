# METADATA
# title: A statement allows every action
# description: |
#   The statement's actions are a wildcard.
#
#   That is more than anyone needs.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
# custom:
#   severity: medium
#   confidence: medium
#   persona: regular
#   remediation: >-
#     List the actions
#     that are needed.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.statement["wildcard-action"]

finding contains {"at": subaud.place(action), "message": msg, "fix": {"name": "narrow", "at": action, "args": {"sid": input.sid}}} if {
	subaud.must_equal(input.effect, "Allow")
	some action in input.actions.items
	subaud.must_fold_match(action, "*:*")
	must_end_in_star(action)
	msg := sprintf("%s is allowed.", [subaud.show(action)])
}

must_end_in_star(action) if subaud.must_match(action, "*")
