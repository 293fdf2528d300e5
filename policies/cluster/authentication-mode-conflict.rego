# METADATA
# title: The cluster does not read who is let in
# description: |
#   The authentication mode of the cluster excludes what is declared beside it: with API, the ConfigMap
#   aws-auth is not read, and who stands in it is locked out; with CONFIG_MAP, access entries cannot be made.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/grant-k8s-access.html#set-cam
# - https://docs.aws.amazon.com/eks/latest/userguide/migrating-access-entries.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Set the mode to API_AND_CONFIG_MAP while both are used, or move the entries to the one that counts.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.cluster["authentication-mode-conflict"]

finding contains {"at": input.at, "message": msg, "chain": chain} if {
	input.form in {"eks", "eksctl"}
	subaud.must_equal(input.authentication_mode, "API")
	some form in {"aws-auth", "eksctl"}
	chain := subaud.must_have_mapping(input.id, form)
	msg := sprintf("The cluster %s takes access entries only: its aws-auth is not read.", [subaud.show(input.name)])
}

finding contains {"at": input.at, "message": msg, "chain": chain} if {
	input.form in {"eks", "eksctl"}
	subaud.must_equal(input.authentication_mode, "CONFIG_MAP")
	chain := subaud.must_have_mapping(input.id, "access-entry")
	msg := sprintf("The cluster %s takes aws-auth only: its access entries are refused.", [subaud.show(input.name)])
}
