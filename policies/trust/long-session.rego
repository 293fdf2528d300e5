# METADATA
# title: Credentials got with a token last long
# description: |
#   The credentials that a job or a pod gets for its token are good for as long as the session may last,
#   also where they were stolen. Four hours are enough for most jobs; without a setting it is one.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
# custom:
#   severity: note
#   confidence: high
#   persona: regular
#   remediation: Set max_session_duration to what the longest job needs.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["long-session"]

finding contains {"at": input.at, "message": msg} if {
	hours := subaud.must_guard_longer_session(input.id, 14400)
	msg := sprintf("Credentials that a token gets of %s last up to %s hours.", [subaud.show(input.name), subaud.show(hours)])
}
