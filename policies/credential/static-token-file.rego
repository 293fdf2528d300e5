# METADATA
# title: A file of static tokens or passwords lies with the sources
# description: |
#   The API server reads such a file when it starts and takes every token in it, from whoever brings
#   it, until it is started again without. The tokens never expire and stay in the repository's history.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
# custom:
#   severity: high
#   severities: [high, note]
#   confidence: high
#   persona: regular
#   remediation: Remove the file and the flag that names it, restart the API server, and let people and pipelines log in through OIDC or with service account tokens that expire.
#   tags: [cwe-312, cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["static-token-file"]

finding contains {"at": input.at, "message": msg} if {
	input.place == "static-token-file"
	input.documentation == false
	msg := sprintf("The %s of the Kubernetes user %s is written out in a file for static authentication.", [input.type, subaud.show(input.user)])
}

finding contains {"at": input.at, "message": msg, "severity": "note"} if {
	input.place == "static-token-file"
	input.documentation == true
	msg := sprintf("The Kubernetes user %s has a token that documentation prints as an example.", [subaud.show(input.user)])
}
