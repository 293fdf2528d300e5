# METADATA
# title: A principal of a trust policy cannot be one
# description: |
#   A principal is an account, a role, a user, a session, or an identity provider. Groups, instance
#   profiles and patterns are none, an id such as AROA... is what IAM leaves where a role was deleted,
#   and the ARN of an OIDC provider holds its URL without https://. AWS refuses the policy, or nobody
#   comes that way.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Name the account, role, user or provider by its ARN, and narrow an account by a condition on aws:PrincipalArn.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["invalid-principal"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	why := subaud.must_be_invalid_principal(way.id)
	msg := sprintf("%s is no principal that can assume %s: %s.", [subaud.show(way.principal), subaud.show(input.name), subaud.show(why)])
}

finding contains {"at": principal.at, "message": msg} if {
	input.cloud == "aws"
	some st in input.statements
	some principal in st.principals
	not subaud.may_be_absent(principal.type)
	not subaud.may_be_principal_type(principal.type)
	msg := sprintf("%s is no type of principal; there are AWS, Service and Federated.", [subaud.show(principal.type)])
}
