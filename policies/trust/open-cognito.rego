# METADATA
# title: A role is open to identity pools of others, or to guests
# description: |
#   All identity pools of Amazon Cognito have one issuer, and are told apart by the audience. Without a
#   condition on it everybody can make a pool whose tokens fit. Tokens with amr unauthenticated are
#   given to guests, who did not sign in, and should at most read.
# related_resources:
# - https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
# custom:
#   severity: high
#   severities: [critical, high]
#   confidence: high
#   persona: regular
#   remediation: |
#     Add a StringEquals condition on cognito-identity.amazonaws.com:aud with the id of your identity
#     pool, and ask for amr authenticated where the role may change something.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.trust["open-cognito"]

finding contains {"at": way.at, "message": msg, "witness": w, "severity": "critical"} if {
	some way in input.ways
	w := subaud.must_admit_any_pool(way.id)
	msg := sprintf("%s can be assumed with tokens of every identity pool, also of those that others make.", [subaud.show(input.name)])
}

finding contains {"at": way.at, "message": msg, "witness": w} if {
	some way in input.ways
	w := subaud.must_admit_guests(way.id)
	action := subaud.must_guard_writing(input.id)
	msg := sprintf("%s can be assumed by guests of the identity pool, who do not sign in, and allows %s.", [subaud.show(input.name), subaud.show(action)])
}
