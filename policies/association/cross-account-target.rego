# METADATA
# title: The target role of an association does not let in its role
# description: |
#   EKS Pod Identity takes the role of the association, and with it the target role. The trust policy of
#   the target must let the first role assume it and tag the session, and should ask for whom: by the
#   external id of the association, or by the tags of the session. Else every pod that has the first
#   role reaches the target.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
# - https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html
# custom:
#   severity: medium
#   severities: [medium, low]
#   confidence: high
#   persona: regular
#   remediation: Allow sts:AssumeRole and sts:TagSession to the role of the association, with a condition on sts:ExternalId or on aws:RequestTag/kubernetes-service-account.
#   tags: [cwe-441]
#   params: {}
#   since: "2026.12"
package policies.association["cross-account-target"]

finding contains {"at": subaud.place(input.target_role), "message": msg} if {
	lacks := subaud.must_be_refused_by_target(input.id)
	msg := sprintf("%s does not allow %s to %s, so that the pods of %s get nothing.", [subaud.show(input.target_role), lacks, subaud.show(input.role), subaud.show(input.service_account)])
}

finding contains {"at": subaud.place(input.target_role), "message": msg, "severity": "low"} if {
	subaud.must_chain_unasked(input.id)
	msg := sprintf("%s lets in %s whichever pods it comes from: it asks for no external id and no tag.", [subaud.show(input.target_role), subaud.show(input.role)])
}
