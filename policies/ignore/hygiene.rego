# METADATA
# title: A suppression does not do what it says
# description: |
#   A comment or an entry of the exceptions sets a finding aside. One that names no rule that exists
#   or gives no reason hides nothing, although it looks as if it did; one whose day is past hides
#   nothing any more; one that has nothing left to hide waits for the next mistake at its place.
# related_resources:
# - https://github.com/subaud/subaud/blob/main/docs/suppressions.md
# custom:
#   severity: low
#   severities: [medium, low, note]
#   confidence: high
#   persona: regular
#   remediation: 'Mend it or take it away. It is written: subaud:ignore RULE reason="..." [expires=YYYY-MM-DD] [owner=...], with the id that the finding shows.'
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.ignore.hygiene

finding contains {"at": input.at, "message": input.message, "severity": "medium"} if {
	input.state == "malformed"
}

finding contains {"at": input.at, "message": input.message} if {
	input.state in {"expired", "unused"}
}

finding contains {"at": input.at, "message": input.message, "severity": "note"} if {
	input.state == "used"
	input.message != ""
}
