# METADATA
# title: The URL of an identity provider is not an issuer's
# description: |
#   IAM finds the provider of a token by comparing the token's iss claim with the URL, character by
#   character. A URL with another scheme, a port, a query or a slash too many is refused, or fits no
#   token.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
# - https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
# - https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Copy the issuer from the cluster or the service as its tokens carry it (aws eks describe-cluster --query cluster.identity.oidc.issuer).
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.issuer["invalid-url"]

finding contains {"at": subaud.place(input.url), "message": msg} if {
	input.cloud == "aws"
	input.type == "oidc"
	why := subaud.must_be_malformed_issuer(input.url)
	msg := sprintf("%s is the issuer of no token: %s.", [subaud.show(input.url), subaud.show(why)])
}
