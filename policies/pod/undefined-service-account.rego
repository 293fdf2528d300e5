# METADATA
# title: A pod names a service account that does not exist
# description: |
#   The API server refuses to make pods of a service account that is not in their namespace. The usual
#   repair is to drop the name, and the pod then runs as the default account. Unless the configuration
#   says that the scan holds every service account, this is a note, and said only where one of the name
#   is in another namespace.
# related_resources:
# - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: |
#     Make the service account in the namespace of the pod, or correct the name.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.pod["undefined-service-account"]

finding contains {"at": subaud.place(input.service_account), "message": msg} if {
	hint := subaud.must_name_no_account(input.id)
	msg := sprintf("There is no service account %s for %s %s%s.", [subaud.show(input.service_account), input.object, subaud.show(input.name), subaud.show(hint)])
}

finding contains {"at": subaud.place(input.service_account), "message": msg, "severity": "note"} if {
	hint := subaud.must_name_account_elsewhere(input.id)
	msg := sprintf("No service account of this scan is %s in the namespace of %s %s%s.", [subaud.show(input.service_account), input.object, subaud.show(input.name), subaud.show(hint)])
}
