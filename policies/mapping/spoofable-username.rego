# METADATA
# title: Whoever assumes the role chooses the Kubernetes user name
# description: |
#   The user name of the mapping holds the name of the role's session, and that is chosen by whoever
#   assumes the role. Without a prefix of its own the name can be that of another user, to whom a binding
#   grants something. With one it still cannot be told who acted, unless the trust policy of the role fixes
#   sts:RoleSessionName.
# related_resources:
# - https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.8/README.md
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_rolesessionname
# - https://cwe.mitre.org/data/definitions/290.html
# custom:
#   severity: high
#   severities: [high, low]
#   confidence: high
#   persona: regular
#   remediation: Give the user name a prefix that no bound user has, such as ROLE:{{SessionName}}, bind the group of the mapping instead of users, and fix sts:RoleSessionName in the trust policy of the role.
#   tags: [cwe-290]
#   params: {}
#   since: "2026.12"
package policies.mapping["spoofable-username"]

finding contains {"at": subaud.place(input.username), "message": msg, "severity": "low"} if {
	subaud.must_choose_username(input.id)
	msg := sprintf("Whoever assumes %s chooses its user name, by the name of the session.", [subaud.show(input.principal)])
}

finding contains {"at": subaud.place(input.username), "message": msg} if {
	user := subaud.must_choose_bound_username(input.id)
	msg := sprintf("Whoever assumes %s can name the session so that it is %s.", [subaud.show(input.principal), subaud.show(user)])
}
