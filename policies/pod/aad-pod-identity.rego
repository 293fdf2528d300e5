# METADATA
# title: The pod gets its Azure identity from AAD Pod Identity
# description: |
#   AAD Pod Identity was archived in 2023 and gets no more fixes. Its agent answers for the metadata
#   service of the node, so that whoever can make a pod with the label gets the identity, and whoever
#   gets around the agent that of the node.
# related_resources:
# - https://github.com/Azure/aad-pod-identity
# - https://learn.microsoft.com/en-us/azure/aks/workload-identity-migrate-from-pod-identity
# custom:
#   severity: medium
#   severities: [medium, note]
#   confidence: high
#   persona: regular
#   remediation: |
#     Move to Microsoft Entra Workload ID: annotate the service account with the client id, label the
#     pod, and add a federated credential to the managed identity.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.pod["aad-pod-identity"]

finding contains {"at": subaud.place(label), "message": msg} if {
	label := subaud.must_have_label(input.id, "aadpodidbinding")
	not subaud.may_have_annotation(input.id, "azure.workload.identity/inject-proxy-sidecar")
	msg := sprintf("%s %s is given an Azure identity by AAD Pod Identity, which is archived.", [input.object, subaud.show(input.name)])
}

finding contains {"at": subaud.place(label), "message": msg, "severity": "note"} if {
	label := subaud.must_have_label(input.id, "aadpodidbinding")
	msg := sprintf("%s %s still has the label of AAD Pod Identity, which is archived.", [input.object, subaud.show(input.name)])
}

finding contains {"at": container.at, "message": msg} if {
	some container in input.containers
	container.program in {"nmi", "mic"}
	msg := sprintf("%s %s runs the agent of AAD Pod Identity, which is archived.", [input.object, subaud.show(input.name)])
}
