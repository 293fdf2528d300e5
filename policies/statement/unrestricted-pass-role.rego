# METADATA
# title: A policy allows passing every role to a service
# description: |
#   Whoever passes a role to a service that runs code has the role. The statement allows it for every
#   role of the account, administrators included, and does not say to which service.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
# custom:
#   severity: high
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: |
#     Name the roles in the resources of the statement, and the service in a condition on
#     iam:PassedToService.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.statement["unrestricted-pass-role"]

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	what := must_grant(input)
	msg := sprintf("%s allows %s for every role.", [input.address, subaud.show(what)])
}

finding contains {"at": input.at, "message": msg} if {
	what := must_grant(input)
	who := subaud.must_be_held_by_workload(input)
	msg := sprintf("%s allows %s for every role to %s.", [input.address, subaud.show(what), subaud.show(who)])
}

finding contains {"at": input.at, "message": msg, "severity": "low"} if {
	input.position in {"identity", "unknown"}
	not subaud.may_hold(input.has_principal)
	subaud.must_pass_any_role(input)
	msg := sprintf("%s allows passing every role, if only to the services that it names.", [input.address])
}

must_grant(statement) := what if {
	statement.position in {"identity", "unknown"}
	not subaud.may_hold(statement.has_principal)
	not subaud.may_allow_all_actions(statement)
	not subaud.may_grant_all_but(statement)
	not subaud.may_grant_whole_services(statement, {"iam"})
	what := subaud.must_grant_on_all(statement, {"iam:PassRole"})
}
