# METADATA
# title: A pod in the host network has the strong role of its node
# description: |
#   A pod in the host network always reaches the metadata service of its node, whatever the hop limit,
#   and so has the role of the node. That role allows more than nodes need.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: |
#     Take the pod out of the host network, or give the permissions to the service accounts that need
#     them.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.pod["host-network-node-identity"]

finding contains {"at": subaud.place(input.host_network), "message": msg} if {
	what := subaud.must_reach_node_role(input.id)
	msg := sprintf("%s %s is in the host network and so has the role of its node: %s.", [input.object, subaud.show(input.name), subaud.show(what)])
}
