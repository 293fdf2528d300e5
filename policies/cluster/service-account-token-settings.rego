# METADATA
# title: Tokens of service accounts live on or cannot be checked
# description: |
#   A setting of the API server weakens the tokens of service accounts: tokens of deleted accounts are
#   accepted, tokens that are bound to pods live for a year, or the issuer is no https URL, so that no cloud
#   can fetch the keys to check them with.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
# - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Leave service-account-lookup on, set service-account-extend-token-expiration to false once clients read tokens anew, and give an https issuer.
#   tags: [cwe-613]
#   params: {}
#   since: "2026.12"
package policies.cluster["service-account-token-settings"]

finding contains {"at": setting.at, "message": msg} if {
	input.form == "api-server"
	some setting in input.settings
	subaud.must_equal(setting.key, "service-account-lookup")
	subaud.must_equal(setting.value, "false")
	msg := sprintf("%s accepts tokens of service accounts that are deleted.", [subaud.show(input.name)])
}

finding contains {"at": setting.at, "message": msg} if {
	input.form == "api-server"
	some setting in input.settings
	subaud.must_equal(setting.key, "service-account-extend-token-expiration")
	subaud.must_equal(setting.value, "true")
	msg := sprintf("%s makes tokens live for a year that were asked for an hour.", [subaud.show(input.name)])
}

finding contains {"at": setting.at, "message": msg} if {
	input.form == "api-server"
	some setting in input.settings
	subaud.must_equal(setting.key, "service-account-issuer")
	subaud.must_match(setting.value, "http://*")
	msg := sprintf("The issuer %s is no https URL: no cloud can check the tokens of %s.", [subaud.show(setting.value), subaud.show(input.name)])
}
