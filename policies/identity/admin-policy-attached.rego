# METADATA
# title: A policy for administrators is attached
# description: |
#   AdministratorAccess and IAMFullAccess make their holder administrator of the account, and
#   PowerUserAccess allows everything but IAM, day and night. Roles that workloads can assume are the
#   matter of identity/federated-admin.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
# custom:
#   severity: medium
#   severities: [medium, low]
#   confidence: high
#   persona: regular
#   remediation: Attach policies for the work at hand, and keep administrators to a few roles that people assume when they need them.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.identity["admin-policy-attached"]

finding contains {"at": attachment.at, "message": msg} if {
	some attachment in input.attached
	attachment.form == "managed"
	subaud.must_match(attachment.policy, "arn:*:iam::aws:policy/AdministratorAccess")
	not subaud.may_be_assumed_by_workloads(input.id)
	msg := sprintf("%s has AdministratorAccess.", [subaud.show(input.name)])
}

finding contains {"at": attachment.at, "message": msg} if {
	some attachment in input.attached
	attachment.form == "managed"
	subaud.must_match(attachment.policy, "arn:*:iam::aws:policy/IAMFullAccess")
	not subaud.may_be_assumed_by_workloads(input.id)
	msg := sprintf("%s has IAMFullAccess, with which it can give itself everything.", [subaud.show(input.name)])
}

finding contains {"at": attachment.at, "message": msg, "severity": "low"} if {
	some attachment in input.attached
	attachment.form == "managed"
	subaud.must_match(attachment.policy, "arn:*:iam::aws:policy/PowerUserAccess")
	msg := sprintf("%s has PowerUserAccess, which is everything but IAM.", [subaud.show(input.name)])
}
