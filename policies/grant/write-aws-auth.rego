# METADATA
# title: A role can write the ConfigMap aws-auth
# description: |
#   On EKS the ConfigMap aws-auth in kube-system says which IAM principals become which users and groups.
#   Whoever may write it can map a principal of their own to system:masters. A role that writes ConfigMaps
#   of the whole cluster can do so, whatever it was meant for. Clusters whose authentication mode is API do
#   not read it.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# - https://docs.aws.amazon.com/eks/latest/userguide/grant-k8s-access.html
# custom:
#   severity: high
#   severities: [high, note]
#   confidence: high
#   persona: regular
#   remediation: Bind the role in the namespaces whose ConfigMaps the subject writes, and move the cluster to access entries.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["write-aws-auth"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_write_aws_auth(rule)
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s of the whole cluster (on EKS, aws-auth would be one of them).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_write_aws_auth(rule)
	subaud.must_speak_of_eks(input.id)
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s of the whole cluster, aws-auth included, and so become administrator.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_write_aws_auth(rule)
	subaud.must_speak_of_eks(input.id)
	subaud.must_be_granted_in(input.id, "kube-system")
	msg := sprintf("%s %s can %s of kube-system, aws-auth included, and so become administrator.", [input.object, subaud.show(input.name), subaud.show(what)])
}

must_write_aws_auth(rule) := what if {
	what := subaud.must_allow_on(rule, {"patch configmaps", "update configmaps"}, "aws-auth")
}
