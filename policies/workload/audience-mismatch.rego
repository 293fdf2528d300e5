# METADATA
# title: The role does not take the audience of the tokens
# description: |
#   Everything fits but the audience: the service account asks for tokens of one, and the role or its
#   identity provider takes another. Every call fails with AccessDenied, and the usual next step is to
#   drop the condition on the audience.
# related_resources:
# - https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
# - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: |
#     Write the same audience in the annotation eks.amazonaws.com/audience, in the condition on
#     <issuer>:aud, and in the client ids of the identity provider; sts.amazonaws.com where there is
#     no reason for another.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.workload["audience-mismatch"]

finding contains {"at": claim.at, "message": msg, "chain": subaud.trace(claim.id)} if {
	some claim in input.claims
	claim.mechanism == "irsa"
	claim.place == "annotations"
	why := subaud.must_be_refused_for_audience(claim.id)
	msg := sprintf("The tokens of %s are for an audience that its role does not take: %s.", [subaud.show(input.name), subaud.show(why)])
}
