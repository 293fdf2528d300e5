# METADATA
# title: Nobody becomes the bound user
# description: |
#   The binding names a user, and no mapping of an AWS principal gives that name: the user name of an entry
#   differs, or the entry puts the principal into a group of that name. The binding grants nothing to
#   anybody. Unless the configuration says that the scan holds every mapping, this is a note, since a user
#   may also come from a certificate or an OIDC provider.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Bind the group that the mapping gives (kind Group), or write the user name as in the mapping.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.binding["unmapped-user"]

finding contains {"at": subject.at, "message": msg} if {
	some subject in input.subjects
	hint := subaud.must_be_unmapped(subject)
	msg := sprintf("Nobody is mapped to the user %s%s.", [subaud.show(subject.name), subaud.show(hint)])
}

finding contains {"at": subject.at, "message": msg, "severity": "note"} if {
	some subject in input.subjects
	hint := subaud.must_be_unmapped_in_scan(subject)
	msg := sprintf("No mapping of this scan gives the user %s%s.", [subaud.show(subject.name), subaud.show(hint)])
}
