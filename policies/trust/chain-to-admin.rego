# METADATA
# title: A role that outsiders of the account use leads to an administrator
# description: |
#   Pods, jobs of a build service or everybody can assume the role, its policies allow it to assume
#   another role whose trust policy lets it in, and so on to a role that administers the account. What
#   a role can do is what the last role of such a chain can do. Only chains of which every step is
#   proved are reported.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
# custom:
#   severity: high
#   confidence: high
#   persona: regular
#   remediation: Name in sts:AssumeRole the roles that the workload needs, or in the trust policy of the last role those that need it, and keep administrators out of reach of workloads.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.trust["chain-to-admin"]

finding contains {"at": input.at, "message": msg, "chain": subaud.chain_to_admin(input.id)} if {
	how := subaud.must_lead_to_admin(input.id)
	msg := sprintf("%s can assume %s.", [subaud.show(input.name), subaud.show(how)])
}
