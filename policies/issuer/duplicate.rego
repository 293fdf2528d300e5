# METADATA
# title: An identity provider is declared twice
# description: |
#   An account has one provider for an issuer. The second cannot be created, or both stand for the same
#   one and each apply undoes what the other said about client ids and thumbprints.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
# - https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Declare the provider once, and refer to it from elsewhere by a data source.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.issuer.duplicate

finding contains {"at": input.at, "message": msg} if {
	input.cloud == "aws"
	input.type == "oidc"
	other := subaud.must_be_declared_before(input.id)
	msg := sprintf("The provider of %s is declared by %s as well.", [subaud.show(input.url), other])
}
