# METADATA
# title: Groups of an identity provider are taken by their bare names
# description: |
#   The cluster takes the groups of its users from tokens of an identity provider, without a prefix. Whoever
#   can name a group there (or be put into one) can be in any group of the cluster, also in one that a
#   binding here means for others; where the server does not refuse it, in system:masters.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens
# - https://docs.aws.amazon.com/eks/latest/userguide/authenticate-oidc-identity-provider.html
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Set a prefix for groups, such as oidc:, and bind roles to the names with the prefix.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.cluster["oidc-groups-without-prefix"]

finding contains {"at": claim.at, "message": msg} if {
	input.form in {"api-server", "oidc"}
	some claim in input.settings
	subaud.must_equal(claim.key, "oidc-groups-claim")
	not subaud.may_equal(claim.value, "")
	subaud.must_lack_setting(input.id, "oidc-groups-prefix")
	msg := sprintf("The groups of tokens (claim %s) count by their bare names: %s sets no prefix for them.", [subaud.show(claim.value), subaud.show(input.name)])
}

finding contains {"at": prefix.at, "message": msg} if {
	input.form in {"api-server", "oidc"}
	some claim in input.settings
	subaud.must_equal(claim.key, "oidc-groups-claim")
	some prefix in input.settings
	subaud.must_equal(prefix.key, "oidc-groups-prefix")
	subaud.must_equal(prefix.value, "")
	msg := sprintf("The groups of tokens (claim %s) count by their bare names: the prefix that %s sets is empty.", [subaud.show(claim.value), subaud.show(input.name)])
}

finding contains {"at": prefix.at, "message": msg, "severity": "medium"} if {
	input.form in {"api-server", "oidc"}
	some prefix in input.settings
	subaud.must_equal(prefix.key, "oidc-username-prefix")
	subaud.must_equal(prefix.value, "-")
	msg := sprintf("The users of tokens count by their bare names: %s turns the prefix off.", [subaud.show(input.name)])
}
