# METADATA
# title: A shell variable stands where Terraform wants an interpolation
# description: |
#   Terraform replaces ${name}, not $name. In an ARN, an issuer or a condition the dollar sign and
#   the name go to the cloud as they are, and the trust or the grant matches nothing.
# related_resources:
# - https://developer.hashicorp.com/terraform/language/expressions/strings
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write ${var.name} or ${local.name}, with a variable or local of that name.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.input["shell-interpolation-in-hcl"]

finding contains {"at": input.at, "message": msg} if {
	input.code == "shell-interpolation-in-hcl"
	msg := sprintf("$%s is not replaced by Terraform: the cloud gets the dollar sign and the name as they are.", [subaud.show(input.detail)])
}
