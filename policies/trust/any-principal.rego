# METADATA
# title: Any AWS account can assume the role
# description: |
#   An Allow statement of the trust policy names every AWS principal, and no condition narrows it
#   to an organisation, an account or a network. Whoever has any AWS account can call
#   sts:AssumeRole and become the role. An external id alone is a shared name, not a secret, so it
#   lowers the severity but does not close the door.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# custom:
#   severity: critical
#   severities: [critical, high]
#   confidence: high
#   persona: regular
#   remediation: |
#     Name the accounts or roles that may assume the role, or add a StringEquals condition on
#     aws:PrincipalOrgID.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.trust["any-principal"]

finding contains {"at": way.at, "message": msg, "witness": w, "severity": "high"} if {
	some way in input.ways
	w := subaud.must_admit_any_principal(way.id)
	subaud.must_require_external_id(way.id)
	msg := sprintf("%s can be assumed from every AWS account that knows its external id.", [subaud.show(input.name)])
}

finding contains {"at": way.at, "message": msg, "witness": w} if {
	some way in input.ways
	w := subaud.must_admit_any_principal(way.id)
	not subaud.may_require_external_id(way.id)
	msg := sprintf("%s can be assumed from every AWS account.", [subaud.show(input.name)])
}
