# METADATA
# title: The role takes tokens of another cluster
# description: |
#   The service account is applied to one cluster, and the role that it names takes tokens of others
#   only, as when a trust policy is copied from one environment to the next. Here every call fails with
#   AccessDenied; and in the other cluster, whoever has a service account of that name gets the role.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: |
#     Trust the OIDC provider of the cluster that the service account is applied to, in the principal and
#     in the keys of the conditions; or give each cluster a role of its own.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["wrong-cluster"]

finding contains {"at": claim.at, "message": msg, "chain": subaud.trace(claim.id)} if {
	some claim in input.claims
	claim.mechanism == "irsa"
	claim.place == "annotations"
	why := subaud.must_be_for_another_cluster(claim.id)
	msg := sprintf("The role of %s is for another cluster: %s.", [subaud.show(input.name), why])
}
