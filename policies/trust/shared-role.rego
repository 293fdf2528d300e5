# METADATA
# title: Service accounts of several applications share the role
# description: |
#   The trust policy names service accounts of different names in different namespaces. What any of them
#   needs all of them may do, and the log of the account does not tell them apart but by the name of the
#   session.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: low
#   confidence: high
#   persona: pedantic
#   remediation: Give each application a role of its own.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.trust["shared-role"]

finding contains {"at": subaud.place(value), "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	subaud.must_name_another_application(way.id, condition, value)
	msg := sprintf("%s is shared: %s is of another application than the values before it.", [subaud.show(input.name), subaud.show(value)])
}
