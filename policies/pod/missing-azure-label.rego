# METADATA
# title: A pod lacks the label by which it gets its Azure identity
# description: |
#   The service account has an identity of Azure, and the pod template lacks the label
#   azure.workload.identity/use: "true". The webhook leaves such a pod alone: no token is put into it,
#   and the Azure SDK falls back to the managed identity of the node. The label on the service account
#   does nothing.
# related_resources:
# - https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html#pod
# - https://learn.microsoft.com/en-us/azure/aks/workload-identity-overview
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: |
#     Put azure.workload.identity/use: "true", quoted, among the labels of the pod template.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.pod["missing-azure-label"]

finding contains {"at": input.at, "message": msg} if {
	why := subaud.must_miss_azure_webhook(input.id)
	msg := sprintf("The pods of %s %s get no Azure identity: the template %s, although its service account %s has one.", [input.object, subaud.show(input.name), subaud.show(why), subaud.show(input.service_account)])
}
