# METADATA
# title: A thumbprint of an identity provider says nothing
# description: |
#   AWS checks the certificates of issuers by its own list of authorities, and looks at thumbprints only
#   where that does not know the authority. For public services a thumbprint is a line that looks like a
#   guard; one of the wrong form is refused.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
# - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html
# custom:
#   severity: note
#   severities: [low, note]
#   confidence: high
#   persona: regular
#   remediation: Leave out thumbprints for public issuers; elsewhere give the SHA-1 fingerprint of the authority as 40 hexadecimal digits.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.issuer["stale-thumbprint"]

finding contains {"at": subaud.place(thumbprint), "message": msg, "severity": "low"} if {
	input.cloud == "aws"
	input.type == "oidc"
	some thumbprint in input.thumbprints.items
	why := subaud.must_be_malformed_thumbprint(thumbprint)
	msg := sprintf("%s is no thumbprint: %s.", [subaud.show(thumbprint), subaud.show(why)])
}

finding contains {"at": subaud.place(input.thumbprints), "message": msg} if {
	input.cloud == "aws"
	input.type == "oidc"
	some thumbprint in input.thumbprints.items
	not subaud.may_be_malformed_thumbprint(thumbprint)
	subaud.must_be_verified_by_authorities(input.url)
	msg := sprintf("The thumbprints of %s are not used: AWS knows the authorities of its certificates.", [subaud.show(input.url)])
}
