# METADATA
# title: An association leaves out tags that policies ask for
# description: |
#   The association tells EKS Pod Identity to leave out the tags of the session, and a policy of the
#   role speaks of them. What it allows by them it allows to nobody, and what it denies for lack of them
#   it denies to all, or, with IfExists and its like, to none.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
# - https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Leave the tags on, or take the conditions on them out of the policies.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.association["session-tags-disabled"]

finding contains {"at": subaud.place(input.disable_session_tags), "message": msg} if {
	subaud.must_hold(input.disable_session_tags)
	how := subaud.must_need_session_tags(input.id)
	msg := sprintf("The sessions of %s have no tags, and %s.", [subaud.show(input.role), how])
}
