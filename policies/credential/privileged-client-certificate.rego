# METADATA
# title: A client certificate makes its bearer an administrator
# description: |
#   A client certificate names a group that no role binding can be taken from, or a person for a long
#   time. Kubernetes cannot revoke a client certificate: until it expires, only a new certificate
#   authority for the whole cluster ends it.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates
# - https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Let people and pipelines log in through OIDC or the cloud's plugin, and bind them to a role; where a certificate is needed, ask for one of hours (expirationSeconds) and without a system group.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.credential["privileged-client-certificate"]

finding contains {"at": input.at, "message": msg} if {
	input.type == "private-key"
	input.presence == "written"
	some group in {"system:masters", "kubeadm:cluster-admins"}
	subaud.must_include(input.groups, group)
	msg := sprintf("The key of a client certificate of the group %s is written out in %s: it administers the cluster and cannot be revoked.", [group, subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	input.place == "signing-request"
	not subaud.may_equal(input.signer, "kubernetes.io/kubelet-serving")
	some group in {"system:masters", "kubeadm:cluster-admins"}
	subaud.must_include(input.groups, group)
	msg := sprintf("%s asks for a client certificate of the group %s, which administers the cluster and cannot be revoked.", [subaud.show(input.object), group])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	must_be_for_person
	subaud.must_at_least(input.seconds, 2592001)
	msg := sprintf("%s asks for a client certificate for %s that is good for %s seconds and cannot be revoked.", [subaud.show(input.object), subaud.show(input.user), subaud.show(input.seconds)])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	must_be_for_person
	subaud.must_be_absent(input.seconds)
	msg := sprintf("%s asks for a client certificate for %s that is good as long as the cluster's signer allows, a year by default, and cannot be revoked.", [subaud.show(input.object), subaud.show(input.user)])
}

must_be_for_person if {
	input.place == "signing-request"
	subaud.must_equal(input.signer, "kubernetes.io/kube-apiserver-client")
	not subaud.may_match(input.user, "system:*")
	not subaud.may_include(input.groups, "system:masters")
	not subaud.may_include(input.groups, "kubeadm:cluster-admins")
}
