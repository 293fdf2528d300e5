# METADATA
# title: Every cluster of the account can give the role to pods
# description: |
#   EKS Pod Identity may take the role, and the trust policy does not ask for which cluster, namespace
#   or service account. Whoever can create an association in some cluster of the account, and pass the
#   role, gives it to pods of his choice.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
# custom:
#   severity: low
#   confidence: high
#   persona: pedantic
#   remediation: Add conditions on aws:SourceAccount and aws:SourceArn (the cluster), or on aws:RequestTag/kubernetes-namespace and aws:RequestTag/kubernetes-service-account.
#   tags: [cwe-441]
#   params: {}
#   since: "2026.12"
package policies.trust["pod-identity-unscoped"]

finding contains {"at": way.at, "message": msg, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	subaud.must_equal(way.principal, "pods.eks.amazonaws.com")
	not subaud.may_ask_which_pod(way.id)
	msg := sprintf("%s can be given to pods of every cluster in its account.", [subaud.show(input.name)])
}
