# METADATA
# title: The trust policy names a service account that does not exist
# description: |
#   No manifest makes the service account, in a scan that is said to hold all of them. Whoever may
#   create service accounts in the namespace creates this one and becomes the role; or it was renamed,
#   and its pods are refused.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# - https://kubernetes.io/docs/concepts/security/service-accounts/
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Remove the service account from the trust policy, or correct its name.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["undefined-service-account"]

finding contains {"at": value_at, "message": msg, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	name := subaud.must_name_undefined_account(way.id, condition, value)
	value_at := subaud.place(value)
	msg := sprintf("%s lets in the service account %s, which does not exist.", [subaud.show(input.name), name])
}
