# METADATA
# title: The actions of a statement do not act on its resources
# description: |
#   No action of the statement can be done to any of its resources: an action on objects stands
#   beside the ARN of a bucket, or the other way round. The statement allows, or denies, nothing.
# related_resources:
# - https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Give the actions resources of the kind that the message names.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.statement["action-resource-mismatch"]

finding contains {"at": input.at, "message": msg} if {
	why := subaud.must_match_no_resource(input)
	msg := sprintf("No action of %s acts on its resources: %s.", [input.address, subaud.show(why)])
}
