# METADATA
# title: Plans of a workspace can assume the role
# description: |
#   The subject names a workspace of HCP Terraform and leaves open the phase of the run. Plans run the
#   providers and the external data sources of configurations that nobody has approved, with what the
#   role may do; only applies need to change something.
# related_resources:
# - https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
# - https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
# custom:
#   severity: medium
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: End the subject in run_phase:apply, and give plans a role of their own that can only read (TFC_AWS_PLAN_ROLE_ARN).
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["any-run-phase"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "medium")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_both_phases(way.id, condition, value)
	subaud.must_guard_more_than_reading(input.id)
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by plans as well as by applies, by %s.", [subaud.show(input.name), subaud.show(value)])
}
