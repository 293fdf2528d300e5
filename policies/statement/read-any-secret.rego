# METADATA
# title: A policy allows reading every secret
# description: |
#   The statement allows reading every secret or parameter of the account, those of other
#   applications included, so that one pod that is broken into gives away all of them.
# related_resources:
# - https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
# - https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
# custom:
#   severity: medium
#   severities: [medium, low]
#   confidence: high
#   persona: regular
#   remediation: |
#     Name the secrets or a path of theirs in the resources of the statement, or compare their tags
#     with those of the session.
#   tags: [cwe-732]
#   params: {}
#   since: "2026.12"
package policies.statement["read-any-secret"]

finding contains {"at": input.at, "message": msg, "severity": "low"} if {
	what := must_grant(input)
	msg := sprintf("%s allows %s on every resource.", [input.address, subaud.show(what)])
}

finding contains {"at": input.at, "message": msg} if {
	what := must_grant(input)
	who := subaud.must_be_held_by_workload(input)
	msg := sprintf("%s allows %s on every resource to %s.", [input.address, subaud.show(what), subaud.show(who)])
}

must_grant(statement) := what if {
	statement.position in {"identity", "unknown"}
	not subaud.may_hold(statement.has_principal)
	not subaud.may_allow_all_actions(statement)
	not subaud.may_grant_all_but(statement)
	not subaud.may_grant_whole_services(statement, {"secretsmanager", "ssm"})
	what := subaud.must_grant_on_all(statement, {
		"secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath",
	})
}
