# METADATA
# title: A provider or backend block holds a credential
# description: |
#   A provider or backend block of Terraform holds a long-lived credential, itself or through a
#   variable's default. It is readable in the repository's history and in every plan and state that it
#   ends up in, and whoever reads it can do what the deployment can.
# related_resources:
# - https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
# - https://developer.hashicorp.com/terraform/language/backend#credentials-and-sensitive-data
# custom:
#   severity: high
#   severities: [critical, high, medium, note]
#   confidence: high
#   persona: regular
#   remediation: Revoke the credential and let the pipeline exchange its own token (assume_role_with_web_identity, use_oidc, workload identity federation).
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["terraform-provider"]

finding contains {"at": input.at, "message": msg, "severity": "critical"} if {
	must_be_in_block
	input.type == "access-key-pair"
	input.temporary == false
	msg := sprintf("An access key and its secret are written out in %s of %s.", [input.slot, subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg} if {
	must_be_in_block
	input.type != "access-key-pair"
	input.temporary == false
	msg := sprintf("A credential of %s (%s) is written out in %s of %s.", [input.provider, input.type, input.slot, subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg, "severity": "medium"} if {
	must_be_in_block
	input.temporary == true
	msg := sprintf("A temporary credential of %s is written out in %s of %s.", [input.provider, input.slot, subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg, "severity": "note"} if {
	input.place in {"provider-block", "backend"}
	input.documentation == true
	msg := sprintf("%s of %s holds a key that the provider's documentation prints as an example.", [input.slot, subaud.show(input.object)])
}

must_be_in_block if {
	input.place in {"provider-block", "backend"}
	input.documentation == false
}
