# METADATA
# title: A command puts a written-out value into a Secret
# description: |
#   A command makes a Secret of a value that is one of its own words. The value stands in the repository and
#   in the history of every shell that ran the command, whatever is done to protect the Secret.
# related_resources:
# - https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-kubectl/
# - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Change the value, and let the command read the new one from a file that is not in the repository (--from-file), or let a secret store make the Secret.
#   tags: [cwe-214]
#   params: {}
#   since: "2026.12"
package policies.credential["secret-from-literal"]

# What is a credential of a cloud by its form is told by cloud-key-literal.
finding contains {"at": input.at, "message": msg} if {
	input.place == "secret-command"
	input.type in {"password", "registry-auth"}
	msg := sprintf("The value of %s in %s is written out in the command that makes it.", [input.slot, subaud.show(input.object)])
}
