# METADATA
# title: An action in a policy does not exist
# description: |
#   The service has no such action, or there is no such service. AWS takes most such policies, and
#   the statement does not allow what it is meant to allow, or, worse, does not deny what it is meant
#   to deny. The tables are those of the day that the message names.
# related_resources:
# - https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
# custom:
#   severity: medium
#   severities: [high, medium, low, note]
#   confidence: high
#   persona: regular
#   remediation: Write the action as the service authorization reference has it.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.statement["unknown-action"]

finding contains {"at": subaud.place(action), "message": msg} if {
	some action in input.actions.items
	why := subaud.must_be_unknown_action(action, "broken")
	msg := sprintf("%s is not an action: %s.", [subaud.show(action), subaud.show(why)])
}

finding contains {"at": subaud.place(action), "message": msg, "severity": "high"} if {
	subaud.must_equal(input.effect, "Deny")
	some action in input.actions.items
	why := subaud.must_be_unknown_action(action, "broken")
	msg := sprintf("%s is denied and is not an action: %s.", [subaud.show(action), subaud.show(why)])
}

finding contains {"at": subaud.place(action), "message": msg} if {
	some action in input.not_actions.items
	why := subaud.must_be_unknown_action(action, "broken")
	msg := sprintf("%s is excepted and is not an action: %s.", [subaud.show(action), subaud.show(why)])
}

finding contains {"at": subaud.place(action), "message": msg, "severity": "low"} if {
	some action in input.actions.items
	why := subaud.must_be_unknown_action(action, "unlisted")
	msg := sprintf("%s is not an action that is known: %s.", [subaud.show(action), subaud.show(why)])
}

finding contains {"at": subaud.place(action), "message": msg, "severity": "note"} if {
	some action in input.actions.items
	why := subaud.must_be_unknown_action(action, "new")
	msg := sprintf("%s names nothing that is known: %s.", [subaud.show(action), subaud.show(why)])
}
