# METADATA
# title: No token has a subject of this form
# description: |
#   Each issuer forms its subjects by a grammar of its own. A value that no subject can be, or a
#   pattern that none fits, lets in nobody, and what is tried next is to loosen it. Subjects that are
#   customised (GitHub, GitLab) may be made of any of the claims that can be put into them.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# - https://docs.github.com/actions/reference/security/oidc
# - https://docs.gitlab.com/ci/cloud_services/
# - https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write the subject as the issuer forms it. The sub claim of a token is what has to be here.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["malformed-subject"]

finding contains {"at": value_at, "message": msg} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	why := subaud.must_be_malformed_subject(way.id, condition, value)
	value_at := subaud.place(value)
	msg := sprintf("No token has the subject %s that %s compares with: %s.", [subaud.show(value), subaud.show(input.name), subaud.show(why)])
}
