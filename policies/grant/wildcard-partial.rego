# METADATA
# title: A role allows every verb, or every resource of a group
# description: |
#   A wildcard in a rule covers what is there today and what comes tomorrow: every verb includes
#   escalate, bind and impersonate, every resource includes subresources such as pods/exec. Wildcards on
#   the resources that an operator itself defines are a note.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   severity: medium
#   severities: [high, medium, low, note]
#   confidence: high
#   persona: regular
#   remediation: List the resources and the verbs that the subject uses.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.grant["wildcard-partial"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_be_wild(rule)
	msg := sprintf("%s %s allows %s.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "low"} if {
	some rule in input.rules
	what := must_be_wild(rule)
	subaud.must_be_about_kubernetes(rule)
	msg := sprintf("%s %s allows %s.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	not subaud.may_allow_everything(rule)
	what := subaud.must_hold_wildcard(rule)
	subaud.must_be_granted(input.id)
	not subaud.may_be_told_as_takeover(rule)
	power := subaud.must_allow_unnamed(rule, {
		"create daemonsets.apps", "create deployments.apps", "create jobs.batch", "create pods", "create pods/exec",
		"create rolebindings.rbac.authorization.k8s.io", "create statefulsets.apps", "update serviceaccounts",
	})
	msg := sprintf("%s %s allows %s, which includes: %s.", [input.object, subaud.show(input.name), subaud.show(what), subaud.show(power)])
}

finding contains {"at": rule.at, "message": msg, "severity": "high", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	not subaud.may_allow_everything(rule)
	what := subaud.must_hold_wildcard(rule)
	subaud.must_be_granted_to_cluster(input.id)
	power := subaud.must_allow_unnamed(rule, {
		"create mutatingwebhookconfigurations.admissionregistration.k8s.io", "create nodes/proxy", "get nodes/proxy",
		"update certificatesigningrequests.certificates.k8s.io/approval",
	})
	msg := sprintf("%s %s allows %s in the whole cluster, which includes: %s.", [input.object, subaud.show(input.name), subaud.show(what), subaud.show(power)])
}

must_be_wild(rule) := what if {
	not subaud.may_allow_everything(rule)
	not subaud.may_be_told_by_power(rule)
	what := subaud.must_hold_wildcard(rule)
}
