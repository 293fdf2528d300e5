# METADATA
# title: An external id keeps nobody out
# description: |
#   An external id is what a vendor gives to one customer, so that no other can have the vendor act on
#   the role. IfExists holds where there is none, a pattern for everything holds for all, and a word
#   such as test, the vendor's own account or the name of the role is guessed.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Ask by StringEquals for the id that the vendor made for you alone.
#   tags: [cwe-441]
#   params: {}
#   since: "2026.12"
package policies.trust["weak-external-id"]

finding contains {"at": condition.at, "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	word := subaud.must_skip_external_id(way.id, condition)
	msg := sprintf("%s can be assumed without an external id: %s holds where there is none.", [subaud.show(input.name), subaud.show(word)])
}

finding contains {"at": subaud.place(value), "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	subaud.must_ask_guessable_external_id(way.id, condition, value)
	msg := sprintf("The external id %s of %s is guessed at the first try.", [subaud.show(value), subaud.show(input.name)])
}
