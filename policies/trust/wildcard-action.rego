# METADATA
# title: A trust policy allows more actions than entering the role
# description: |
#   sts:* and sts:Assume* cover every way of entering, and with them what a caller may put into the
#   session: tags, a source identity, a context. One action lets the principal in.
# related_resources:
# - https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Name the one action by which the principal enters, and sts:TagSession or sts:SetSourceIdentity where they are used.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["wildcard-action"]

finding contains {"at": subaud.place(action), "message": msg} if {
	some st in input.statements
	subaud.must_equal(st.effect, "Allow")
	some action in st.actions.items
	subaud.must_cover_other_entrances(action)
	msg := sprintf("%s allows %s, which is more than one way of entering.", [subaud.show(input.name), subaud.show(action)])
}
