# METADATA
# title: A key of a Google service account is created
# description: |
#   A key lets whoever holds it act as the service account, from anywhere, until it is deleted, and its
#   private half is kept in the state of whatever created it. Workloads of GKE and of other clouds, and
#   pipelines, can be that service account without a key.
# related_resources:
# - https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
# - https://cloud.google.com/iam/docs/workload-identity-federation
# custom:
#   severity: medium
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Delete the key, and let the workload be the service account through Workload Identity Federation (roles/iam.workloadIdentityUser for the Kubernetes service account or the pipeline's token).
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["gcp-service-account-key"]

finding contains {"at": input.at, "message": msg} if {
	input.type == "service-account-key"
	input.presence == "created"
	input.place != "command"
	input.stored == ""
	msg := sprintf("%s creates a key of a Google service account, which does not expire.", [subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg, "severity": "high"} if {
	input.type == "service-account-key"
	input.presence == "created"
	input.place != "command"
	input.stored == "secret"
	msg := sprintf("%s creates a key of a Google service account, which does not expire and is put into a Kubernetes Secret.", [subaud.show(input.object)])
}
