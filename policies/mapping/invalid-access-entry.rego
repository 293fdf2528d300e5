# METADATA
# title: EKS refuses the access entry
# description: |
#   The API of EKS does not take an access entry, or the association of an access policy, that is written
#   so. Applying it fails, often after other resources were changed, and the principal has no access.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
# - https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write what the message names as EKS takes it; permissions of an administrator come from the access policy AmazonEKSClusterAdminPolicy, and those of nodes from the type of the entry.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.mapping["invalid-access-entry"]

finding contains {"at": input.at, "message": msg} if {
	why := subaud.must_be_refused_entry(input.id)
	msg := sprintf("EKS refuses the access entry for %s: %s.", [subaud.show(input.principal), subaud.show(why)])
}
