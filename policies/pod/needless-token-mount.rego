# METADATA
# title: A token for the API server is mounted that nothing is granted to
# description: |
#   The pod has a token of its service account, and no binding grants the account anything. Whoever
#   breaks into the pod still has a valid credential of the cluster, and gets whatever is granted to the
#   account later. Tokens for clouds, which webhooks project, are not affected by the setting. This is
#   said only where the configuration says that the scan holds every binding.
# related_resources:
# - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
# custom:
#   severity: note
#   confidence: high
#   persona: regular
#   remediation: |
#     Set automountServiceAccountToken: false on the service account or the pod.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.pod["needless-token-mount"]

finding contains {"at": input.at, "message": msg} if {
	subaud.must_mount_needless_token(input.id)
	msg := sprintf("%s %s has a token for the API server, and nothing is granted to its service account.", [input.object, subaud.show(input.name)])
}
