# METADATA
# title: An ARN is mapped twice
# description: |
#   Two entries of aws-auth have the same ARN, whatever the case of its letters. The authenticator keeps
#   the last of a list and asks mapRoles before mapUsers; the other entry has no effect, and its reader
#   believes that it has.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# - https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.8/pkg/mapper/configmap/configmap.go
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Keep one entry for each ARN, with all the groups that the principal needs.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.mapping["duplicate-entry"]

finding contains {"at": subaud.place(input.principal), "message": msg, "related": [{"at": subaud.overriding(input.id), "message": "This one counts."}]} if {
	other := subaud.must_be_mapped_again(input.id)
	msg := sprintf("This entry for %s has no effect, since %s counts.", [subaud.show(input.principal), subaud.show(other)])
}

finding contains {"at": subaud.place(input.principal), "message": msg, "severity": "note", "related": [{"at": subaud.overriding(input.id), "message": "This one counts."}]} if {
	other := subaud.must_be_repeated(input.id)
	msg := sprintf("This entry for %s is there twice, and %s says the same.", [subaud.show(input.principal), subaud.show(other)])
}
