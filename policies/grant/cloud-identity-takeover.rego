# METADATA
# title: A role of the cluster gives away a cloud identity
# description: |
#   Whoever may run something as a service account has the cloud identity that the account is given: by
#   making a pod or what makes pods, by entering one that is there, or with a token of the account. The
#   finding joins the role and its binding, the account's annotation or association, and the trust policy
#   that lets it in, and is reported only where all of these are proved. Subjects who administer the
#   cluster anyway, and those of Kubernetes itself, are left out.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
# - https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   severity: high
#   severities: [critical, high]
#   confidence: high
#   persona: regular
#   remediation: |
#     Keep workloads with a cloud identity in a namespace of their own, in which only their deployment may
#     make or enter pods; or give the subject a role without that.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["cloud-identity-takeover"]

finding contains {"at": rule.at, "message": msg, "chain": subaud.takeover(rule, "any")} if {
	some rule in input.rules
	not subaud.may_allow_everything(rule)
	how := subaud.must_take_cloud_identity(rule, "any")
	msg := sprintf("%s %s gives a cloud identity away: %s.", [input.object, subaud.show(input.name), how])
}

finding contains {"at": rule.at, "message": msg, "severity": "critical", "chain": subaud.takeover(rule, "administrator")} if {
	some rule in input.rules
	not subaud.may_allow_everything(rule)
	how := subaud.must_take_cloud_identity(rule, "administrator")
	msg := sprintf("%s %s gives a powerful cloud identity away: %s.", [input.object, subaud.show(input.name), how])
}
