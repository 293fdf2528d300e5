# METADATA
# title: A policy allows all that it does not name
# description: |
#   With Effect Allow, NotAction grants every action of every service but those that are listed, and
#   NotResource every resource but those that are listed. Services and resources that come later are
#   granted as well.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: |
#     List what the identity needs in Action and Resource; to keep something out, deny it in a
#     statement of its own.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.statement["allow-not-action"]

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	must_grant(input)
	msg := sprintf("%s allows every action but %s, on every resource.", [input.address, subaud.show(input.not_actions)])
}

finding contains {"at": input.at, "message": msg} if {
	must_grant(input)
	who := subaud.must_be_held_by_workload(input)
	msg := sprintf("%s allows every action but %s, on every resource, to %s.", [input.address, subaud.show(input.not_actions), subaud.show(who)])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	input.position in {"identity", "unknown"}
	not subaud.may_hold(input.has_principal)
	subaud.must_grant_on_all_but(input)
	msg := sprintf("%s allows its actions on every resource but %s.", [input.address, subaud.show(input.not_resources)])
}

must_grant(statement) if {
	statement.position in {"identity", "unknown"}
	not subaud.may_hold(statement.has_principal)
	subaud.must_grant_all_but(statement)
}
