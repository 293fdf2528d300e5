# METADATA
# title: A pod takes a cloud's key from a Secret where it could have an identity
# description: |
#   A container finds a long-lived key of a cloud in its environment. The cluster is one of that same
#   cloud and can give the pod an identity, which leaves nothing to be copied out of a Secret, a log or
#   the output of a crashed process.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# - https://learn.microsoft.com/azure/aks/workload-identity-overview
# - https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity
# custom:
#   severity: medium
#   confidence: medium
#   persona: regular
#   remediation: Give the pod's service account an identity (EKS Pod Identity or a role annotation, Azure Workload Identity, Workload Identity Federation for GKE), take the variable out, and revoke the key.
#   tags: [cwe-522]
#   params: {}
#   since: "2026.12"
package policies.credential["workload-environment"]

finding contains {"at": input.at, "message": msg} if {
	input.place == "environment"
	input.presence == "referenced"
	subaud.must_be_taken(input.id)
	why := subaud.must_be_replaceable(input.id)
	msg := sprintf("%s takes %s from a Secret, where its service account could have an identity: %s.", [subaud.show(input.object), input.slot, why])
}
