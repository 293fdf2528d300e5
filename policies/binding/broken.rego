# METADATA
# title: A binding cannot take effect
# description: |
#   The API server refuses the binding, or accepts it and it grants nothing: a subject of a kind that
#   does not exist, a service account without a namespace, the wrong API group, a reference to a kind
#   of role that cannot be referred to, or to a role that is not there. People then bind cluster-admin.
#   That a role is not in the scan is a note, unless the configuration says that the scan holds them
#   all.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Give the subject and the role reference as the message says; a ClusterRoleBinding refers to a ClusterRole.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.binding.broken

finding contains {"at": subject.at, "message": msg} if {
	some subject in input.subjects
	why := subaud.must_be_invalid_subject(subject)
	msg := sprintf("The subject %s is not valid: %s.", [subaud.show(subject.name), subaud.show(why)])
}

finding contains {"at": subject.at, "message": msg} if {
	input.object == "ClusterRoleBinding"
	some subject in input.subjects
	subaud.must_lack_namespace_for_good(subject)
	msg := sprintf("The service account %s has no namespace; in a ClusterRoleBinding it needs one.", [subaud.show(subject.name)])
}

finding contains {"at": subject.at, "message": msg, "severity": "note"} if {
	input.object == "ClusterRoleBinding"
	some subject in input.subjects
	subaud.must_equal(subject.kind, "ServiceAccount")
	subaud.must_be_absent(subject.namespace)
	msg := sprintf("The service account %s has no namespace; in a ClusterRoleBinding it needs one, unless a tool fills it in.", [subaud.show(subject.name)])
}

finding contains {"at": input.role_at, "message": msg} if {
	why := subaud.must_be_invalid_reference(input.id)
	msg := sprintf("The reference to the role %s is not valid: %s.", [subaud.show(input.role_name), subaud.show(why)])
}

finding contains {"at": input.role_at, "message": msg, "severity": "note"} if {
	hint := subaud.must_be_dangling_in_scan(input.id)
	msg := sprintf("%s %s is not in this scan%s.", [subaud.show(input.role_kind), subaud.show(input.role_name), subaud.show(hint)])
}

finding contains {"at": input.role_at, "message": msg} if {
	hint := subaud.must_be_dangling(input.id)
	msg := sprintf("There is no %s %s%s.", [subaud.show(input.role_kind), subaud.show(input.role_name), subaud.show(hint)])
}
