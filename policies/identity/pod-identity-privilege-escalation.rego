# METADATA
# title: An identity can give any role of pods to a service account
# description: |
#   The policies of the identity allow passing every role to EKS Pod Identity and associating it with
#   a service account. Whoever can also run a pod, in whatever namespace, gets every role that trusts
#   pods.eks.amazonaws.com.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Name the roles that may be passed in the resources of iam:PassRole.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.identity["pod-identity-privilege-escalation"]

finding contains {"at": input.at, "message": msg, "chain": subaud.escalation(input.id, "pod-identity"), "severity": "medium"} if {
	how := must_escalate(input.id)
	msg := sprintf("%s can %s.", [subaud.show(input.name), subaud.show(how)])
}

finding contains {"at": input.at, "message": msg, "chain": subaud.escalation(input.id, "pod-identity")} if {
	how := must_escalate(input.id)
	who := subaud.must_be_assumed_by_workloads(input.id)
	msg := sprintf("%s can %s, and is %s.", [subaud.show(input.name), subaud.show(how), subaud.show(who)])
}

must_escalate(id) := how if {
	not subaud.may_administer(id)
	how := subaud.must_escalate(id, "pod-identity")
}
