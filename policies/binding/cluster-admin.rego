# METADATA
# title: Somebody is made cluster administrator
# description: |
#   The binding grants cluster-admin: every verb on everything, in a namespace if it is a RoleBinding,
#   in the whole cluster if it is a ClusterRoleBinding. Whoever takes over the subject owns that.
#   Granting admin or edit in kube-system comes to the same, since pods there may run as any of its
#   controllers. The bindings of system:masters that Kubernetes itself makes, and of
#   kubeadm:cluster-admins that kubeadm makes, are left out.
# related_resources:
# - https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: high
#   severities: [critical, high, medium]
#   confidence: high
#   persona: regular
#   remediation: Bind a role that lists what the subject does; keep one binding for emergencies.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.binding["cluster-admin"]

finding contains {"at": input.role_at, "message": msg, "severity": "medium"} if {
	must_grant_cluster_admin
	input.object == "RoleBinding"
	some subject in input.subjects
	not may_be_masters(subject)
	msg := sprintf("%s %s may do everything in a namespace.", [subaud.show(subject.kind), subaud.show(subject.name)])
}

finding contains {"at": input.role_at, "message": msg} if {
	must_grant_cluster_admin
	input.object == "ClusterRoleBinding"
	some subject in input.subjects
	not may_be_masters(subject)
	msg := sprintf("%s %s may do everything in the cluster.", [subaud.show(subject.kind), subaud.show(subject.name)])
}

finding contains {"at": input.role_at, "message": msg, "severity": "critical"} if {
	must_grant_cluster_admin
	input.object == "ClusterRoleBinding"
	some subject in input.subjects
	subaud.must_be_everyone(subject)
	msg := sprintf("%s %s, which stands for whoever runs there or logs in, may do everything in the cluster.", [subaud.show(subject.kind), subaud.show(subject.name)])
}

finding contains {"at": input.role_at, "message": msg} if {
	subaud.must_equal(input.role_kind, "ClusterRole")
	some role in {"cluster-admin", "admin", "edit"}
	subaud.must_equal(input.role_name, role)
	input.object == "RoleBinding"
	subaud.must_equal(input.namespace, "kube-system")
	some subject in input.subjects
	not may_be_masters(subject)
	msg := sprintf("%s %s is %s of kube-system, and through its controllers of the cluster.", [subaud.show(subject.kind), subaud.show(subject.name), role])
}

must_grant_cluster_admin if {
	subaud.must_equal(input.role_kind, "ClusterRole")
	subaud.must_equal(input.role_name, "cluster-admin")
}

may_be_masters(subject) if {
	some group in {"system:masters", "kubeadm:cluster-admins"}
	subaud.may_equal(subject.kind, "Group")
	subaud.may_equal(subject.name, group)
}
