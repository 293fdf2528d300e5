# METADATA
# title: The service account leaves its namespace to whoever applies it
# description: |
#   The role takes tokens of a namespace other than default only, and the service account does not say
#   in which namespace it is. It works for as long as everybody applies it with the right namespace, and
#   silently does not otherwise.
# related_resources:
# - https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: |
#     Write metadata.namespace, or deploy the object with a tool that sets it.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["implicit-namespace"]

finding contains {"at": input.at, "message": msg, "chain": subaud.trace(claim.id)} if {
	some claim in input.claims
	claim.mechanism == "irsa"
	claim.place == "annotations"
	why := subaud.must_be_expected_elsewhere(claim.id)
	msg := sprintf("Service account %s has no namespace, and in the default one its role refuses it: %s.", [subaud.show(input.name), subaud.show(why)])
}
