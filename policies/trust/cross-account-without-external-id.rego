# METADATA
# title: Another account can assume the role without an external id
# description: |
#   A principal of another account may assume the role, and nothing else is asked of it: no external
#   id, no organisation, no MFA. If the other account is a vendor's, another customer of the vendor can
#   have it act on this role (the confused deputy). Accounts that the configuration lists as one's own
#   are left out, as are accounts of which it is not known that they are others.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Add a StringEquals condition on sts:ExternalId with an id that the vendor gives to you alone, or on aws:PrincipalOrgID if the account is in your organisation.
#   tags: [cwe-441]
#   params: {}
#   since: "2026.12"
package policies.trust["cross-account-without-external-id"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	way.mechanism == "assume-role"
	must_be_foreign(way)
	not may_be_own(way)
	not subaud.may_match(way.principal, "*:role/aws-reserved/sso.amazonaws.com/*")
	not subaud.may_ask_more_of_caller(way.id)
	msg := sprintf("%s can be assumed by %s of another account, which need not bring an external id.", [subaud.show(input.name), subaud.show(way.principal)])
}

must_be_foreign(way) if subaud.must_be_of_another_account(way.id)

# Where one's own accounts are listed, an account that is not among them is another's.
must_be_foreign(way) if {
	some _ in data.config.accounts
	subaud.must_be_of_spelled_account(way.id)
}

may_be_own(way) if {
	some own in data.config.accounts
	subaud.may_be_of_account(way.id, own.id)
}
