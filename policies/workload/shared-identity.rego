# METADATA
# title: Unrelated workloads share one cloud identity
# description: |
#   Pods of different applications run as one service account that has a cloud identity. Each can do
#   what any of them needs, and what one of them did cannot be told from the logs.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   severity: low
#   confidence: high
#   persona: pedantic
#   remediation: |
#     Give each application a service account and an identity of its own.
#   tags: [cwe-250]
#   params: {}
#   since: "2026.12"
package policies.workload["shared-identity"]

finding contains {"at": input.at, "message": msg} if {
	who := subaud.must_be_shared(input.id)
	msg := sprintf("Service account %s gives its cloud identity to workloads that have nothing in common: %s.", [subaud.show(input.name), subaud.show(who)])
}
