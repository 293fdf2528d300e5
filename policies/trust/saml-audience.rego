# METADATA
# title: Assertions are not asked for whom they were made
# description: |
#   An identity provider signs assertions for many services. A role that does not ask by SAML:aud that
#   they were made for AWS takes those that somebody gave to another service, which can present them
#   here. The audience is the sign-in endpoint of the partition or of a region.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Add a StringEquals condition on SAML:aud with https://signin.aws.amazon.com/saml, or the endpoint of your region or partition.
#   tags: [cwe-294]
#   params: {}
#   since: "2026.12"
package policies.trust["saml-audience"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	subaud.must_admit_any_assertion(way.id)
	msg := sprintf("%s takes assertions that were made for any service: nothing asks for SAML:aud.", [subaud.show(input.name)])
}

finding contains {"at": subaud.place(value), "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	subaud.must_ask_foreign_audience(way.id, condition, value)
	msg := sprintf("%s takes assertions for %s, which is no sign-in endpoint of AWS.", [subaud.show(input.name), subaud.show(value)])
}
