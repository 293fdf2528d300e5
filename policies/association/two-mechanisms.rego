# METADATA
# title: A service account has a role by annotation and another by association
# description: |
#   SDKs look for the token of the annotation before they ask EKS Pod Identity, so that the association
#   says nothing as long as the annotation is there. Who reads the one list of roles does not see the
#   other.
# related_resources:
# - https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Remove the annotation once the association is in place.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.association["two-mechanisms"]

finding contains {"at": input.at, "message": msg} if {
	other := subaud.must_be_overridden(input.id)
	msg := sprintf("%s is given %s by this association and uses %s, which its annotation names.", [subaud.show(input.service_account), subaud.show(input.role), other])
}
