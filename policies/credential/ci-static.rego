# METADATA
# title: A CI job logs in with a stored key
# description: |
#   The job logs in to a cloud with a key that is stored as a secret of the CI system. The key works from
#   everywhere and until somebody rotates it; the same action can log in with the token of the job, which
#   ends with the job and cannot be copied out.
# related_resources:
# - https://docs.github.com/en/actions/concepts/security/openid-connect
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Let the cloud trust the issuer of the CI system for this repository, and log in with role-to-assume (AWS), client-id (Azure) or workload_identity_provider (Google); then delete the key.
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["ci-static"]

finding contains {"at": input.at, "message": msg} if {
	input.place == "ci-login"
	msg := sprintf("The job %s logs in to %s with a stored credential (%s).", [subaud.show(input.object), input.provider, input.slot])
}
