# METADATA
# title: The role does not trust the service account that names it
# description: |
#   The service account is annotated with a role whose trust policy cannot accept its token, so
#   every call fails with AccessDenied. The usual next step is to put a wildcard into the trust
#   policy, which opens it to others; the message says which condition is nearest to letting it in.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Make the condition on <issuer>:sub name system:serviceaccount:NAMESPACE:NAME exactly, or correct the service account.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["not-trusted-by-role"]

finding contains {"at": claim.at, "message": msg, "chain": subaud.trace(claim.id)} if {
	some claim in input.claims
	claim.mechanism == "irsa"
	claim.place == "annotations"
	why := subaud.must_be_refused(claim.id)
	msg := sprintf("%s is not trusted by the role that it names: %s.", [subaud.show(input.name), subaud.show(why)])
}
