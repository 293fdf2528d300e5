# METADATA
# title: A role allows everything
# description: |
#   A rule of the role allows every verb on every resource. Bound in a namespace it is a takeover of
#   the namespace, secrets and service accounts included; bound to the cluster it is cluster
#   administrator under another name.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   severities: [critical, high, medium]
#   confidence: high
#   persona: regular
#   remediation: List the API groups, resources and verbs that the subject uses.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.grant["wildcard-all"]

finding contains {"at": rule.at, "message": msg, "severity": "critical", "chain": subaud.trace(input.id)} if {
	not subaud.may_be_default_cluster_admin(input.id)
	some rule in input.rules
	subaud.must_allow_everything(rule)
	subaud.must_be_granted_to_everyone(input.id)
	msg := sprintf("%s %s allows every verb on every resource and is granted to everyone.", [input.object, subaud.show(input.name)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	not subaud.may_be_default_cluster_admin(input.id)
	some rule in input.rules
	subaud.must_allow_everything(rule)
	subaud.must_be_granted(input.id)
	msg := sprintf("%s %s allows every verb on every resource.", [input.object, subaud.show(input.name)])
}

finding contains {"at": rule.at, "message": msg, "severity": "medium"} if {
	not subaud.may_be_default_cluster_admin(input.id)
	some rule in input.rules
	subaud.must_allow_everything(rule)
	msg := sprintf("%s %s allows every verb on every resource (nothing in this scan is known to bind it).", [input.object, subaud.show(input.name)])
}
