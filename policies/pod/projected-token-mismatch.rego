# METADATA
# title: A variable leads to no token that the cloud takes
# description: |
#   AWS_WEB_IDENTITY_TOKEN_FILE or AZURE_FEDERATED_TOKEN_FILE is written by hand and names a file that
#   no projected token is in, or a token for another audience, often that of the API server. The SDK
#   fails, or hands a token out that is good for the API server as well.
# related_resources:
# - https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
# - https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
# - https://azure.github.io/azure-workload-identity/docs/
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: |
#     Mount a projected volume with a serviceAccountToken of the audience that the cloud expects, and
#     name its path; or leave it to the webhook, by annotating the service account.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.pod["projected-token-mismatch"]

finding contains {"at": variable.at, "message": msg} if {
	some container in input.containers
	some variable in container.env
	why := subaud.must_miss_token(variable)
	msg := sprintf("%s leads container %s of %s %s to no token that it can use: %s.", [subaud.show(variable.key), subaud.show(container.name), input.object, subaud.show(input.name), subaud.show(why)])
}
