# METADATA
# title: Any subject of the issuer can assume the role
# description: |
#   The trust policy lets in tokens of an identity provider and restricts neither their subject nor
#   any claim that says whose they are. Where many customers share the issuer (GitHub, GitLab.com,
#   HCP Terraform, Google), everybody on the internet can get such a token. Where the issuer is one
#   cluster, a token of every pod in it is accepted.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# custom:
#   severity: critical
#   severities: [critical, high]
#   confidence: high
#   persona: regular
#   remediation: |
#     Add a StringEquals condition on <issuer>:sub that names the one subject that needs the role,
#     such as system:serviceaccount:NAMESPACE:NAME or repo:OWNER/REPOSITORY:ref:refs/heads/main.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["any-subject"]

finding contains {"at": way.at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	w := subaud.must_admit_any_subject(way.id)
	subaud.must_have_issuer_class(way.id, "shared")
	msg := sprintf("%s can be assumed by everybody who can get a token of %s.", [subaud.show(input.name), subaud.issuer(way.id)])
}

finding contains {"at": way.at, "message": msg, "witness": w, "severity": "high", "chain": subaud.trace(way.id)} if {
	some way in input.ways
	w := subaud.must_admit_any_subject(way.id)
	msg := sprintf("%s can be assumed with every token of %s, whatever its subject.", [subaud.show(input.name), subaud.issuer(way.id)])
}
