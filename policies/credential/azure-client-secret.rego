# METADATA
# title: An application of Entra gets a secret or certificate
# description: |
#   A workload, a pipeline or a cluster logs in to Azure with a client secret or a certificate that is
#   kept somewhere and has to be renewed by hand. A federated credential or a managed identity needs
#   neither.
# related_resources:
# - https://learn.microsoft.com/entra/workload-id/workload-identity-federation
# - https://learn.microsoft.com/azure/aks/use-managed-identity
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Delete the secret and add a federated credential for the service account or the pipeline (azuread_application_federated_identity_credential); give an AKS cluster a managed identity in place of a service principal.
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["azure-client-secret"]

finding contains {"at": input.at, "message": msg} if {
	input.provider == "azure"
	input.presence == "created"
	input.place != "command"
	msg := sprintf("%s creates a long-lived credential (%s) of an application of Entra.", [subaud.show(input.object), input.type])
}

finding contains {"at": input.at, "message": msg} if {
	input.provider == "azure"
	input.slot == "service_principal"
	msg := sprintf("%s logs in to Azure with a client secret.", [subaud.show(input.object)])
}
