# METADATA
# title: A file that matters could not be read as what it is
# description: |
#   The file speaks of identity, but a part of it does not parse. What did parse was judged; the
#   rest was not, and the exit code says that the analysis is incomplete.
# related_resources:
# - https://developer.hashicorp.com/terraform/language/syntax/configuration
# - https://yaml.org/spec/1.2.2/
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Mend the syntax at the place shown.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.input.unparseable

finding contains {"at": input.at, "message": input.message} if {
	input.code == "unparseable"
	input.identity == true
}
