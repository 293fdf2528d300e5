# METADATA
# title: A mapped principal can make itself administrator of the cluster
# description: |
#   The mapping makes the principal a user and a member of groups, bindings grant them roles, and the
#   roles allow everything, or what leads to everything: to bind or escalate roles, to impersonate
#   system:masters, to write aws-auth, to run pods as the controllers in kube-system. No single file shows
#   it.
# related_resources:
# - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Bind a role with the permissions that the principal needs, in the namespaces that it needs them in, and leave roles, bindings, impersonation and kube-system to a role for administrators.
#   tags: [cwe-269, cwe-250]
#   params: {}
#   since: "2026.12"
package policies.mapping["reaches-cluster-admin"]

finding contains {"at": subaud.place(input.principal), "message": msg, "severity": "medium", "chain": subaud.trace(input.id)} if {
	how := subaud.must_administer_cluster(input.id, "indirect")
	msg := sprintf("%s can become administrator of the cluster: it may %s.", [subaud.show(input.principal), subaud.show(how)])
}

finding contains {"at": subaud.place(input.principal), "message": msg, "chain": subaud.trace(input.id)} if {
	how := subaud.must_administer_cluster(input.id, "direct")
	msg := sprintf("%s is as good as administrator of the cluster: it may %s.", [subaud.show(input.principal), subaud.show(how)])
}
