# METADATA
# title: A role can write role bindings, or roles that are bound
# description: |
#   The API server lets a subject grant only what it has itself, unless it may bind or escalate, which
#   grant/escalation-verbs tells of. Within that it can pass on its rights, to accounts that nobody watches,
#   and keep them after its own binding is gone; and it can take away the bindings of others.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
# custom:
#   severity: medium
#   severities: [medium, low, note]
#   confidence: high
#   persona: regular
#   remediation: Leave roles and bindings to the deployment, or name those that the subject has to change in resourceNames.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["write-role-bindings"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_write_bindings(rule)
	msg := sprintf("%s %s can %s (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "low", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_write_bindings(rule)
	subaud.must_be_granted(input.id)
	msg := sprintf("%s %s can %s of a namespace, and so pass on all that it may do there.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_write_bindings(rule)
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s of the whole cluster, and so pass on all that it may do.", [input.object, subaud.show(input.name), subaud.show(what)])
}

must_write_bindings(rule) := what if {
	not subaud.may_allow(rule, {
		"bind clusterroles.rbac.authorization.k8s.io", "bind roles.rbac.authorization.k8s.io",
		"escalate clusterroles.rbac.authorization.k8s.io", "escalate roles.rbac.authorization.k8s.io",
	})
	what := subaud.must_allow_named(rule, {
		"create clusterrolebindings.rbac.authorization.k8s.io",
		"create rolebindings.rbac.authorization.k8s.io",
		"patch clusterrolebindings.rbac.authorization.k8s.io", "patch clusterroles.rbac.authorization.k8s.io",
		"patch rolebindings.rbac.authorization.k8s.io", "patch roles.rbac.authorization.k8s.io",
		"update clusterrolebindings.rbac.authorization.k8s.io", "update clusterroles.rbac.authorization.k8s.io",
		"update rolebindings.rbac.authorization.k8s.io", "update roles.rbac.authorization.k8s.io",
	})
}
