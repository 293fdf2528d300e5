# METADATA
# title: An account that nobody knows can assume the role
# description: |
#   The trust policy names an account that the configuration lists neither as one's own nor as a
#   vendor's, and that is not publicly known to be anybody's. Accounts of consultants and of trials
#   are left over so. Where the configuration lists no accounts the rule is silent.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# - https://github.com/fwdcloudsec/known_aws_accounts
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Find out whose account it is. List it under accounts or vendors in the configuration, or remove it from the trust policy.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.trust["unknown-account"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	some _ in data.config.accounts
	subaud.must_be_of_nobody_known(way.id)
	not may_be_listed(way)
	msg := sprintf("%s can be assumed by %s, whose account is neither one of yours nor a known vendor's.", [subaud.show(input.name), subaud.show(way.principal)])
}

may_be_listed(way) if {
	some own in data.config.accounts
	subaud.may_be_of_account(way.id, own.id)
}

may_be_listed(way) if {
	some vendor in data.config.vendors
	subaud.may_be_of_account(way.id, vendor.id)
}
