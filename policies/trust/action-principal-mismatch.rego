# METADATA
# title: A principal cannot use the action that it is given
# description: |
#   Principals enter a role by different actions: AWS principals and services by sts:AssumeRole,
#   tokens of an OIDC provider by sts:AssumeRoleWithWebIdentity, assertions of a SAML provider by
#   sts:AssumeRoleWithSAML. A statement that pairs them wrongly lets in nobody, and what is tried
#   next is to loosen its conditions.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Give the principal the action that fits its type, in a statement of its own where several types are let in.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["action-principal-mismatch"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	why := subaud.must_have_no_entrance(way.id)
	msg := sprintf("%s lets in %s by an action that this principal cannot use: %s.", [subaud.show(input.name), subaud.show(way.principal), subaud.show(why)])
}
