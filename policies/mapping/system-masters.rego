# METADATA
# title: A cloud principal is mapped to system:masters
# description: |
#   Members of system:masters may do everything in the cluster, before any role or admission check
#   is asked, and no RBAC change can take it away. Whoever becomes the mapped principal owns the
#   cluster.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# custom:
#   severity: high
#   confidence: high
#   persona: regular
#   remediation: Map the principal to a group of its own, and bind to that group the roles that it needs; keep one break-glass access entry.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.mapping["system-masters"]

finding contains {"at": subaud.place(group), "message": msg} if {
	input.form in {"aws-auth", "eksctl"} # EKS refuses it in an access entry
	some group in input.groups.items
	subaud.must_equal(group, "system:masters")
	msg := sprintf("%s becomes a member of system:masters, the unrestricted administrators of the cluster.", [subaud.show(input.principal)])
}
