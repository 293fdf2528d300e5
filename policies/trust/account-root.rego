# METADATA
# title: Every principal of another account can assume the role
# description: |
#   The root of an account, or the account's id alone, stands for all its principals. Whoever may call
#   sts:AssumeRole there enters, and the other account decides who that is. Naming one's own account so
#   is usual; where nothing in the files says which account the role is in, this is a note.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html
# custom:
#   severity: low
#   severities: [low, note]
#   confidence: high
#   persona: regular
#   remediation: Name the role of the other account that needs access, or add a condition on aws:PrincipalArn.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.trust["account-root"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	must_be_root_of_another(way)
	not subaud.may_require_external_id(way.id)
	msg := sprintf("%s can be assumed by every principal of the account that %s names.", [subaud.show(input.name), subaud.show(way.principal)])
}

finding contains {"at": way.at, "message": msg, "severity": "note"} if {
	some way in input.ways
	must_be_root_of_another(way)
	subaud.must_require_external_id(way.id)
	msg := sprintf("%s can be assumed by every principal of the account that %s names, with the external id.", [subaud.show(input.name), subaud.show(way.principal)])
}

finding contains {"at": way.at, "message": msg, "severity": "note"} if {
	some way in input.ways
	subaud.must_name_account_root(way.id)
	subaud.must_be_of_spelled_account(way.id)
	not may_be_own(way)
	not subaud.may_ask_which_caller(way.id)
	msg := sprintf("%s can be assumed by every principal of the account %s that may assume roles; the files do not say which account it is in.", [subaud.show(input.name), subaud.show(way.principal)])
}

must_be_root_of_another(way) if {
	subaud.must_name_account_root(way.id)
	subaud.must_be_of_another_account(way.id)
	not subaud.may_ask_which_caller(way.id)
}

may_be_own(way) if {
	some own in data.config.accounts
	subaud.may_be_of_account(way.id, own.id)
}
