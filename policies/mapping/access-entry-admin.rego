# METADATA
# title: An access policy makes a principal administrator of the whole cluster
# description: |
#   The access policy holds for the whole cluster and is one of administrators.
#   AmazonEKSClusterAdminPolicy allows everything. AmazonEKSAdminPolicy allows to write roles and bindings
#   and to run pods as any service account, which leads to the rest. Whoever becomes the principal owns the
#   cluster; it is graver where many can become it, or its keys never expire.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
# - https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Associate AmazonEKSEditPolicy or AmazonEKSViewPolicy, or an admin policy with the scope of the namespaces that it is for, and keep one role for administrators that only people with a second factor can assume.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.mapping["access-entry-admin"]

finding contains {"at": policy.at, "message": msg, "severity": "medium"} if {
	some policy in input.policies
	name := subaud.must_administer_by_policy(policy)
	msg := sprintf("%s administers the whole cluster, by %s.", [subaud.show(input.principal), subaud.show(name)])
}

finding contains {"at": policy.at, "message": msg} if {
	some policy in input.policies
	name := subaud.must_administer_by_policy(policy)
	why := subaud.must_be_weak_administrator(input.id)
	msg := sprintf("%s administers the whole cluster, by %s, although %s.", [subaud.show(input.principal), subaud.show(name), subaud.show(why)])
}
