# METADATA
# title: A statement changes who may use every resource of a service
# description: |
#   The actions write policies of resources, grants or lists of access. On all resources they open any
#   bucket, key, queue or function of the account to any other account, whatever else the identity may
#   do.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
# - https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
# custom:
#   severity: low
#   confidence: high
#   persona: pedantic
#   remediation: Name the resources, or leave out the actions that change who may use them.
#   tags: [cwe-732]
#   params: {}
#   since: "2026.12"
package policies.statement["unconstrained-permissions-management"]

finding contains {"at": input.at, "message": msg} if {
	input.position in {"identity", "unknown"}
	not subaud.may_hold(input.has_principal)
	what := subaud.must_manage_permissions_of_all(input)
	msg := sprintf("%s allows %s on every resource, and so to open it to others.", [input.address, what])
}
