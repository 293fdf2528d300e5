# METADATA
# title: The pod gets its AWS role from kube2iam or kiam
# description: |
#   kube2iam and kiam answer for the metadata service of the node and are no longer maintained. The role
#   of the nodes must be able to assume the role of every application, so that whoever gets around the
#   agent (a pod in the host network does) can become each of them.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# - https://github.com/uswitch/kiam#readme
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: |
#     Use EKS Pod Identity or IAM roles for service accounts, and take sts:AssumeRole from the role of
#     the nodes.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.pod.kube2iam

finding contains {"at": subaud.place(role), "message": msg} if {
	role := subaud.must_have_annotation(input.id, "iam.amazonaws.com/role")
	msg := sprintf("%s %s is given the role %s by kube2iam or kiam, so the nodes can assume it too.", [input.object, subaud.show(input.name), subaud.show(role)])
}

finding contains {"at": container.at, "message": msg} if {
	some container in input.containers
	container.program in {"kube2iam", "kiam"}
	msg := sprintf("%s %s runs %s, which is no longer maintained and needs nodes that can assume the roles of all applications.", [input.object, subaud.show(input.name), container.program])
}
