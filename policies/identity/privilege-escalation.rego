# METADATA
# title: The policies of an identity let it give itself more
# description: |
#   Together the policies of the identity allow a call, or two, by which it gets rights that they do
#   not name: those of any role, of any user, or of an administrator. The message names the shortest
#   way, the chain where each step is allowed. Only what is known to be allowed on all resources, and
#   is not denied or bounded, counts.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
# - https://pathfinding.cloud
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: |
#     Name the roles, users and policies that the action is for, or set a permissions boundary; for
#     iam:PassRole also name the service in iam:PassedToService.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.identity["privilege-escalation"]

finding contains {"at": input.at, "message": msg, "chain": subaud.escalation(input.id, "iam"), "severity": "medium"} if {
	how := must_escalate(input.id)
	msg := sprintf("%s can %s.", [subaud.show(input.name), subaud.show(how)])
}

finding contains {"at": input.at, "message": msg, "chain": subaud.escalation(input.id, "iam")} if {
	how := must_escalate(input.id)
	who := subaud.must_be_assumed_by_workloads(input.id)
	msg := sprintf("%s can %s, and is %s.", [subaud.show(input.name), subaud.show(how), subaud.show(who)])
}

must_escalate(id) := how if {
	not subaud.may_administer(id)
	how := subaud.must_escalate(id, "iam")
}
