# METADATA
# title: A suppression has expired, or will soon
# description: |
#   The day until which somebody answered for the finding is past, so the finding counts again. It
#   is said two weeks before as well, as a note.
# related_resources:
# - https://github.com/subaud/subaud/blob/main/docs/suppressions.md
# custom:
#   severity: low
#   severities: [low, note]
#   confidence: high
#   persona: regular
#   remediation: Mend what was hidden, or have its owner decide anew and write another day.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.ignore.expired

finding contains {"at": input.at, "message": input.message} if {
	input.state == "expired"
}

finding contains {"at": input.at, "message": input.message, "severity": "note"} if {
	input.state == "used"
	input.message != ""
}
