# METADATA
# title: A wildcard stands for the id of a repository or its owner
# description: |
#   Ids stand in the subjects of GitHub so that whoever registers a name again is told apart from whom
#   it belonged to. A wildcard in their place lets in both, and as it also matches / and :, it can take
#   in more of the subject than the id.
# related_resources:
# - https://docs.github.com/actions/reference/security/oidc
# - https://docs.github.com/actions/concepts/security/openid-connect
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write out the ids of the owner and of the repository (gh api repos/OWNER/NAME --jq '.owner.id, .id').
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["wildcarded-subject-id"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_any_id(way.id, condition, value)
	value_at := subaud.place(value)
	msg := sprintf("%s takes any id for the names in %s, and so also whoever registers them again.", [subaud.show(input.name), subaud.show(value)])
}
