# METADATA
# title: The trust policy does not check the audience
# description: |
#   No condition restricts the audience of the tokens that are let in. A token that the same issuer
#   made for another relying party is accepted as long as the identity provider lists its audience.
#   Where the provider is known to list one audience only, the check would be redundant and this
#   rule is silent.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Add a StringEquals condition on <issuer>:aud with the audience that the workload asks for, usually sts.amazonaws.com.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["any-audience"]

finding contains {"at": way.at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	w := subaud.must_admit_any_audience(way.id)
	msg := sprintf("%s accepts tokens of %s that were made for any audience.", [subaud.show(input.name), subaud.issuer(way.id)])
}
