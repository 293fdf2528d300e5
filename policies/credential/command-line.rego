# METADATA
# title: A secret is written out in a command
# description: |
#   A command is given a password or a token as one of its words. It stands in the repository, and wherever
#   the command runs it ends up in the history of the shell, in the list of processes that everybody on the
#   machine can see, and in the logs of whatever ran it.
# related_resources:
# - https://kubernetes.io/docs/reference/access-authn-authz/authentication/
# - https://kubernetes.io/docs/reference/kubectl/generated/kubectl_config/kubectl_config_set-credentials/
# - https://learn.microsoft.com/cli/azure/authenticate-azure-cli-service-principal
# - https://attack.mitre.org/techniques/T1552/003/
# custom:
#   severity: high
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Revoke the secret, and let the command log in with a federated identity (aws eks get-token, kubelogin, az login --federated-token) or read the secret from a file or standard input.
#   tags: [cwe-214, cwe-522]
#   params: {}
#   since: "2026.12"
package policies.credential["command-line"]

finding contains {"at": input.at, "message": msg} if {
	must_be_in_command
	input.temporary == false
	msg := sprintf("A %s is written out in %s of %s.", [input.type, input.slot, subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	must_be_in_command
	input.temporary == true
	msg := sprintf("A %s that ends by itself is written out in %s of %s.", [input.type, input.slot, subaud.show(input.object)])
}

# What is a credential of a cloud by its form is told by cloud-key-literal.
must_be_in_command if {
	input.place == "command"
	input.presence == "written"
	input.type in {"password", "token"}
	input.documentation == false
}
