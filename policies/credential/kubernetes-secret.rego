# METADATA
# title: A Kubernetes object carries a cloud credential
# description: |
#   A Secret or ConfigMap manifest holds a cloud provider's credential. Base64 is not encryption:
#   the credential is readable in the repository, in etcd and to everybody who may read the object.
# related_resources:
# - https://kubernetes.io/docs/concepts/configuration/secret/
# - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   severity: high
#   severities: [high, medium, note]
#   confidence: high
#   persona: regular
#   remediation: Revoke the credential, remove it from the manifest, and let the service account take a federated identity; where a static secret is unavoidable, keep it in a secret store.
#   tags: [cwe-312]
#   params: {}
#   since: "2026.12"
package policies.credential["kubernetes-secret"]

finding contains {"at": input.at, "message": msg} if {
	input.provider in {"aws", "azure", "gcp"}
	input.place in {"secret", "config-map"}
	input.presence == "written"
	input.documentation == false
	input.temporary == false
	msg := sprintf("%s holds a credential of %s (%s) in its key %s.", [subaud.show(input.object), input.provider, input.type, input.slot])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	input.provider in {"aws", "azure", "gcp"}
	input.place in {"secret", "config-map"}
	input.presence == "written"
	input.documentation == false
	input.temporary == true
	msg := sprintf("%s holds a temporary credential of %s in its key %s.", [subaud.show(input.object), input.provider, input.slot])
}

finding contains {"at": input.at, "message": msg, "severity": "note"} if {
	input.provider in {"aws", "azure", "gcp"}
	input.place in {"secret", "config-map"}
	input.presence == "written"
	input.documentation == true
	msg := sprintf("%s holds a key that the provider's documentation prints as an example, in its key %s.", [subaud.show(input.object), input.slot])
}
