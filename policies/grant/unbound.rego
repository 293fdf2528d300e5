# METADATA
# title: No binding grants a role
# description: |
#   Nothing in the scan, which holds every binding, grants the role: it is left over, or the binding refers to
#   another name. Roles that others aggregate are left out.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
# custom:
#   severity: note
#   severities: [note]
#   confidence: high
#   persona: regular
#   remediation: Delete the role, or mend the binding that was meant to grant it.
#   tags: [cwe-1164]
#   params: {}
#   since: "2026.12"
package policies.grant.unbound

finding contains {"at": input.at, "message": msg} if {
	subaud.must_be_never_granted(input.id)
	msg := sprintf("%s %s is granted by no binding.", [input.object, subaud.show(input.name)])
}
