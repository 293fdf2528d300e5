# METADATA
# title: A script uses a variable that it never sets
# description: |
#   The name of the variable is that of another one but for a slip. The shell puts an empty string in its place,
#   so that a role, a subject or an issuer is made with a part of its name missing, and nothing says so.
# related_resources:
# - https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02
# - https://www.shellcheck.net/wiki/SC2153
# custom:
#   severity: low
#   confidence: medium
#   persona: regular
#   remediation: Write the name of the variable that is set; set -u makes the shell stop where one is not.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.input["unset-shell-variable"]

finding contains {"at": input.at, "message": input.message, "related": [{"at": input.related, "message": "the variable that is set"}]} if {
	input.code == "unset-shell-variable"
}
