# METADATA
# title: Nothing runs as the service account that has the identity
# description: |
#   The service account has a cloud identity and no pod of the scan runs as it, while the workload that
#   is called like it runs as the default account. The identity never takes effect, and the workload
#   falls back to that of the node.
# related_resources:
# - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: |
#     Set serviceAccountName in the pod template.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["unused-identity"]

finding contains {"at": input.at, "message": msg} if {
	some claim in input.claims
	claim.place == "annotations"
	who := subaud.must_be_bypassed(input.id)
	msg := sprintf("Nothing runs as service account %s, which has a cloud identity; %s, which is called like it, runs as the default account.", [subaud.show(input.name), subaud.show(who)])
}
