# METADATA
# title: A machine's user data holds a cloud credential
# description: |
#   User data is handed to every process on the machine, pods on the host's network included, by the
#   instance's metadata service, and to everyone who may describe the machine or its launch template.
# related_resources:
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
# - https://learn.microsoft.com/azure/virtual-machines/custom-data
# custom:
#   severity: high
#   severities: [high, medium, note]
#   confidence: high
#   persona: regular
#   remediation: Revoke the credential, take it out of the user data, and give the machine a role (instance profile, managed identity, service account) with which it fetches what it needs.
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["user-data"]

finding contains {"at": input.at, "message": msg} if {
	input.place == "user-data"
	input.documentation == false
	input.temporary == false
	msg := sprintf("The user data of %s holds a credential of %s (%s).", [subaud.show(input.object), input.provider, input.type])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	input.place == "user-data"
	input.documentation == false
	input.temporary == true
	msg := sprintf("The user data of %s holds a temporary credential of %s.", [subaud.show(input.object), input.provider])
}

finding contains {"at": input.at, "message": msg, "severity": "note"} if {
	input.place == "user-data"
	input.documentation == true
	msg := sprintf("The user data of %s holds a key that the provider's documentation prints as an example.", [subaud.show(input.object)])
}
