# METADATA
# title: A pattern lets in service accounts that nobody named
# description: |
#   The subject of a Kubernetes token is its service account, and the trust policy compares it with a
#   pattern. Whoever can create a service account that fits (with a wildcard for the namespace: who
#   can create a namespace; with a wildcard for the name: who can create pods in the namespace)
#   becomes the role.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   severity: high
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Compare <issuer>:sub by StringEquals with the service accounts that need the role, each written out as system:serviceaccount:NAMESPACE:NAME.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["wildcard-service-account"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "high")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_service_accounts(way.id, condition, value, "all")
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed from every namespace, by each service account that fits %s.", [subaud.show(input.name), subaud.show(value)])
}

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "medium")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_service_accounts(way.id, condition, value, "some")
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by each service account that fits %s, in all namespaces of such a name.", [subaud.show(input.name), subaud.show(value)])
}

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "medium")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_service_accounts(way.id, condition, value, "one")
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by each service account of a namespace that fits %s.", [subaud.show(input.name), subaud.show(value)])
}

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "high")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_service_accounts(way.id, condition, value, "system")
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by each service account that fits %s, in a namespace where pods of all kinds run.", [subaud.show(input.name), subaud.show(value)])
}
