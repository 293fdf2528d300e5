# METADATA
# title: A pod that uses AWS runs as the default service account
# description: |
#   The pod calls AWS and has no identity of its own: it names no service account and brings no
#   credential. The SDK takes the identity of the node, which all pods of the node share.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: |
#     Give the workload a service account, and the account a role: by EKS Pod Identity, or by an
#     annotation (IRSA).
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.pod["default-service-account"]

finding contains {"at": input.at, "message": msg} if {
	evidence := subaud.must_use_cloud_as_default(input.id)
	msg := sprintf("%s %s uses AWS (%s) as the default service account, so with the identity of its node.", [input.object, subaud.show(input.name), subaud.show(evidence)])
}
