# METADATA
# title: Who made the cluster stays its administrator
# description: |
#   The principal that creates the cluster becomes its administrator by an entry that no list shows: often
#   the role of a pipeline, which everybody who can change the pipeline has.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Set bootstrap_cluster_creator_admin_permissions (in eksctl bootstrapClusterCreatorAdminPermissions) to false and give administrators access entries of their own.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.cluster["creator-admin"]

finding contains {"at": setting.at, "message": msg} if {
	input.form in {"eks", "eksctl"}
	some setting in input.settings
	subaud.must_equal(setting.key, "bootstrap_cluster_creator_admin_permissions")
	subaud.must_equal(setting.value, "true")
	msg := sprintf("Whoever creates the cluster %s is its administrator from then on.", [subaud.show(input.name)])
}
