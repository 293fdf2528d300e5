# METADATA
# title: The role of nodes has permissions that belong to a service account
# description: |
#   Every pod that reaches the metadata service of its node, as pods in the host network do, gets the
#   credentials of the node's role. What an application, a controller or a driver needs belongs to a
#   role of its own, bound to its service account.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: |
#     Attach the policy to a role that only the service account can assume (IRSA or EKS Pod
#     Identity), and detach it from the nodes.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.identity["node-role-with-app-permissions"]

finding contains {"at": attachment.at, "message": msg} if {
	subaud.must_serve_nodes(input.id)
	some attachment in input.attached
	subaud.must_be_beyond_nodes(attachment)
	msg := sprintf("%s is attached to %s, the role of a cluster's nodes, and every pod that reaches their metadata service has it.", [subaud.show(attachment.policy), subaud.show(input.name)])
}

finding contains {"at": input.at, "message": msg} if {
	subaud.must_serve_nodes(input.id)
	what := subaud.must_grant_beyond_nodes(input.id)
	msg := sprintf("%s, the role of a cluster's nodes, allows %s, which every pod may do that reaches their metadata service.", [subaud.show(input.name), subaud.show(what)])
}
