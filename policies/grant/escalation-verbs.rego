# METADATA
# title: A role can become somebody else
# description: |
#   escalate and bind let the subject give itself any role, impersonate lets it act as any user, group
#   or service account, and create on serviceaccounts/token gives it a token of any service account,
#   with the cloud identity that goes with it. The wildcard of verbs includes them all. Granted in a
#   namespace, they hold for what is in it; users, groups and cluster roles are not.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update
# - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
# custom:
#   severity: high
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Drop the verb, or name in resourceNames which roles may be bound and whom the subject may impersonate.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["escalation-verbs"]

finding contains {"at": rule.at, "message": msg, "severity": "low"} if {
	some rule in input.rules
	not subaud.may_be_told_as_takeover(rule)
	not subaud.may_name_only_itself(input.id, rule)
	what := subaud.must_allow_by_name(rule, {
		"bind clusterroles.rbac.authorization.k8s.io", "bind roles.rbac.authorization.k8s.io", "create serviceaccounts/token",
		"escalate clusterroles.rbac.authorization.k8s.io", "escalate roles.rbac.authorization.k8s.io", "impersonate groups",
		"impersonate serviceaccounts", "impersonate users",
	})
	subaud.must_be_granted(input.id)
	msg := sprintf("%s %s can %s, and gets at most what those have.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "medium"} if {
	some rule in input.rules
	what := subaud.must_let_become_others(input.id, rule)
	msg := sprintf("%s %s can %s (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := subaud.must_let_become_others_of_namespace(rule)
	subaud.must_be_granted(input.id)
	not subaud.may_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s of a namespace, and so become whoever it likes there.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := subaud.must_let_become_others(input.id, rule)
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s, and so become whoever it likes.", [input.object, subaud.show(input.name), subaud.show(what)])
}
