# METADATA
# title: A role that workloads can assume administers the account
# description: |
#   Pods, or jobs of a build service, can assume the role, and its policies allow everything, or all
#   of IAM, with which it gives itself everything. Whoever gets into such a pod or job, or finds a
#   gap in the trust policy, has the account.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   severity: high
#   severities: [critical, high]
#   confidence: high
#   persona: regular
#   remediation: |
#     Give the role the actions and resources that the workload needs, or bound it with a permissions
#     boundary that leaves out IAM.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.identity["federated-admin"]

finding contains {"at": input.at, "message": msg} if {
	how := subaud.must_be_assumed_by_workloads(input.id)
	by := subaud.must_administer(input.id)
	msg := sprintf("%s is %s and administers the account by %s.", [subaud.show(input.name), subaud.show(how), subaud.show(by)])
}

finding contains {"at": input.at, "message": msg, "severity": "critical", "witness": w} if {
	w := subaud.must_be_assumed_by_anyone(input.id)
	by := subaud.must_administer(input.id)
	msg := sprintf("%s can be assumed by customers of the issuer whom nobody here knows, and administers the account by %s.", [subaud.show(input.name), subaud.show(by)])
}
