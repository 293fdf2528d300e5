# METADATA
# title: An object about identity has a version that clusters do not know any more
# description: |
#   The API version was removed, and clusters of today refuse the object. What a role, a binding or a
#   certificate was meant to say is then not said, and the upgrade of the cluster stops where it is
#   found.
# related_resources:
# - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
# - https://cert-manager.io/docs/releases/release-notes/release-notes-1.6/
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Write the version that the message names; for rbac.authorization.k8s.io nothing else changes.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.input["removed-api-version"]

finding contains {"at": input.at, "message": input.message} if {
	input.code == "removed-api-version"
}
