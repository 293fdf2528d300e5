# METADATA
# title: An identity provider takes tokens that were made for other services
# description: |
#   The provider lists more than one audience, and a role that trusts it does not ask for one. Whoever
#   gets a token of the issuer that was meant for another service, by running that service or by reading
#   its logs, becomes the role.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Remove the client ids that no role needs, or compare <issuer>:aud in every role.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.issuer["extra-client-ids"]

finding contains {"at": subaud.place(audience), "message": msg} if {
	some audience in input.audiences.items
	not subaud.may_equal(audience, "sts.amazonaws.com")
	some other in input.audiences.items
	not subaud.may_equal(audience, other)
	role := subaud.must_be_trusted_for_any_audience(input.id)
	msg := sprintf("Tokens of %s for %s are taken, and %s does not ask for what its tokens were made.", [subaud.show(input.url), subaud.show(audience), role])
}
