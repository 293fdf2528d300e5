# METADATA
# title: A condition can be got around
# description: |
#   ForAllValues and IfExists hold when the key is missing, Null asks for no value, and a negation
#   lets in all that it does not name. Where such a condition is all that says whose a token must be,
#   it keeps out nobody: on an issuer that many share, that is everybody. On the subject or the
#   audience, which every token has, ForAllValues and IfExists change nothing and only mislead.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# custom:
#   severity: high
#   severities: [critical, high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Say who is let in, by StringEquals without ForAllValues or IfExists; exclude in a Deny statement of its own.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["optional-condition"]

finding contains {"at": condition.at, "message": msg, "severity": "low"} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	word := subaud.must_be_skippable_in_vain(way.id, condition)
	msg := sprintf("%s is for keys with several values or none; every token has one value of %s, so the plain operator says the same.", [subaud.show(word), subaud.show(condition.key)])
}

finding contains {"at": condition.at, "message": msg, "witness": w, "severity": "medium"} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	w := subaud.must_admit_without_claim(way.id, condition)
	msg := sprintf("A token without the claim that the condition on %s asks for assumes %s all the same.", [subaud.show(condition.key), subaud.show(input.name)])
}

finding contains {"at": condition.at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	w := subaud.must_admit_around(way.id, condition)
	msg := sprintf("The condition on %s (%s) is all that says who may assume %s, and it does not keep others out.", [subaud.show(condition.key), subaud.show(condition.operator), subaud.show(input.name)])
}

finding contains {"at": condition.at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": "critical"} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	w := subaud.must_admit_around(way.id, condition)
	must_be_open(way)
	msg := sprintf("The condition on %s (%s) is all that says who may assume %s, and it does not keep outsiders out.", [subaud.show(condition.key), subaud.show(condition.operator), subaud.show(input.name)])
}

must_be_open(way) if subaud.must_have_issuer_class(way.id, "shared")

must_be_open(way) if {
	way.principal_type in {"*", "AWS"}
	not subaud.may_require_external_id(way.id)
}
