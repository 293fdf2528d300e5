# METADATA
# title: A role can approve certificates of clients
# description: |
#   A client certificate that the cluster signs names a user and groups, and nobody checks them after the
#   request is approved. Whoever may approve requests to a signer for clients becomes any user. It takes two
#   rights: update on certificatesigningrequests/approval, and approve on the signer.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
# - https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization
# custom:
#   severity: high
#   severities: [high, low, note]
#   confidence: high
#   persona: regular
#   remediation: Name in resourceNames of the rule on signers those that the subject approves for, and leave out the signers for clients.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["approve-certificates"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_approve(rule)
	msg := sprintf("%s %s can %s (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "low", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_approve(rule)
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s; the right to approve for a signer, which it takes too, this role has not for a signer for clients.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_approve(rule)
	subaud.must_be_granted_to_cluster(input.id)
	some other in input.rules
	some signer in {"kubernetes.io/kube-apiserver-client", "kubernetes.io/*", "kubernetes.io/kube-apiserver-client-kubelet"}
	subaud.must_allow_on(other, {"approve signers.certificates.k8s.io"}, signer)
	msg := sprintf("%s %s can %s and approve for signers of client certificates, and so become any user or node.", [input.object, subaud.show(input.name), subaud.show(what)])
}

must_approve(rule) := what if {
	what := subaud.must_allow_named(rule, {
		"patch certificatesigningrequests.certificates.k8s.io/approval", "update certificatesigningrequests.certificates.k8s.io/approval",
	})
}
