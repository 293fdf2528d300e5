# METADATA
# title: Nobody is asked who they are, or nobody is refused
# description: |
#   The API server or the kubelet is told to let through whoever comes: AlwaysAllow asks no authorizer,
#   anonymous requests to a kubelet need no credential, and the read-only and the insecure port have no login
#   at all. Who reaches the port reads every Secret that pods mount, or runs commands in them.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
# - https://kubernetes.io/docs/reference/access-authn-authz/authorization/
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Set authorization-mode to Node,RBAC for the API server and to Webhook for kubelets, turn anonymous-auth of kubelets off, and set the ports to 0.
#   tags: [cwe-306, cwe-862]
#   params: {}
#   since: "2026.12"
package policies.cluster["weak-authentication"]

finding contains {"at": setting.at, "message": msg} if {
	input.form in {"api-server", "kubelet"}
	some setting in input.settings
	subaud.must_equal(setting.key, "authorization-mode")
	subaud.must_match(setting.value, "*AlwaysAllow*")
	msg := sprintf("%s allows every request (authorization-mode %s).", [subaud.show(input.name), subaud.show(setting.value)])
}

finding contains {"at": setting.at, "message": msg, "severity": "medium"} if {
	input.form == "api-server"
	some setting in input.settings
	subaud.must_equal(setting.key, "authorization-mode")
	not subaud.may_match(setting.value, "*RBAC*")
	not subaud.may_match(setting.value, "*Webhook*")
	not subaud.may_match(setting.value, "*Always*")
	msg := sprintf("%s decides without RBAC (authorization-mode %s).", [subaud.show(input.name), subaud.show(setting.value)])
}

finding contains {"at": setting.at, "message": msg} if {
	input.form == "kubelet"
	some setting in input.settings
	subaud.must_equal(setting.key, "anonymous-auth")
	subaud.must_equal(setting.value, "true")
	msg := sprintf("%s takes requests without a credential (anonymous-auth).", [subaud.show(input.name)])
}

finding contains {"at": setting.at, "message": msg} if {
	some setting in input.settings
	must_be_open_port(setting)
	not subaud.may_equal(setting.value, "0")
	msg := sprintf("%s listens on a port without any login (%s %s).", [subaud.show(input.name), subaud.show(setting.key), subaud.show(setting.value)])
}

must_be_open_port(setting) if {
	input.form == "kubelet"
	subaud.must_equal(setting.key, "read-only-port")
}

must_be_open_port(setting) if {
	input.form == "api-server"
	subaud.must_equal(setting.key, "insecure-port")
}
