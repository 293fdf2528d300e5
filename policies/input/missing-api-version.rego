# METADATA
# title: An object about identity has no apiVersion
# description: |
#   Without apiVersion no client takes the object. By its shape it is a service account, a role or a
#   binding, and whoever reads the file believes that it is in force.
# related_resources:
# - https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Write the apiVersion that the message names.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.input["missing-api-version"]

finding contains {"at": input.at, "message": input.message} if {
	input.code == "missing-api-version"
}
