# METADATA
# title: A Secret keeps a service account's token for ever
# description: |
#   Kubernetes fills a Secret of this type with a token of a service account that never expires and is
#   bound to no pod. Whoever once read it acts as the service account until the Secret or the account is
#   deleted. Since 1.24 none is made unless somebody asks for it.
# related_resources:
# - https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
# - https://kubernetes.io/docs/concepts/security/service-accounts/#get-a-token
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Delete the Secret, and let its users ask for tokens that expire (TokenRequest, kubectl create token, a projected volume).
#   tags: [cwe-613]
#   params: {}
#   since: "2026.12"
package policies.credential["service-account-token-secret"]

finding contains {"at": input.at, "message": msg} if {
	input.provider == "kubernetes"
	input.type == "token"
	input.place == "secret"
	msg := sprintf("%s holds a service account's token that never expires.", [subaud.show(input.object)])
}
