# METADATA
# title: A key is written twice in an object that says who may what
# description: |
#   YAML's readers keep the last of two equal keys and drop the first without a word: annotations that
#   were given an identity, rules that were reviewed, a list of mapped roles. Strict readers refuse the
#   file.
# related_resources:
# - https://yaml.org/spec/1.2.2/#3213-node-comparison
# - https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Merge the two values under one key.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.input["duplicate-key"]

finding contains {"at": input.at, "message": input.message, "related": [{"at": input.related, "message": "written here first"}]} if {
	input.code == "duplicate-key"
}
