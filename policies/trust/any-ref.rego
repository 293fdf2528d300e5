# METADATA
# title: Every branch of a repository can assume the role
# description: |
#   The pattern names a repository and leaves open which run of it: the branch, the tag, the
#   environment. Whoever can push a branch changes the workflow there and becomes the role, without
#   review. A condition on ref, environment or job_workflow_ref closes it, as does a subject that names
#   the branch or a protected environment.
# related_resources:
# - https://docs.github.com/actions/reference/security/oidc
# - https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
# custom:
#   severity: medium
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Name the branch or the environment in the subject (repo:OWNER/NAME:ref:refs/heads/main, repo:OWNER/NAME:environment:production), and protect it.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["any-ref"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "medium")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_by_pattern(way.id, condition, value, "runs")
	not subaud.may_admit_by_tag(way.id, condition, value)
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by every run that fits %s, whatever its branch or environment.", [subaud.show(input.name), subaud.show(value)])
}

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "low")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_by_tag(way.id, condition, value)
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by a run of every tag that fits %s.", [subaud.show(input.name), subaud.show(value)])
}
