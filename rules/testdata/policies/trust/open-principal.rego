# METADATA
# title: Everybody can assume the role
# description: The principal of the way in is a wildcard.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# custom:
#   severity: high
#   severities: [critical, high]
#   confidence: high
#   persona: regular
#   remediation: Name the principal.
#   tags: [cwe-284]
#   params:
#     mechanisms: [assume-role]
#   since: "2026.12"
package policies.trust["open-principal"]

import data.policies.lib.names

finding contains {"at": way.at, "message": msg, "related": [{"at": input.at, "message": "the role is here"}]} if {
	some way in input.ways
	names.must_be_wildcard(way.principal)
	way.mechanism in data.config.rules["trust/open-principal"].mechanisms
	msg := sprintf("%s %s can be assumed by %s.", [names.describe(input.cloud), subaud.show(input.name), subaud.show(way.principal)])
}

finding contains {"at": way.at, "message": "The role can be assumed by the whole internet.", "severity": "critical"} if {
	some way in input.ways
	subaud.must_equal(way.principal, "*")
	way.mechanism in data.config.rules["trust/open-principal"].mechanisms
	not may_be_named(way)
}

may_be_named(way) if subaud.may_match(way.principal, "arn:*")
