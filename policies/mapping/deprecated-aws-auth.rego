# METADATA
# title: The cluster uses the aws-auth ConfigMap
# description: |
#   Access entries do what aws-auth does: the API of EKS checks them, CloudTrail records each change, and
#   nobody who may edit a ConfigMap in kube-system can make himself administrator with them. AWS has
#   deprecated the ConfigMap.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# - https://docs.aws.amazon.com/eks/latest/userguide/migrating-access-entries.html
# custom:
#   severity: note
#   confidence: high
#   persona: pedantic
#   remediation: Create access entries for the principals that are mapped, set the authentication mode to API, and delete the ConfigMap.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.mapping["deprecated-aws-auth"]

finding contains {"at": input.at, "message": msg} if {
	subaud.must_open_aws_auth(input.id)
	msg := "Who may log in is written in the aws-auth ConfigMap, which access entries replace."
}
