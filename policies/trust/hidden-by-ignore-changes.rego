# METADATA
# title: Changes of a trust policy are ignored
# description: |
#   Terraform ignores what others make of the trust policy: a principal that somebody adds by hand stays,
#   no plan shows it, and what is written here, and reviewed, need not be what is in force.
# related_resources:
# - https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Take assume_role_policy out of ignore_changes, and write down whom the role trusts.
#   tags: [cwe-778]
#   params: {}
#   since: "2026.12"
package policies.trust["hidden-by-ignore-changes"]

finding contains {"at": subaud.place(input.overlooked), "message": msg} if {
	subaud.must_hold(input.overlooked)
	msg := sprintf("What others make of the trust policy of %s is ignored, and no plan shows it.", [subaud.show(input.name)])
}
