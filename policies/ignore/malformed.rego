# METADATA
# title: A suppression does not say what it must, and hides nothing
# description: |
#   A suppression names a rule that exists, and a reason; one in a file of exceptions an owner and a
#   day too. What does not is heeded by nobody, although it looks as if it were.
# related_resources:
# - https://github.com/subaud/subaud/blob/main/docs/suppressions.md
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: 'Write: subaud:ignore RULE reason="...", with the id that the finding shows.'
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.ignore.malformed

finding contains {"at": input.at, "message": input.message} if {
	input.state == "malformed"
}
