# METADATA
# title: An identity can make itself administrator of an EKS cluster
# description: |
#   The policies of the identity allow the calls by which a principal of AWS becomes administrator of
#   a cluster: an access entry with the policy AmazonEKSClusterAdminPolicy, or an identity provider
#   of its own. From there it has the cloud identities of all pods.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
# - https://docs.aws.amazon.com/eks/latest/userguide/authenticate-oidc-identity-provider.html
# - https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: |
#     Leave access entries to one pipeline, and pin them with conditions on eks:policyArn,
#     eks:accessEntryType and eks:kubernetesGroups.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.identity["eks-privilege-escalation"]

finding contains {"at": input.at, "message": msg, "chain": subaud.escalation(input.id, "eks"), "severity": "medium"} if {
	how := must_escalate(input.id)
	msg := sprintf("%s can %s.", [subaud.show(input.name), subaud.show(how)])
}

finding contains {"at": input.at, "message": msg, "chain": subaud.escalation(input.id, "eks")} if {
	how := must_escalate(input.id)
	who := subaud.must_be_assumed_by_workloads(input.id)
	msg := sprintf("%s can %s, and is %s.", [subaud.show(input.name), subaud.show(how), subaud.show(who)])
}

must_escalate(id) := how if {
	not subaud.may_administer(id)
	how := subaud.must_escalate(id, "eks")
}
