# METADATA
# title: A policy document cannot be read
# description: |
#   The text of a policy document is not the JSON that IAM takes, or a part of it is not of the form
#   that a policy has. IAM refuses such a document, so that the role or policy is not created, or
#   keeps what it had before. What can be read of the file is judged all the same.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Mend the document at the place shown; jsonencode and aws_iam_policy_document write valid JSON by themselves.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.statement.unparseable

finding contains {"at": fault.at, "message": msg} if {
	some fault in input.faults
	fault.code == "unparseable"
	msg := sprintf("A policy document of %s cannot be read: %s", [subaud.show(input.owner_name), fault.message])
}
