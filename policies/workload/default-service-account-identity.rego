# METADATA
# title: The default service account has a cloud identity
# description: |
#   Every pod of the namespace that names no service account runs as the default one, and so gets the
#   cloud identity: the debug pod, the job of another team, the one that an attacker makes.
# related_resources:
# - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# - https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html
# custom:
#   severity: high
#   confidence: high
#   persona: regular
#   remediation: |
#     Give the identity to a service account of its own, and name it in the pods that need it.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.workload["default-service-account-identity"]

finding contains {"at": claim.at, "message": msg} if {
	some claim in input.claims
	claim.place == "annotations"
	input.object == "ServiceAccount"
	subaud.must_equal(input.name, "default")
	not subaud.may_equal(claim.value, "")
	msg := sprintf("Every pod of the namespace that names no service account gets the identity %s: the default account has it.", [subaud.show(claim.value)])
}
