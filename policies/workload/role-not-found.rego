# METADATA
# title: The role that a service account names does not exist
# description: |
#   No role of the scan has the ARN that the annotation names, although roles of that account are
#   here. Either every call fails with AccessDenied, or the role is one that nobody reviews here.
#   Unless the configuration says that the scan holds every identity, this is a note.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Correct the ARN (a role's path belongs to it), or define the role.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["role-not-found"]

finding contains {"at": claim.at, "message": msg, "severity": "note"} if {
	some claim in input.claims
	claim.mechanism == "irsa"
	claim.place == "annotations"
	hint := subaud.must_name_no_role_in_scan(claim.id)
	msg := sprintf("No role in this scan is %s, which %s names%s.", [subaud.show(claim.value), subaud.show(input.name), subaud.show(hint)])
}

finding contains {"at": claim.at, "message": msg} if {
	some claim in input.claims
	claim.mechanism == "irsa"
	claim.place == "annotations"
	hint := subaud.must_name_no_role(claim.id)
	msg := sprintf("There is no role %s, which %s names%s.", [subaud.show(claim.value), subaud.show(input.name), subaud.show(hint)])
}
