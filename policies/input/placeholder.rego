# METADATA
# title: A placeholder was not filled in
# description: |
#   Where an identity is named stands what documentation prints for the reader to replace: YOUR_ROLE,
#   <ACCOUNT_ID>, XXXXXXXXXXXX, or an account id of AWS's own examples. Nothing works until it is filled
#   in; and what is trusted under somebody else's account id is trusted to them.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
# custom:
#   severity: low
#   severities: [low, note]
#   confidence: high
#   persona: regular
#   remediation: Write the real value, or a variable for it.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.input.placeholder

finding contains {"at": input.at, "message": input.message} if {
	input.code == "placeholder"
}

finding contains {"at": input.at, "message": input.message, "severity": "note"} if {
	input.code == "placeholder-in-example"
}
