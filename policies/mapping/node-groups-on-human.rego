# METADATA
# title: A principal that is no node is in the groups of nodes
# description: |
#   The groups system:bootstrappers and system:nodes are those of the cluster's nodes. Whoever is in them
#   and is no node can ask for a certificate of a node's kubelet, and then read the secrets of all pods that
#   run there.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
# - https://kubernetes.io/docs/reference/access-authn-authz/node/
# custom:
#   severity: high
#   confidence: high
#   persona: regular
#   remediation: Take the groups of nodes from the entry, and bind a role with what the principal needs to a group of its own.
#   tags: [cwe-266]
#   params: {}
#   since: "2026.12"
package policies.mapping["node-groups-on-human"]

finding contains {"at": subaud.place(input.principal), "message": msg} if {
	some group in input.groups.items
	must_be_of_nodes(group)
	why := subaud.must_be_no_node(input.id)
	msg := sprintf("%s is in the groups of nodes, and is no node: %s.", [subaud.show(input.principal), subaud.show(why)])
}

must_be_of_nodes(group) if {
	some name in {"system:bootstrappers", "system:nodes"}
	subaud.must_equal(group, name)
}
