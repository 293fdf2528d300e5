# METADATA
# title: No role trusts an identity provider
# description: |
#   No trust policy names the provider, in a scan that is said to hold all of them. It is what is left
#   of a cluster or of a service that is gone, and trust that nobody watches.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
# custom:
#   severity: note
#   confidence: high
#   persona: pedantic
#   remediation: Remove the provider.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.issuer.unused

finding contains {"at": input.at, "message": msg} if {
	subaud.must_be_trusted_by_nobody(input.id)
	msg := sprintf("No role trusts the provider of %s.", [subaud.show(input.url)])
}
