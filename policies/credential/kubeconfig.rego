# METADATA
# title: A kubeconfig holds a credential
# description: |
#   A kubeconfig holds a token, a password or a private key. Everyone who can read the file, its
#   history or a copy of it is that user of the cluster, mostly for as long as the cluster exists.
#   Clusters of the clouds let a plugin fetch a token with the identity that its user has anyway.
# related_resources:
# - https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
# - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
# custom:
#   severity: high
#   severities: [high, medium, note]
#   confidence: high
#   persona: regular
#   remediation: Revoke the credential at the cluster, take the file out of the repository, and let an exec plugin (aws eks get-token, kubelogin, gke-gcloud-auth-plugin) fetch a token.
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential.kubeconfig

finding contains {"at": input.at, "message": msg} if {
	must_be_in_kubeconfig
	input.temporary == false
	not subaud.may_be_known_to_include(input.groups, "system:masters")
	msg := sprintf("The user %s of %s has a credential (%s) written out in %s.", [subaud.show(input.user), subaud.show(input.object), input.type, input.slot])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	must_be_in_kubeconfig
	input.temporary == true
	msg := sprintf("The user %s of %s has a temporary credential (%s) written out in %s.", [subaud.show(input.user), subaud.show(input.object), input.type, input.slot])
}

finding contains {"at": input.at, "message": msg, "severity": "note"} if {
	input.place == "kubeconfig"
	input.documentation == true
	msg := sprintf("The user %s of %s has a credential that documentation prints as an example.", [subaud.show(input.user), subaud.show(input.object)])
}

must_be_in_kubeconfig if {
	input.place == "kubeconfig"
	input.presence == "written"
	input.documentation == false
}
