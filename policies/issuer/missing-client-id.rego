# METADATA
# title: An identity provider does not list the audience of its tokens
# description: |
#   IAM refuses a token whose audience is none of the client ids of its provider, before it looks at any
#   role. Tokens of EKS carry sts.amazonaws.com, unless an annotation of the service account says
#   otherwise; others carry what the job asks for, and the roles say what that should be.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
# - https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Add the audience to the client ids of the provider.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.issuer["missing-client-id"]

finding contains {"at": subaud.place(input.audiences), "message": msg} if {
	audience := subaud.must_lack_audience(input.id)
	msg := sprintf("The provider %s does not list the audience %s.", [subaud.show(input.url), audience])
}
