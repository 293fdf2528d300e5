# METADATA
# title: A role can create pods in every namespace
# description: |
#   Whoever may create pods, or what makes pods, in a namespace chooses the service account that they run as,
#   and so gets the rights and the cloud identity of each account there, and what the pods of the namespace
#   can mount. In one namespace that is what a team or a controller has; in all of them, it is a way to the
#   accounts of kube-system.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: Bind the role by a RoleBinding in the namespaces that the subject deploys to.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["create-pods"]

finding contains {"at": rule.at, "message": msg, "severity": "note"} if {
	some rule in input.rules
	what := must_create_pods(rule)
	msg := sprintf("%s %s can %s, and so choose the service account that runs.", [input.object, subaud.show(input.name), subaud.show(what)])
}

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	what := must_create_pods(rule)
	subaud.must_be_granted_to_cluster(input.id)
	msg := sprintf("%s %s can %s in every namespace, and so act as every service account of the cluster.", [input.object, subaud.show(input.name), subaud.show(what)])
}

must_create_pods(rule) := what if {
	not subaud.may_be_told_as_takeover(rule)
	what := subaud.must_allow_named(rule, {
		"create cronjobs.batch", "create daemonsets.apps", "create deployments.apps", "create jobs.batch", "create pods",
		"create replicasets.apps", "create replicationcontrollers", "create statefulsets.apps",
	})
}
