# METADATA
# title: A projected token is good for more than a day
# description: |
#   A token that leaks can be used until it expires, from anywhere that its audience is taken. The
#   kubelet renews projected tokens by itself, so that a long life serves nothing.
# related_resources:
# - https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: |
#     Set expirationSeconds to 86400 or less; an hour is usual.
#   tags: [cwe-613]
#   params: {}
#   since: "2026.12"
package policies.pod["long-projected-token"]

finding contains {"at": subaud.place(token.seconds), "message": msg} if {
	some token in input.tokens
	subaud.must_at_least(token.seconds, 86401)
	msg := sprintf("The token that %s %s projects is good for %s seconds, more than a day.", [input.object, subaud.show(input.name), subaud.show(token.seconds)])
}
