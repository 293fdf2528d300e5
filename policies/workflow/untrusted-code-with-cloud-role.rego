# METADATA
# title: A pull request from anybody runs with a cloud identity
# description: |
#   The workflow runs with the rights of the repository although a pull request starts it, also one
#   from a fork (pull_request_target, workflow_run). The job fetches the code of that pull request, runs
#   something of it, and logs in to a cloud: whoever opens a pull request can use that identity.
# related_resources:
# - https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
# - https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
# custom:
#   severity: high
#   confidence: high
#   persona: regular
#   remediation: Log in only in a job that does not fetch the proposed code, or start the workflow by pull_request, whose runs for forks get no token.
#   tags: [cwe-829]
#   params: {}
#   since: "2026.12"
package policies.workflow["untrusted-code-with-cloud-role"]

finding contains {"at": checkout.at, "message": msg, "related": [{"at": login.at, "message": "takes the identity"}, {"at": event.at, "message": "started by anybody's pull request"}]} if {
	some event in input.events
	must_serve_strangers(event)
	some checkout in input.checkouts
	checkout.code == "pull-request"
	checkout.runs
	some login in input.logins
	login.method in {"federated", "static"}
	subaud.must_hold(input.id_token)
	not subaud.may_hold(input.guarded)
	msg := sprintf("The job %s runs the code of anybody's pull request with an identity of %s.", [subaud.show(input.job), login.cloud])
}

must_serve_strangers(event) if subaud.must_equal(event.name, "pull_request_target")

must_serve_strangers(event) if subaud.must_equal(event.name, "workflow_run")
