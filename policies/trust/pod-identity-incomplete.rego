# METADATA
# title: EKS Pod Identity cannot take the role
# description: |
#   EKS Pod Identity needs sts:AssumeRole and sts:TagSession on a role, as the service
#   pods.eks.amazonaws.com. Without one of the actions, or where the role that an association names does
#   not trust the service at all, the pod gets no credentials of the role and goes on with those of the
#   node, if it finds any.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Let the service pods.eks.amazonaws.com do both sts:AssumeRole and sts:TagSession in the role's trust policy.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["pod-identity-incomplete"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	lacking := subaud.must_lack_action_for_pods(way.id)
	msg := sprintf("Pods get no credentials of %s: EKS Pod Identity needs %s as well.", [subaud.show(input.name), subaud.show(lacking)])
}

finding contains {"at": input.at, "message": msg, "related": [{"at": subaud.pod_association(input.id), "message": "the association"}]} if {
	pods := subaud.must_be_given_to_pods_in_vain(input.id)
	msg := sprintf("%s is given to the pods of %s by EKS Pod Identity and does not trust pods.eks.amazonaws.com.", [subaud.show(input.name), subaud.show(pods)])
}
