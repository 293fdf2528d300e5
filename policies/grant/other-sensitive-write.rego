# METADATA
# title: A role can change what other guards rest on
# description: |
#   A persistent volume can be a directory of a node, and so all of the node. The status of a service
#   decides where traffic for addresses outside of the cluster goes. Network policies keep pods apart, and
#   events tell what happened.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
# - https://kubernetes.io/docs/concepts/services-networking/network-policies/
# - https://github.com/kubernetes/kubernetes/issues/97076
# custom:
#   severity: low
#   severities: [low, note]
#   confidence: high
#   persona: regular
#   remediation: Drop the verbs that the subject does not use.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.grant["other-sensitive-write"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_write(rule)
	msg := sprintf("%s %s can %s (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "low", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_write(rule)
	subaud.must_be_granted(input.id)
	msg := sprintf("%s %s can %s.", [input.object, subaud.show(input.name), subaud.show(what)])
}

must_write(rule) := what if {
	what := subaud.must_allow_named(rule, {
		"create persistentvolumes", "delete events", "delete networkpolicies.networking.k8s.io", "deletecollection events",
		"patch networkpolicies.networking.k8s.io", "patch services/status", "update networkpolicies.networking.k8s.io", "update services/status",
	})
}
