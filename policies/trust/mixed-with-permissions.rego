# METADATA
# title: A permission stands in a trust policy
# description: |
#   A trust policy says who may become the role, so each of its statements names a principal and an
#   action of STS, and none has a resource. A statement that grants a permission instead makes AWS
#   refuse the whole document: the role is not created or not changed, and the permission that the
#   author believes in is not granted.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
# custom:
#   severity: high
#   confidence: high
#   persona: regular
#   remediation: Move the statement to a permission policy of the role (aws_iam_role_policy, put-role-policy), and keep only sts:AssumeRole* statements here.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.trust["mixed-with-permissions"]

finding contains {"at": action_at, "message": msg, "related": [{"at": st.at, "message": "the statement"}]} if {
	some st in input.statements
	some action in st.actions.items
	not subaud.may_be_trust_action(action)
	action_at := subaud.place(action)
	msg := sprintf("The trust policy of %s holds the action %s, which is a permission and not a way in.", [subaud.show(input.name), subaud.show(action)])
}

finding contains {"at": st.at, "message": msg} if {
	some st in input.statements
	subaud.must_hold(st.has_resource)
	not subaud.may_hold_permission(st)
	msg := sprintf("A statement of the trust policy of %s has a Resource, which a trust policy must not have.", [subaud.show(input.name)])
}

finding contains {"at": st.at, "message": msg} if {
	some st in input.statements
	not subaud.may_hold(st.has_principal)
	not subaud.may_hold(st.has_resource)
	not subaud.may_hold_permission(st)
	msg := sprintf("A statement of the trust policy of %s names no principal, so it lets in nobody and AWS refuses the policy.", [subaud.show(input.name)])
}
