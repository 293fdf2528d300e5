# METADATA
# title: A role can run commands in pods
# description: |
#   Whoever may exec into a pod, attach to it, forward its ports or add a container to it acts as the
#   pod's service account, and as the cloud identity that goes with it. Before Kubernetes 1.35 the verb
#   get is enough for the first three, so that a role which only reads everything is enough as well.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
# - https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/
# - https://github.com/kubernetes/kubernetes/pull/134577
# custom:
#   severity: medium
#   severities: [medium, low, note]
#   confidence: high
#   persona: regular
#   remediation: Take the subresources out of the role, or bind it for the time of a repair only, in the namespace that it is about.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["pods-exec"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	not subaud.may_be_told_as_takeover(rule)
	what := must_enter_pods(rule)
	msg := sprintf("%s %s can %s (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "low", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	not subaud.may_be_told_as_takeover(rule)
	what := subaud.must_allow_named(rule, {"get pods/attach", "get pods/exec", "get pods/portforward"})
	subaud.must_be_granted(input.id)
	msg := sprintf("%s %s can %s, which before Kubernetes 1.35 is enough to act as the service accounts of those pods.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	not subaud.may_be_told_as_takeover(rule)
	what := must_enter_pods(rule)
	subaud.must_be_granted(input.id)
	msg := sprintf("%s %s can %s, and so act as the service accounts of those pods.", [input.object, subaud.show(input.name), subaud.show(what)])
}

must_enter_pods(rule) := what if {
	what := subaud.must_allow_named(rule, {
		"create pods/attach", "create pods/exec", "create pods/portforward", "patch pods/ephemeralcontainers",
		"update pods/ephemeralcontainers",
	})
}
