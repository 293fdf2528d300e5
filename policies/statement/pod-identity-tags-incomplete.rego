# METADATA
# title: A policy takes pods of another cluster for those of this one
# description: |
#   EKS Pod Identity tags a session with the cluster, the namespace and the service account of the
#   pod. A condition on the namespace or the service account without one on the cluster holds as well
#   for a pod of the same name in every other cluster of the account, and a service account without
#   its namespace for those of all namespaces.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: |
#     Ask for aws:PrincipalTag/eks-cluster-arn too, and for aws:PrincipalTag/kubernetes-namespace
#     beside the service account.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.statement["pod-identity-tags-incomplete"]

finding contains {"at": condition.at, "message": msg} if {
	subaud.must_equal(input.effect, "Allow")
	some condition in input.conditions
	not subaud.may_be_claim_key(condition.key)
	subaud.must_fold_match(condition.key, "aws:principaltag/kubernetes-*")
	not may_ask_for_cluster(input)
	msg := sprintf("%s asks for %s and not for the cluster, so that pods of other clusters fit as well.", [input.address, subaud.show(condition.key)])
}

finding contains {"at": condition.at, "message": msg} if {
	subaud.must_equal(input.effect, "Allow")
	some condition in input.conditions
	not subaud.may_be_claim_key(condition.key)
	subaud.must_fold_equal(condition.key, "aws:PrincipalTag/kubernetes-service-account")
	not may_ask_for_namespace(input)
	msg := sprintf("%s asks for a service account and not for its namespace, so that those of other namespaces fit as well.", [input.address])
}

may_ask_for_cluster(statement) if {
	some condition in statement.conditions
	subaud.may_fold_match(condition.key, "*eks-cluster-*")
}

may_ask_for_namespace(statement) if {
	some condition in statement.conditions
	subaud.may_fold_equal(condition.key, "aws:PrincipalTag/kubernetes-namespace")
}
