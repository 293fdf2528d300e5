# METADATA
# title: A rule of a role grants nothing
# description: |
#   The API server accepts any words in a rule and grants nothing for those that it does not know: a
#   resource that is in another API group, one in the singular, a verb that does not exist, create with
#   resourceNames. What was meant is missing, and who reads the role believes that it is there. Groups
#   that Kubernetes itself does not have are not judged.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
# custom:
#   severity: low
#   severities: [low]
#   confidence: high
#   persona: regular
#   remediation: Write the resource, the group and the verb as `kubectl api-resources -o wide` lists them, or delete the rule.
#   tags: [cwe-1164]
#   params: {}
#   since: "2026.12"
package policies.grant.ineffective

finding contains {"at": rule.at, "message": msg} if {
	some rule in input.rules
	why := subaud.must_grant_nothing(input.id, rule)
	msg := sprintf("A rule of %s %s grants nothing for what it says: %s.", [input.object, subaud.show(input.name), subaud.show(why)])
}
