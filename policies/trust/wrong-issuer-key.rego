# METADATA
# title: A condition is on a key that no token has
# description: |
#   A condition key on a claim begins with the URL of the issuer, without https:// and as it stands in
#   the ARN of the identity provider. The key of another cluster or region, a key with the scheme, or
#   one that names the claim twice is in no request, so that the condition fails for everybody. The
#   usual mending, IfExists, opens the role to all.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write the key as <issuer>:<claim>, with the issuer as in the ARN of the provider behind oidc-provider/.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["wrong-issuer-key"]

finding contains {"at": subaud.place(condition.key), "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	why := subaud.must_ask_wrong_issuer(way.id, condition)
	msg := sprintf("%s lets in nobody by its condition on %s: %s.", [subaud.show(input.name), subaud.show(condition.key), subaud.show(why)])
}
