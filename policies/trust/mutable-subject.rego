# METADATA
# title: The trust policy names a repository by names that can change hands
# description: |
#   Subjects of GitHub can hold the ids of owner and repository behind their names, and the trust policy
#   asks for no id. When the owner or the repository is renamed or deleted, somebody else can register
#   the name, and, unless the new repository has ids in its subjects, becomes the role. Repositories
#   that are made or renamed since July 2026 have them; older ones can opt in.
# related_resources:
# - https://docs.github.com/actions/reference/security/oidc
# - https://docs.github.com/actions/concepts/security/openid-connect
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
# custom:
#   severity: low
#   confidence: medium
#   persona: pedantic
#   remediation: Opt in to immutable subjects and write repo:OWNER@ID/NAME@ID:..., or add a StringEquals condition on repository_id.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["mutable-subject"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_recycled_name(way.id, condition, value)
	value_at := subaud.place(value)
	msg := sprintf("%s names a repository in %s by names alone, which somebody else can register when they become free.", [subaud.show(input.name), subaud.show(value)])
}
