# METADATA
# title: The aws-auth ConfigMap has the wrong structure
# description: |
#   A part of aws-auth is not what the authenticator reads: a list that is no list, YAML that does not
#   parse, lines that fuse into one group, a key that means nothing, the wrong namespace. A list that
#   cannot be read is dropped whole, and everybody in it, nodes included, is locked out.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# - https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/mapper/configmap/configmap.go
# custom:
#   severity: high
#   severities: [high, medium, low, note]
#   confidence: high
#   persona: regular
#   remediation: Give mapRoles and mapUsers as text (mapRoles with a bar after the colon) that is a list of rolearn or userarn, username and groups, groups again being a list.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.mapping["invalid-structure"]

finding contains {"at": fault.at, "message": fault.message, "severity": "low"} if {
	some fault in input.faults
	fault.code == "unknown-element"
}

finding contains {"at": fault.at, "message": fault.message, "severity": "medium"} if {
	some fault in input.faults
	fault.code in {"missing-element", "wrong-place", "dropped"}
}

finding contains {"at": fault.at, "message": fault.message, "severity": "note"} if {
	some fault in input.faults
	fault.code == "gated"
}

finding contains {"at": fault.at, "message": fault.message, "severity": "medium"} if {
	some fault in input.faults
	fault.code == "wrong-type"
	fault.element in {"groups", "username", "rolearn", "userarn"}
}

finding contains {"at": fault.at, "message": fault.message} if {
	some fault in input.faults
	fault.code in {"wrong-type", "unparseable", "unknown-element"}
	some list in {"mapRoles", "mapUsers", "mapAccounts"}
	subaud.must_fold_equal(fault.element, list)
}
