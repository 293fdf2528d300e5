# METADATA
# title: A role can read all Secrets
# description: |
#   A rule allows to read Secrets whatever their names: cloud keys, registry passwords, tokens of
#   service accounts. list and watch give the contents as get does. Bound to the cluster (or in
#   kube-system) it is a way to administrator; bound in a namespace, to all that is kept there.
#   Controllers whose work it is (cert-manager, External Secrets) are told of with less weight.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#secrets
# - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   severity: high
#   severities: [high, medium, note]
#   confidence: high
#   persona: regular
#   remediation: Name the Secrets (resourceNames, with get only), mount them into the pod that needs them, or take a federated identity instead.
#   tags: [cwe-522]
#   params: {}
#   since: "2026.12"
package policies.grant["read-secrets"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_read_secrets(rule)
	msg := sprintf("%s %s can %s, whatever their names (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "medium", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_read_secrets(rule)
	subaud.must_be_granted(input.id)
	not subaud.may_be_granted_only_to_keepers(input.id)
	msg := sprintf("%s %s can %s of a namespace, whatever their names.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_read_secrets(rule)
	subaud.must_be_granted_in(input.id, "kube-system")
	not subaud.may_be_granted_only_to_keepers(input.id)
	msg := sprintf("%s %s can %s of kube-system, whatever their names.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_read_secrets(rule)
	subaud.must_be_granted_to_cluster(input.id)
	not subaud.may_be_granted_only_to_keepers(input.id)
	msg := sprintf("%s %s can %s of the whole cluster.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "medium", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_read_secrets(rule)
	who := subaud.must_be_granted_only_to_keepers(input.id)
	msg := sprintf("%s %s can %s, whatever their names, which is the work of %s: whoever gets into that controller has them too.", [input.object, subaud.show(input.name), subaud.show(what), subaud.show(who)])
}

must_read_secrets(rule) := what if {
	not subaud.may_allow_everything(rule)
	what := subaud.must_allow(rule, {"get secrets", "list secrets", "watch secrets"})
}
