# METADATA
# title: The default service account of a namespace can assume the role
# description: |
#   The trust policy names the service account default. Kubernetes gives it to every pod that names no
#   other, so that whatever runs in the namespace, a sidecar or a debug pod included, becomes the role.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# - https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Create a service account for the workload that needs the role, name it in its pods, and name it here.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["default-service-account"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_default_account(way.id, condition, value)
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by every pod of a namespace that names no service account, by %s.", [subaud.show(input.name), subaud.show(value)])
}
