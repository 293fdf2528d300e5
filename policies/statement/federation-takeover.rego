# METADATA
# title: A policy allows changing whom roles trust
# description: |
#   The statement allows, on every resource, calls that decide who can sign in: the trust policies of
#   roles, the identity providers of the account and what they accept. Whoever has them lets himself
#   in as any role that is open to somebody outside.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
# - https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html
# - https://attack.mitre.org/techniques/T1484/002/
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: |
#     Leave trust policies and identity providers to one pipeline, and name the roles and providers
#     in the resources of the statement.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.statement["federation-takeover"]

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
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
	not subaud.may_grant_whole_services(statement, {"iam"})
	what := subaud.must_grant_on_all(statement, {
		"iam:AddClientIDToOpenIDConnectProvider", "iam:CreateOpenIDConnectProvider", "iam:CreateSAMLProvider", "iam:UpdateAssumeRolePolicy",
		"iam:UpdateOpenIDConnectProviderThumbprint", "iam:UpdateSAMLProvider", "rolesanywhere:CreateTrustAnchor", "rolesanywhere:UpdateTrustAnchor",
	})
}
