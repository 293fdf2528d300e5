# METADATA
# title: An annotation is nearly that of a cloud identity
# description: |
#   The key is close to one that gives a service account its cloud identity, or sets how, and is none:
#   an underscore for a hyphen, another domain, a letter too many. Nobody reads it, nothing complains,
#   and the pod runs without the identity.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# - https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
# - https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write the key exactly as the message says.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["misspelled-annotation"]

finding contains {"at": key.at, "message": msg} if {
	some key in input.misspelled
	msg := sprintf("Nobody reads %s on service account %s; %s is meant.", [key.key, subaud.show(input.name), key.meant])
}
