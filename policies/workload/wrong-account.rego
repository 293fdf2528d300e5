# METADATA
# title: The annotation names a role of another account
# description: |
#   The service account runs in a cluster of one account and names a role of another, in which nothing
#   takes the cluster's tokens: AWS looks for the identity provider in the role's own account. Every call
#   fails with AccessDenied, and a number that was copied from another environment is the usual cause.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: medium
#   confidence: medium
#   persona: regular
#   remediation: |
#     Name the role of the cluster's own account; or make an identity provider for the cluster's issuer in
#     the other account, and trust that one.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["wrong-account"]

finding contains {"at": claim.at, "message": msg, "chain": subaud.trace(claim.id)} if {
	some claim in input.claims
	claim.mechanism == "irsa"
	claim.place == "annotations"
	why := subaud.must_be_in_another_account(claim.id)
	msg := sprintf("%s names a role of another account than its cluster's: %s.", [subaud.show(input.name), why])
}
