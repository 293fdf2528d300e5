# METADATA
# title: Runs of pull requests can assume the role
# description: |
#   The trust policy names the runs of pull requests. They run code that nobody has reviewed yet, so
#   that whoever can open a pull request from a branch of the repository becomes the role. (Runs for
#   forks get no token unless the repository allows it.)
# related_resources:
# - https://docs.github.com/actions/reference/security/oidc
# - https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
# custom:
#   severity: medium
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Give pull requests a role of their own that can only read, and let in branches or protected environments here.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.trust["pull-request"]

finding contains {"at": value_at, "message": msg, "witness": w, "chain": subaud.trace(way.id), "severity": subaud.weigh(input.id, "medium")} if {
	some way in input.ways
	some st in input.statements
	st.index == way.statement
	some condition in st.conditions
	some value in condition.values.items
	w := subaud.must_admit_pull_requests(way.id, condition, value)
	subaud.must_guard_more_than_reading(input.id)
	value_at := subaud.place(value)
	msg := sprintf("%s can be assumed by the runs of pull requests, by %s.", [subaud.show(input.name), subaud.show(value)])
}
