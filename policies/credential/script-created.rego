# METADATA
# title: A script makes a credential that works for long
# description: |
#   A script makes a key, a client secret or a token that works until somebody deletes it or for longer than a
#   day, and whose value is printed into a terminal, a file or a log. Everybody who runs the script has another
#   one. A federated identity needs none.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
# - https://learn.microsoft.com/entra/workload-id/workload-identity-federation
# - https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
# - https://kubernetes.io/docs/reference/kubectl/generated/kubectl_create/kubectl_create_token/
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Give the workload or the pipeline a federated identity in place of the credential; ask for tokens of Kubernetes when they are needed, for an hour.
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["script-created"]

finding contains {"at": input.at, "message": msg} if {
	input.place == "command"
	input.presence == "created"
	input.type in {"access-key-pair", "client-secret", "service-account-key"}
	msg := sprintf("%s makes a credential (%s) that works until somebody deletes it.", [subaud.show(input.object), input.type])
}

finding contains {"at": input.at, "message": msg} if {
	input.place == "command"
	input.presence == "created"
	input.type == "token"
	subaud.must_at_least(input.seconds, 86401)
	msg := sprintf("%s asks for a token that works for %s seconds.", [subaud.show(input.object), subaud.show(input.seconds)])
}
