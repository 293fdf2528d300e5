# METADATA
# title: A build service can assume the role from more projects or branches than one
# description: |
#   The pattern names a customer of Buildkite, CircleCI, Vercel, Bitbucket or Codefresh, and leaves open
#   for which project, branch or environment a token is. Whoever can change one of them, or push a
#   branch, becomes the role. What a subject cannot leave out (the step of a build, the user who began
#   it) may be a wildcard.
# related_resources:
# - https://buildkite.com/docs/agent/v3/cli-oidc
# - https://circleci.com/docs/openid-connect-tokens/
# - https://vercel.com/docs/oidc/reference
# - https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/
# custom:
#   severity: medium
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Write out the project, and the branch or environment, and keep a wildcard for what follows them only.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["broad-ci-subject"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "medium")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	some rung in ["project", "pipeline", "repository", "branch", "environment"]
	w := subaud.must_admit_by_rung(way.id, condition, value, rung)
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed from each %s that fits %s.", [subaud.show(input.name), rung, subaud.show(value)])
}
