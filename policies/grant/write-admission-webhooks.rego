# METADATA
# title: A role can write admission webhooks
# description: |
#   An admission webhook sees every object that is written, Secrets and tokens among them, and a mutating
#   one can change it: another image, another service account. Whoever may write its configuration decides
#   where the API server sends them. The same holds for mutating admission policies; bindings of validating
#   ones can be made to let everything pass.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
# - https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
# custom:
#   severity: high
#   severities: [high, medium, low, note]
#   confidence: high
#   persona: regular
#   remediation: Name in resourceNames the configurations that the subject keeps; a controller that puts its CA bundle there needs no more.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["write-admission-webhooks"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_write_webhooks(rule)
	msg := sprintf("%s %s can %s, which decide about every object (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "low"} if {
	some rule in input.rules
	what := subaud.must_allow_by_name(rule, {
		"patch mutatingwebhookconfigurations.admissionregistration.k8s.io", "patch validatingwebhookconfigurations.admissionregistration.k8s.io",
		"update mutatingwebhookconfigurations.admissionregistration.k8s.io", "update validatingwebhookconfigurations.admissionregistration.k8s.io",
	})
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s, and so decide what those see and change.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "medium", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_write_webhooks(rule)
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s, and so see or let pass every object that is written.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := subaud.must_allow_named(rule, {
		"create mutatingadmissionpolicybindings.admissionregistration.k8s.io", "create mutatingwebhookconfigurations.admissionregistration.k8s.io",
		"create validatingwebhookconfigurations.admissionregistration.k8s.io",
	})
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s, and so see and change every object that is written.", [input.object, subaud.show(input.name), subaud.show(what)])
}

must_write_webhooks(rule) := what if {
	what := subaud.must_allow_named(rule, {
		"create mutatingwebhookconfigurations.admissionregistration.k8s.io", "create validatingwebhookconfigurations.admissionregistration.k8s.io",
		"patch mutatingwebhookconfigurations.admissionregistration.k8s.io", "patch validatingwebhookconfigurations.admissionregistration.k8s.io",
		"update mutatingwebhookconfigurations.admissionregistration.k8s.io", "update validatingadmissionpolicybindings.admissionregistration.k8s.io",
		"update validatingwebhookconfigurations.admissionregistration.k8s.io",
	})
}
