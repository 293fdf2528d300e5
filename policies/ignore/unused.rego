# METADATA
# title: Nothing is found where a suppression applies
# description: |
#   The comment or exception hides nothing. It is left over from something that was mended, or it
#   does not cover what it was meant for; whatever comes to stand there next would be hidden without
#   anybody having decided that.
# related_resources:
# - https://github.com/subaud/subaud/blob/main/docs/suppressions.md
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Take the suppression away, or put it where its finding is.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.ignore.unused

finding contains {"at": input.at, "message": input.message} if {
	input.state == "unused"
}
