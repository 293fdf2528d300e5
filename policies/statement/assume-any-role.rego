# METADATA
# title: A policy allows assuming every role
# description: |
#   The statement allows sts:AssumeRole on every role of an account, or of all accounts. A role that
#   trusts the whole account of its holder, as many do, is then open to this holder, whatever it was
#   made for.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
# - https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Name the roles in the resources of the statement.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.statement["assume-any-role"]

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	what := must_grant(input)
	msg := sprintf("%s allows %s on every role.", [input.address, subaud.show(what)])
}

finding contains {"at": input.at, "message": msg} if {
	what := must_grant(input)
	who := subaud.must_be_held_by_workload(input)
	msg := sprintf("%s allows %s on every role to %s.", [input.address, subaud.show(what), subaud.show(who)])
}

must_grant(statement) := what if {
	statement.position in {"identity", "unknown"}
	not subaud.may_hold(statement.has_principal)
	not subaud.may_allow_all_actions(statement)
	not subaud.may_grant_all_but(statement)
	not subaud.may_grant_whole_services(statement, {"sts"})
	what := subaud.must_grant_on_all(statement, {"sts:AssumeRole"})
}
