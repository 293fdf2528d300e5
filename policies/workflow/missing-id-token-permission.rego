# METADATA
# title: A job logs in with its token and may not ask for one
# description: |
#   The job logs in to a cloud with the token that the CI system gives it, but its permissions do not
#   include id-token: write, so that there is no token and the step fails. No default gives this
#   permission; permissions of a job stand in place of those of the workflow, they do not add to them.
# related_resources:
# - https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
# - https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: "Give the job the permission id-token: write, beside contents: read for the checkout."
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workflow["missing-id-token-permission"]

finding contains {"at": login.at, "message": msg} if {
	some login in input.logins
	login.method == "federated"
	not subaud.may_hold(input.id_token)
	msg := sprintf("The job %s logs in by %s and has no permission to ask for a token.", [subaud.show(input.job), login.action])
}
