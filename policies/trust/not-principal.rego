# METADATA
# title: A trust policy lets in everybody but some
# description: |
#   Allow with NotPrincipal lets in all principals that it does not name, of all accounts and without
#   credentials. AWS refuses it in the trust policy of a role; who means to exclude somebody writes a
#   Deny.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
# custom:
#   severity: critical
#   confidence: high
#   persona: regular
#   remediation: Name in Principal who is let in, and put what is excluded into a Deny statement.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.trust["not-principal"]

finding contains {"at": principal.at, "message": msg} if {
	some st in input.statements
	subaud.must_equal(st.effect, "Allow")
	some principal in st.not_principals
	msg := sprintf("%s is opened to everybody except %s.", [subaud.show(input.name), subaud.show(principal.value)])
}
