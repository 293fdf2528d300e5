# METADATA
# title: A policy has an element that the grammar does not know
# description: |
#   A name is misspelled or in the wrong case, a value is of the wrong type, or an element is missing
#   or stands beside the one that excludes it. IAM refuses such a policy, so that the identity keeps
#   the rights that it had, or gets none.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Mend the element that the message names.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.statement["invalid-element"]

finding contains {"at": fault.at, "message": msg} if {
	some fault in input.faults
	fault.code in {"unknown-element", "wrong-type", "missing-element"}
	msg := sprintf("A policy of %s is not valid: %s", [subaud.show(input.owner_name), fault.message])
}

finding contains {"at": input.at, "message": msg} if {
	input.position in {"identity", "boundary"}
	not subaud.may_hold(input.has_resource)
	not subaud.may_hold(input.has_principal)
	msg := sprintf("A policy of %s is not valid: the statement %s has neither Resource nor NotResource.", [subaud.show(input.owner_name), input.address])
}

finding contains {"at": subaud.place(input.not_actions), "message": msg} if {
	some action in input.actions.items
	some excepted in input.not_actions.items
	not subaud.may_be_absent(action)
	not subaud.may_be_absent(excepted)
	msg := sprintf("A policy of %s is not valid: the statement %s has both Action and NotAction.", [subaud.show(input.owner_name), input.address])
}

finding contains {"at": subaud.place(input.not_resources), "message": msg} if {
	some resource in input.resources.items
	some excepted in input.not_resources.items
	not subaud.may_be_absent(resource)
	not subaud.may_be_absent(excepted)
	msg := sprintf("A policy of %s is not valid: the statement %s has both Resource and NotResource.", [subaud.show(input.owner_name), input.address])
}
