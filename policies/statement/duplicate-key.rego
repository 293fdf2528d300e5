# METADATA
# title: A key is written twice and its first value is lost
# description: |
#   An object of a policy document holds the same key twice. Readers of JSON, and Terraform, keep the
#   last and drop the first without a word. Where the first was a condition, the restriction that
#   the author sees in the file is not in force.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
# - https://www.rfc-editor.org/rfc/rfc8259#section-4
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Put the contents of both under one key.
#   tags: [cwe-694]
#   params: {}
#   since: "2026.12"
package policies.statement["duplicate-key"]

finding contains {"at": fault.at, "message": msg, "severity": "medium", "related": [{"at": fault.first, "message": "written here first"}]} if {
	some fault in input.faults
	fault.code == "duplicate-key"
	msg := sprintf("In a policy of %s, %s", [subaud.show(input.owner_name), fault.message])
}

finding contains {"at": fault.at, "message": msg, "related": [{"at": fault.first, "message": "written here first"}]} if {
	some fault in input.faults
	fault.code == "duplicate-key"
	subaud.must_equal(input.effect, "Allow")
	not fault.element in outside_of_conditions
	msg := sprintf("In a policy of %s, %s", [subaud.show(input.owner_name), fault.message])
}

outside_of_conditions := {"Version", "Id", "Statement", "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource"}
