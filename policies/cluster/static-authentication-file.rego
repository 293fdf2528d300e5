# METADATA
# title: The API server takes passwords or tokens from a file
# description: |
#   The API server is started with a list of users and their passwords or tokens. They stand in plain text,
#   end only when somebody restarts the server without them, and give whatever groups the file says,
#   system:masters included.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
# - https://www.cisecurity.org/benchmark/kubernetes
# custom:
#   severity: high
#   confidence: high
#   persona: regular
#   remediation: Remove the flag and the file; let people log in by OIDC or the cloud's identities, and programs by service accounts.
#   tags: [cwe-256, cwe-798]
#   params: {}
#   since: "2026.12"
package policies.cluster["static-authentication-file"]

finding contains {"at": setting.at, "message": msg} if {
	input.form == "api-server"
	some setting in input.settings
	must_be_authentication_file(setting)
	not subaud.may_equal(setting.value, "")
	msg := sprintf("%s lets in whoever is listed in %s, by the flag %s.", [subaud.show(input.name), subaud.show(setting.value), subaud.show(setting.key)])
}

must_be_authentication_file(setting) if subaud.must_equal(setting.key, "token-auth-file")

must_be_authentication_file(setting) if subaud.must_equal(setting.key, "basic-auth-file")
