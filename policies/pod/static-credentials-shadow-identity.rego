# METADATA
# title: A static credential hides the identity that the pod is given
# description: |
#   The pod's service account is given an identity of the cloud, and a container has a static credential
#   as well. The cloud's libraries look for the credential first and stop where they find it, so the
#   identity is never used: what runs is a key that does not expire, with other permissions than those
#   that people review.
# related_resources:
# - https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
# - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
# - https://learn.microsoft.com/azure/developer/go/sdk/authentication/credential-chains
# - https://cloud.google.com/docs/authentication/application-default-credentials
# custom:
#   severity: high
#   severities: [high, note]
#   confidence: high
#   persona: regular
#   remediation: Take the static credential out of the container and the Secret, revoke it, and see that the identity of the service account has the permissions that the workload needs.
#   tags: [cwe-522]
#   params: {}
#   since: "2026.12"
package policies.pod["static-credentials-shadow-identity"]

finding contains {"at": v.at, "message": msg, "chain": chain} if {
	some c in input.containers
	some v in c.env
	what := subaud.must_shadow_by_variable(input.id, c, v, "lasting")
	chain := subaud.trace_shadow(input.id, c, v)
	msg := sprintf("The container %s of %s never uses the identity of its service account: the SDKs take %s.", [subaud.show(c.name), input.address, what])
}

finding contains {"at": r.at, "message": msg, "chain": chain} if {
	some c in input.containers
	some r in c.env_from
	what := subaud.must_shadow_by_object(input.id, c, r, "lasting")
	chain := subaud.trace_shadow(input.id, c, r)
	msg := sprintf("The container %s of %s never uses the identity of its service account: %s has the variables, and the SDKs take %s.", [subaud.show(c.name), input.address, subaud.show(r.object), what])
}

finding contains {"at": m.at, "message": msg, "chain": chain} if {
	some c in input.containers
	some m in c.mounts
	what := subaud.must_shadow_by_file(input.id, c, m)
	chain := subaud.trace_shadow(input.id, c, m)
	msg := sprintf("The container %s of %s never uses the identity of its service account: the SDKs take %s.", [subaud.show(c.name), input.address, what])
}

finding contains {"at": v.at, "message": msg, "severity": "note"} if {
	some c in input.containers
	some v in c.env
	what := subaud.must_shadow_by_variable(input.id, c, v, "temporary")
	msg := sprintf("The container %s of %s has the keys of a session beside an identity: the SDKs take %s.", [subaud.show(c.name), input.address, what])
}
