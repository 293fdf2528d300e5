# METADATA
# title: A kubeconfig asks for a credential in a way that clients no longer know
# description: |
#   The plugins for Google's and Microsoft's clouds that were part of the client are gone since 1.26, and
#   the first version of the protocol for plugins since 1.24. A newer kubectl, or a program that is
#   built with a newer client library, cannot log in with this file.
# related_resources:
# - https://kubernetes.io/blog/2022/11/18/upcoming-changes-in-kubernetes-1-26/
# - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Write an exec plugin with client.authentication.k8s.io/v1 (gke-gcloud-auth-plugin, kubelogin, aws eks get-token); aws eks update-kubeconfig, az aks get-credentials and gcloud container clusters get-credentials do so.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.credential["removed-auth-plugin"]

finding contains {"at": input.at, "message": msg} if {
	input.type == "auth-provider"
	input.slot in {"gcp", "azure"}
	msg := sprintf("The user %s of %s logs in with the built-in plugin %s, which clients lack since 1.26.", [subaud.show(input.user), subaud.show(input.object), input.slot])
}

finding contains {"at": input.at, "message": msg} if {
	input.type == "exec-plugin"
	input.slot == "client.authentication.k8s.io/v1alpha1"
	msg := sprintf("The user %s of %s runs a plugin by %s, which clients do not know since 1.24.", [subaud.show(input.user), subaud.show(input.object), input.slot])
}
