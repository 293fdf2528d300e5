# METADATA
# title: A role can run pods or make tokens in kube-system
# description: |
#   kube-system holds the service accounts of the control plane and of the controllers of the cloud, which
#   have strong roles. Whoever may create pods there runs as any of them; whoever may create Secrets there
#   gets a token of any of them, by a Secret of type kubernetes.io/service-account-token.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
# - https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
# custom:
#   severity: high
#   severities: [high]
#   confidence: high
#   persona: regular
#   remediation: Move what the subject deploys to a namespace of its own.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.grant["system-namespace-admin"]

finding contains {"at": rule.at, "message": msg, "chain": subaud.trace(input.id)} if {
	some rule in input.rules
	not subaud.may_be_granted_to_cluster(input.id)
	what := subaud.must_allow_named(rule, {
		"create cronjobs.batch", "create daemonsets.apps", "create deployments.apps", "create jobs.batch", "create pods",
		"create replicasets.apps", "create replicationcontrollers", "create secrets", "create statefulsets.apps",
	})
	subaud.must_be_granted_in(input.id, "kube-system")
	msg := sprintf("%s %s can %s in kube-system, and so act as every service account there.", [input.object, subaud.show(input.name), subaud.show(what)])
}
