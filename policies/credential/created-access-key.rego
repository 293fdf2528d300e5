# METADATA
# title: A long-lived access key of AWS is created
# description: |
#   An access key of an IAM user works from anywhere until somebody deletes it, and its secret is kept
#   in the state of whatever created it. Pods, pipelines and people can have a role for an hour instead.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
# - https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_access_key
# custom:
#   severity: medium
#   severities: [high, medium, low]
#   confidence: high
#   persona: regular
#   remediation: Delete the key and the user, and give the workload a role (EKS Pod Identity, IAM roles for service accounts, or web identity for a pipeline).
#   tags: [cwe-798]
#   params: {}
#   since: "2026.12"
package policies.credential["created-access-key"]

finding contains {"at": input.at, "message": msg} if {
	must_be_created
	not subaud.may_hold(input.encrypted)
	input.stored == ""
	input.source != "cloudformation"
	msg := sprintf("%s creates an access key, whose secret is kept in the state.", [subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg} if {
	must_be_created
	input.source == "cloudformation"
	msg := sprintf("%s creates an access key, whose secret the stack can hand on.", [subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg, "severity": "high"} if {
	must_be_created
	not subaud.may_hold(input.encrypted)
	input.stored == "secret"
	msg := sprintf("%s creates an access key, whose secret is put into a Kubernetes Secret.", [subaud.show(input.object)])
}

finding contains {"at": input.at, "message": msg, "severity": "low"} if {
	must_be_created
	subaud.must_hold(input.encrypted)
	msg := sprintf("%s creates an access key, whose secret is kept encrypted.", [subaud.show(input.object)])
}

must_be_created if {
	input.provider == "aws"
	input.type == "access-key-pair"
	input.presence == "created"
	input.place != "command"
}
