# METADATA
# title: The Sid of a statement is not valid
# description: |
#   The Sids of a document must differ, and in policies of identities and in trust policies they may
#   hold letters and digits only. IAM refuses a policy in which that is not so.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
# custom:
#   severity: note
#   confidence: high
#   persona: regular
#   remediation: Write a Sid of letters and digits that no other statement of the document has.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.statement["invalid-sid"]

finding contains {"at": input.at, "message": msg} if {
	input.position in {"identity", "trust", "boundary"}
	subaud.must_hold_odd_sid(input)
	msg := sprintf("The Sid %s holds other characters than letters and digits.", [subaud.show(input.sid)])
}

finding contains {"at": input.at, "message": msg} if {
	subaud.must_repeat_sid(input)
	msg := sprintf("The Sid %s is that of a statement before it as well.", [subaud.show(input.sid)])
}
