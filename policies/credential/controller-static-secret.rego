# METADATA
# title: A controller uses a static credential where it could have an identity
# description: |
#   A controller in the cluster takes a long-lived credential from a Secret. It supports the identity
#   that the cluster can give it, which nobody can copy out of a Secret and nobody has to renew.
# related_resources:
# - https://external-secrets.io/latest/provider/aws-access/
# - https://cert-manager.io/docs/configuration/acme/dns01/route53/
# - https://docs.upbound.io/build/provider-authentication/
# - https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
# custom:
#   severity: medium
#   severities: [high, medium]
#   confidence: high
#   persona: regular
#   remediation: Configure the controller with a federated identity, as the message says, and delete the credential.
#   tags: [cwe-522]
#   params: {}
#   since: "2026.12"
package policies.credential["controller-static-secret"]

finding contains {"at": input.at, "message": msg} if {
	input.place == "controller"
	input.presence == "referenced"
	subaud.must_be_taken(input.id)
	msg := sprintf("%s takes a static credential (%s) by %s, where it could have %s.", [subaud.show(input.object), input.type, input.slot, input.instead])
}

finding contains {"at": input.at, "message": msg, "severity": "high"} if {
	input.place == "controller"
	input.presence == "written"
	input.documentation == false
	input.temporary == false
	msg := sprintf("%s holds a static credential (%s) in %s, where it could have %s.", [subaud.show(input.object), input.type, input.slot, input.instead])
}
