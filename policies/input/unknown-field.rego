# METADATA
# title: A field of an object about identity is none that Kubernetes knows
# description: |
#   The field is misspelled or stands one level too far in or out. Kubernetes drops it with at most a
#   warning: the rule grants something else, the subject is another, or the pod runs as the default
#   service account.
# related_resources:
# - https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
# custom:
#   severity: low
#   severities: [low, medium]
#   confidence: high
#   persona: regular
#   remediation: Move the field to where the message says, or correct its name; apply with --validate=strict.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.input["unknown-field"]

finding contains {"at": input.at, "message": input.message} if {
	input.code == "unknown-field"
}

# Whoever it runs as, it is not the account that was meant.
finding contains {"at": input.at, "message": input.message, "severity": "medium"} if {
	input.code == "unknown-field"
	subaud.must_equal(input.detail, "serviceAccountName")
}
