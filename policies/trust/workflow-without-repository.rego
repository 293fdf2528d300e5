# METADATA
# title: The trust policy names a workflow or a person and no repository
# description: |
#   A reusable workflow that others can see can be called from anybody's repository, and the run
#   has its job_workflow_ref. A person can be brought to begin runs elsewhere: to open an issue or a
#   pull request is enough. Neither says whose repository it is.
# related_resources:
# - https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows
# - https://docs.github.com/actions/reference/security/oidc
# custom:
#   severity: high
#   confidence: medium
#   persona: regular
#   remediation: Add a condition on <issuer>:sub or <issuer>:repository_id that names the repositories that may call the workflow.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["workflow-without-repository"]

finding contains {"at": condition.at, "message": msg, "witness": w, "chain": subaud.trace(way.id)} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	w := subaud.must_admit_from_anywhere(way.id, condition)
	msg := sprintf("%s can be assumed from anybody's repository: %s does not say whose the run is.", [subaud.show(input.name), subaud.show(condition.key)])
}
