# METADATA
# title: The role does not trust the job that assumes it
# description: |
#   The job assumes a role of this scan whose trust policy accepts none of the tokens that the job can
#   present: the subject of a job with an environment names the environment and no branch, that of a pull
#   request names neither. The usual next step is a wildcard in the trust policy, which opens it to others.
# related_resources:
# - https://docs.github.com/en/actions/reference/security/oidc
# - https://docs.gitlab.com/ci/secrets/id_token_authentication/
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Make the condition on sub name what the job presents, such as repo:OWNER/NAME:environment:NAME for a job with an environment.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workflow["not-trusted-by-role"]

finding contains {"at": login.at, "message": msg, "chain": subaud.trace(login.id)} if {
	some login in input.logins
	login.method == "federated"
	why := subaud.must_be_refused_login(login.id)
	msg := sprintf("The job %s is not trusted by the role that it assumes: %s.", [subaud.show(input.job), subaud.show(why)])
}
