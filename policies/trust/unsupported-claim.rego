# METADATA
# title: A condition is on a claim that AWS does not look at
# description: |
#   Of the claims in a token STS offers some as condition keys: sub, aud, amr, azp, oaud and email for
#   every issuer, and more for a few (for GitHub, since January 2026, repository_id and others). A
#   condition on another claim fails for every token, or holds for every token where it holds for lack
#   of the key.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
# - https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
# custom:
#   severity: medium
#   severities: [medium, low]
#   confidence: high
#   persona: regular
#   remediation: Ask for a claim that is offered, most often sub; GitHub and GitLab can be told to put other claims into sub.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["unsupported-claim"]

finding contains {"at": subaud.place(condition.key), "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	offered := subaud.must_ask_unsupported_claim(way.id, condition, "dead")
	msg := sprintf("%s lets in nobody by its condition on %s, which STS does not offer as a key; it offers %s.", [subaud.show(input.name), subaud.show(condition.key), subaud.show(offered)])
}

finding contains {"at": subaud.place(condition.key), "message": msg, "severity": "low"} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	offered := subaud.must_ask_unsupported_claim(way.id, condition, "empty")
	msg := sprintf("The condition on %s holds for every token, as STS does not offer that key; it offers %s.", [subaud.show(condition.key), subaud.show(offered)])
}
