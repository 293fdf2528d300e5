# METADATA
# title: Nothing is bound to a mapped group
# description: |
#   The mapping puts a cloud principal into a Kubernetes group, but no RoleBinding or
#   ClusterRoleBinding grants that group anything. The principal can log in and do nothing; people
#   then reach for system:masters. Unless the configuration says that the scan holds every binding,
#   this is a note, since a binding may live elsewhere.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Bind a Role or ClusterRole to the group (kind Group, the same name), or map the principal to the group that is bound.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.mapping["unbound-group"]

finding contains {"at": subaud.place(group), "message": msg} if {
	some group in input.groups.items
	hint := subaud.must_be_unbound("Group", group)
	msg := sprintf("No binding grants anything to the group %s%s.", [subaud.show(group), subaud.show(hint)])
}

finding contains {"at": subaud.place(group), "message": msg, "severity": "note"} if {
	some group in input.groups.items
	hint := subaud.must_be_unbound_in_scan("Group", group)
	msg := sprintf("No binding in this scan grants anything to the group %s%s.", [subaud.show(group), subaud.show(hint)])
}
