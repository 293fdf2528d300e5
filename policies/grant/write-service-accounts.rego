# METADATA
# title: A role can change service accounts that have a cloud identity
# description: |
#   The annotations of a service account say which cloud identity its pods get. Whoever may write service
#   accounts can give one of them the identity of another, or make the one that a trust policy waits for.
#   The cloud decides whether it believes it, so the rule is high only where accounts of the namespace have
#   a cloud identity.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# - https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
# - https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
# custom:
#   severity: high
#   severities: [high, low, note]
#   confidence: high
#   persona: regular
#   remediation: Leave service accounts to the deployment, and name in resourceNames those that the subject has to change.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["write-service-accounts"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_write_accounts(rule)
	msg := sprintf("%s %s can %s (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "severity": "low", "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_write_accounts(rule)
	subaud.must_be_granted(input.id)
	msg := sprintf("%s %s can %s, and so give them the annotations of a cloud identity.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_write_accounts(rule)
	account := subaud.must_be_granted_near_cloud_identity(input.id)
	msg := sprintf("%s %s can %s where service accounts have a cloud identity: %s.", [input.object, subaud.show(input.name), subaud.show(what), subaud.show(account)])
}

must_write_accounts(rule) := what if {
	not subaud.may_be_told_as_takeover(rule)
	what := subaud.must_allow_named(rule, {"create serviceaccounts", "patch serviceaccounts", "update serviceaccounts"})
}
