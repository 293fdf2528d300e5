# METADATA
# title: A cloud credential is written out
# description: |
#   A long-lived credential of a cloud provider stands in a file. Everyone who can read the file,
#   its history or a copy of it can use the credential until someone revokes it; a workload with a
#   federated identity needs none.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
# - https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
# custom:
#   severity: high
#   severities: [critical, high, medium, note]
#   confidence: high
#   persona: regular
#   remediation: Revoke the credential at its provider, take it out of the file, and give the workload a federated identity instead.
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["cloud-key-literal"]

finding contains {"at": input.at, "message": msg, "severity": "critical"} if {
	must_be_cloud_key
	input.type == "access-key-pair"
	input.temporary == false
	msg := sprintf("An access key and its secret are written out in %s.", [input.slot])
}

finding contains {"at": input.at, "message": msg} if {
	must_be_cloud_key
	input.type != "access-key-pair"
	input.temporary == false
	msg := sprintf("A credential of %s (%s) is written out in %s.", [input.provider, input.type, input.slot])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	must_be_cloud_key
	input.temporary == true
	msg := sprintf("A temporary credential of %s is written out in %s.", [input.provider, input.slot])
}

finding contains {"at": input.at, "message": msg, "severity": "note"} if {
	input.provider in {"aws", "azure", "gcp"}
	not input.place in {"secret", "config-map", "provider-block", "backend", "user-data", "kubeconfig", "ci-login"}
	input.presence == "written"
	input.documentation == true
	msg := sprintf("%s holds a key that the provider's documentation prints as an example.", [input.slot])
}

must_be_cloud_key if {
	input.provider in {"aws", "azure", "gcp"}
	not input.place in {"secret", "config-map", "provider-block", "backend", "user-data", "kubeconfig", "ci-login"}
	input.presence == "written"
	input.type != "password" # of an account: it has no form of its own
	input.documentation == false
}
