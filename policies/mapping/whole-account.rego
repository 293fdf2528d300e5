# METADATA
# title: Every principal of an account can log in to the cluster
# description: |
#   mapAccounts lets in every IAM user and role of the account that has no entry of its own, as a user
#   whose name is the ARN. Whatever is bound to system:authenticated is theirs, and each of them may talk
#   to the API server.
# related_resources:
# - https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.8/README.md
# - https://cwe.mitre.org/data/definitions/284.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Delete the account from mapAccounts, and map the roles that need access.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.mapping["whole-account"]

finding contains {"at": subaud.place(input.principal), "message": msg} if {
	input.list == "mapAccounts"
	subaud.must_match(input.principal, "????????????")
	msg := sprintf("Every IAM user and role of the account %s can log in to the cluster.", [subaud.show(input.principal)])
}
