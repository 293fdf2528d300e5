# METADATA
# title: eksctl does not make the identity that its configuration asks for
# description: |
#   eksctl refuses the configuration, or reads a part of it and does nothing: service accounts with roles need
#   the IAM identity provider (iam.withOIDC), EKS Pod Identity needs its agent on the nodes, a role that eksctl
#   makes needs a policy, and beside a role that is given policies are passed over or refused. Pods are left
#   without the role, and go on with that of their node.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html
# - https://docs.aws.amazon.com/eks/latest/eksctl/pod-identity-associations.html
# - https://github.com/eksctl-io/eksctl/blob/main/pkg/apis/eksctl.io/v1alpha5/validation.go
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write what the message names as missing, or take away what it names as left unread.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.cluster["eksctl-misconfigured-identity"]

finding contains {"at": refusal.at, "message": msg} if {
	some refusal in input.refusals
	refusal.code == "no-oidc-provider"
	subaud.must_hold(refusal.holds)
	msg := sprintf("eksctl refuses the service accounts of the cluster %s: iam.withOIDC is not true.", [subaud.show(refusal.name)])
}

finding contains {"at": refusal.at, "message": msg} if {
	some refusal in input.refusals
	refusal.code == "no-pod-identity-agent"
	subaud.must_hold(refusal.holds)
	msg := sprintf("The pod identity associations of the cluster %s give pods nothing: eks-pod-identity-agent is not among its addons.", [subaud.show(refusal.name)])
}

finding contains {"at": refusal.at, "message": msg} if {
	some refusal in input.refusals
	refusal.code == "no-name"
	subaud.must_hold(refusal.holds)
	msg := sprintf("eksctl refuses an element of %s: it does not name its service account.", [subaud.show(refusal.name)])
}

finding contains {"at": refusal.at, "message": msg} if {
	some refusal in input.refusals
	refusal.code == "no-policy"
	subaud.must_hold(refusal.holds)
	msg := sprintf("eksctl refuses the service account %s: it names neither a role nor a policy for the role that would be made.", [subaud.show(refusal.name)])
}

finding contains {"at": refusal.at, "message": msg} if {
	some refusal in input.refusals
	refusal.code == "account-twice"
	subaud.must_hold(refusal.holds)
	msg := sprintf("eksctl refuses the service account %s: an element before it is of the same namespace and name.", [subaud.show(refusal.name)])
}

finding contains {"at": refusal.at, "message": msg} if {
	some refusal in input.refusals
	refusal.code == "role-and-policies"
	subaud.must_hold(refusal.holds)
	msg := sprintf("The policies for the service account %s are attached to nothing: a role is given, and eksctl makes none.", [subaud.show(refusal.name)])
}
