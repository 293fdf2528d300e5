# METADATA
# title: A role for IAM Roles Anywhere is open to every trust anchor, or lacks an action
# description: |
#   IAM Roles Anywhere needs sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity. It says by
#   aws:SourceArn which trust anchor vouches for the certificate; a role that does not ask lets in the
#   certificates of every trust anchor that the account has or gets.
# related_resources:
# - https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
# custom:
#   severity: medium
#   severities: [medium, low]
#   confidence: high
#   persona: regular
#   remediation: Allow the three actions, and add an ArnEquals condition on aws:SourceArn with the trust anchor.
#   tags: [cwe-295]
#   params: {}
#   since: "2026.12"
package policies.trust["roles-anywhere-incomplete"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	lacking := subaud.must_lack_action_for_roles_anywhere(way.id)
	msg := sprintf("IAM Roles Anywhere cannot take %s: it needs %s as well.", [subaud.show(input.name), subaud.show(lacking)])
}

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	subaud.must_admit_any_trust_anchor(way.id)
	not subaud.may_ask_for_certificate(way.id)
	msg := sprintf("%s lets in the certificates of every trust anchor of the account: no condition is on aws:SourceArn.", [subaud.show(input.name)])
}

finding contains {"at": way.at, "message": msg, "severity": "low"} if {
	some way in input.ways
	subaud.must_admit_any_trust_anchor(way.id)
	subaud.must_ask_for_certificate(way.id)
	msg := sprintf("%s lets in certificates of every trust anchor of the account that say what it asks for: no condition is on aws:SourceArn.", [subaud.show(input.name)])
}
