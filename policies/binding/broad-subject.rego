# METADATA
# title: A role is bound to everybody
# description: |
#   The binding grants a role to a group that takes no credential of one's own to be in:
#   system:unauthenticated and system:anonymous are whoever reaches the API server,
#   system:authenticated is every user and every pod (on some platforms everybody with an account of the
#   cloud), system:serviceaccounts is every pod. What is public anyway (discovery, health) is left out.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
# - https://cloud.google.com/kubernetes-engine/docs/best-practices/rbac#default-roles-groups
# custom:
#   severity: high
#   severities: [critical, high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Bind the role to the users, groups or service accounts that need it.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.binding["broad-subject"]

finding contains {"at": subject.at, "message": msg, "severity": "critical"} if {
	some subject in input.subjects
	must_be_anonymous(subject)
	not subaud.may_grant_only_public(input.id)
	subaud.must_grant_known_role(input.id)
	msg := sprintf("%s %s is granted to whoever reaches the API server, without any credential.", [subaud.show(input.role_kind), subaud.show(input.role_name)])
}

finding contains {"at": subject.at, "message": msg} if {
	some subject in input.subjects
	must_be_group(subject, "system:authenticated")
	not subaud.may_grant_only_public(input.id)
	subaud.must_grant_known_role(input.id)
	msg := sprintf("%s %s is granted to every user and every pod.", [subaud.show(input.role_kind), subaud.show(input.role_name)])
}

finding contains {"at": subject.at, "message": msg, "severity": "medium"} if {
	some subject in input.subjects
	must_be_group(subject, "system:serviceaccounts")
	not subaud.may_grant_only_public(input.id)
	subaud.must_grant_known_role(input.id)
	msg := sprintf("%s %s is granted to every pod of the cluster.", [subaud.show(input.role_kind), subaud.show(input.role_name)])
}

finding contains {"at": subject.at, "message": msg, "severity": "low"} if {
	some subject in input.subjects
	must_be_broad(subject)
	not subaud.may_grant_only_public(input.id)
	msg := sprintf("%s %s, which is not in this scan, is granted to %s.", [subaud.show(input.role_kind), subaud.show(input.role_name), subaud.show(subject.name)])
}

must_be_group(subject, name) if {
	subaud.must_equal(subject.kind, "Group")
	subaud.must_equal(subject.name, name)
}

must_be_anonymous(subject) if must_be_group(subject, "system:unauthenticated")

must_be_anonymous(subject) if {
	subaud.must_equal(subject.kind, "User")
	subaud.must_equal(subject.name, "system:anonymous")
}

must_be_broad(subject) if must_be_anonymous(subject)

must_be_broad(subject) if {
	some name in {"system:authenticated", "system:serviceaccounts"}
	must_be_group(subject, name)
}
