# METADATA
# title: The certificate of the API server is not checked
# description: |
#   Whoever can put themselves between the client and the API server can answer in its place, and
#   is given the token or key that the client logs in with.
# related_resources:
# - https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
# - https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Give the client the certificate of the cluster's authority (certificate-authority-data, cluster_ca_certificate) and take the setting away.
#   tags: [cwe-295]
#   params: {}
#   since: "2026.12"
package policies.cluster["insecure-tls"]

finding contains {"at": setting.at, "message": msg} if {
	input.form == "client"
	some setting in input.settings
	subaud.must_equal(setting.key, "insecure-skip-tls-verify")
	subaud.must_equal(setting.value, "true")
	msg := sprintf("%s talks to a cluster whose certificate it does not check.", [subaud.show(input.name)])
}
