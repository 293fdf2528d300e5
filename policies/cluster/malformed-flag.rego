# METADATA
# title: A flag of the API server is not what was meant
# description: |
#   A flag is written with spaces around its equals sign, or under a name that the server does not have and
#   that is close to one which it has. The server refuses to start, or the setting that was meant does not
#   count.
# related_resources:
# - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write --name=value without spaces, with a name of the reference.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.cluster["malformed-flag"]

finding contains {"at": fault.at, "message": msg} if {
	input.form in {"api-server", "kubelet"}
	some fault in input.faults
	fault.code == "spaced"
	msg := sprintf("The flag --%s of %s does not count: %s.", [fault.element, subaud.show(input.name), fault.message])
}

finding contains {"at": fault.at, "message": msg} if {
	input.form == "api-server"
	some fault in input.faults
	fault.code == "unknown-flag"
	msg := sprintf("The flag --%s of %s is not known: %s.", [fault.element, subaud.show(input.name), fault.message])
}
