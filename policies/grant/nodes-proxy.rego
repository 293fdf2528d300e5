# METADATA
# title: A role can use the API of the kubelets
# description: |
#   nodes/proxy leads to the API of each kubelet, which runs commands in every pod of the node and does not
#   ask for pods/exec; the audit log and admission of the API server see nothing of it. The verb get is
#   enough, since commands go through a WebSocket, which begins with one. For metrics and statistics there
#   are nodes/metrics and nodes/stats.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
# - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
# custom:
#   severity: high
#   severities: [high, note]
#   confidence: high
#   persona: regular
#   remediation: Give nodes/metrics, nodes/stats or nodes/log in place of nodes/proxy.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["nodes-proxy"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_use_kubelets(rule)
	msg := sprintf("%s %s can %s (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_use_kubelets(rule)
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s, and so run commands in every pod.", [input.object, subaud.show(input.name), subaud.show(what)])
}

must_use_kubelets(rule) := what if {
	what := subaud.must_allow_named(rule, {"create nodes/proxy", "get nodes/proxy"})
}
