# METADATA
# title: A cloud identity annotation is in the wrong place
# description: |
#   The key that gives a service account its cloud identity works only in metadata.annotations of a
#   ServiceAccount. Anywhere else (one level too far left, among the labels, on a pod template, on
#   another kind of object) Kubernetes drops or ignores it, and the pod runs without the identity.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# - https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
# - https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Indent the key under metadata.annotations of the ServiceAccount that the pod uses.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["misplaced-annotation"]

finding contains {"at": claim.key_at, "message": msg} if {
	some claim in input.claims
	claim.place == "labels"
	msg := sprintf("%s has no effect among the labels of a %s: it belongs in metadata.annotations of a ServiceAccount.", [claim.key, input.object])
}

finding contains {"at": claim.key_at, "message": msg} if {
	some claim in input.claims
	claim.place == "metadata"
	msg := sprintf("%s has no effect directly under metadata of a %s: it belongs in metadata.annotations of a ServiceAccount.", [claim.key, input.object])
}

finding contains {"at": claim.key_at, "message": msg} if {
	some claim in input.claims
	claim.place == "object"
	msg := sprintf("%s has no effect at the top level of a %s: it belongs in metadata.annotations of a ServiceAccount.", [claim.key, input.object])
}

finding contains {"at": claim.key_at, "message": msg} if {
	some claim in input.claims
	claim.place in {"elsewhere", "pod-template"}
	msg := sprintf("%s has no effect on a %s: it belongs in metadata.annotations of a ServiceAccount.", [claim.key, input.object])
}
