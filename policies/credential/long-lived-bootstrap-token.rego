# METADATA
# title: A bootstrap token never expires
# description: |
#   Whoever has a bootstrap token can join a machine to the cluster, and gets the Secrets of the pods
#   that are scheduled there. It is made for the minutes in which nodes are set up; one without an
#   expiration is good until somebody deletes it.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#bootstrap-token-secret-format
# - https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-token/
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Delete the token, and let whoever sets up a node make one of a few minutes (kubeadm token create --ttl 15m); in a manifest, set expiration.
#   tags: [cwe-613]
#   params: {}
#   since: "2026.12"
package policies.credential["long-lived-bootstrap-token"]

finding contains {"at": input.at, "message": msg} if {
	input.type == "bootstrap-token"
	not subaud.may_hold(input.expires)
	input.documentation == false
	msg := sprintf("%s is a token for joining nodes that never expires.", [subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg, "severity": "note"} if {
	input.type == "bootstrap-token"
	input.documentation == true
	msg := sprintf("%s is a token for joining nodes that documentation prints as an example.", [subaud.show(input.object)])
}
