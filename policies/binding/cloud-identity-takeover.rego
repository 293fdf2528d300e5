# METADATA
# title: A binding to admin or edit gives away a cloud identity
# description: |
#   The roles admin and edit, which every cluster has, let their subjects run pods as any service account
#   of the namespace, enter the pods there and make tokens; so whoever has them has the cloud identities
#   of these accounts. The finding joins the binding, the account's annotation or association, and the
#   trust policy that lets it in, and is reported only where all of these are proved. Bindings that make
#   somebody administrator are told as such.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
# custom:
#   severity: high
#   severities: [critical, high]
#   confidence: high
#   persona: regular
#   remediation: |
#     Keep workloads with a cloud identity in a namespace of their own, in which only their deployment may
#     make or enter pods; or bind a role without that.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.binding["cloud-identity-takeover"]

finding contains {"at": input.role_at, "message": msg, "chain": subaud.bound_takeover(input.id, "any")} if {
	not may_be_told_otherwise
	how := subaud.must_bind_cloud_identity(input.id, "any")
	msg := sprintf("%s gives a cloud identity away by the role %s: %s.", [subaud.show(input.name), subaud.show(input.role_name), how])
}

finding contains {"at": input.role_at, "message": msg, "severity": "critical", "chain": subaud.bound_takeover(input.id, "administrator")} if {
	not may_be_told_otherwise
	how := subaud.must_bind_cloud_identity(input.id, "administrator")
	msg := sprintf("%s gives a powerful cloud identity away by the role %s: %s.", [subaud.show(input.name), subaud.show(input.role_name), how])
}

# See binding/cluster-admin.
may_be_told_otherwise if subaud.may_equal(input.role_name, "cluster-admin")

may_be_told_otherwise if subaud.may_equal(input.namespace, "kube-system")
