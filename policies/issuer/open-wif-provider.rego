# METADATA
# title: A workload identity pool takes tokens of everybody
# description: |
#   The issuer has many customers, and the attribute condition of the provider is missing or holds for
#   all of them. Whoever has an account there gets into the pool, and is what its bindings let an
#   identity of the pool be.
# related_resources:
# - https://cloud.google.com/iam/docs/best-practices-for-using-workload-identity-federation
# - https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions
# custom:
#   severity: critical
#   severities: [critical, medium]
#   confidence: high
#   persona: regular
#   remediation: Add an attribute condition that names who is meant, such as assertion.repository_owner_id == "1342004" for GitHub.
#   tags: [cwe-863]
#   params: {}
#   since: "2026.12"
package policies.issuer["open-wif-provider"]

finding contains {"at": input.at, "message": msg, "witness": w, "chain": subaud.pool_bindings(input.id)} if {
	w := subaud.must_admit_strangers(input.id)
	account := subaud.must_be_bound_whole(input.id)
	msg := sprintf("Everybody who can get a token of %s can act as %s, through the provider %s.", [subaud.show(input.url), account, subaud.show(input.name)])
}

finding contains {"at": input.at, "message": msg, "witness": w, "severity": "medium"} if {
	w := subaud.must_admit_strangers(input.id)
	msg := sprintf("%s takes tokens of %s whoever they belong to.", [subaud.show(input.name), subaud.show(input.url)])
}
