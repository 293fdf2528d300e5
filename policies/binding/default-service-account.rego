# METADATA
# title: A role is granted to a namespace's default service account
# description: |
#   Pods that name no service account run as the default one of their namespace. What is granted to it is
#   granted to all of them, to those of other teams and to those that come later.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# - https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Make a service account for the workload, bind the role to it, and name it in the pods.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.binding["default-service-account"]

finding contains {"at": subject.at, "message": msg} if {
	some subject in input.subjects
	subaud.must_equal(subject.kind, "ServiceAccount")
	subaud.must_equal(subject.name, "default")
	not subaud.may_grant_only_public(input.id)
	not may_be_cluster_admin # which another rule tells of
	msg := sprintf("%s %s is granted to every pod of the namespace that names no service account.", [subaud.show(input.role_kind), subaud.show(input.role_name)])
}

may_be_cluster_admin if {
	subaud.may_equal(input.role_kind, "ClusterRole")
	subaud.may_equal(input.role_name, "cluster-admin")
}
