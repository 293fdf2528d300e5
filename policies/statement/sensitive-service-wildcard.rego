# METADATA
# title: A policy allows everything of a sensitive service
# description: |
#   The statement allows every action of a service on every resource, where some of the actions
#   decide about everything else: who may do what (IAM, STS, Organizations), what runs as whom (EKS),
#   and what protects secrets (KMS, Secrets Manager, Systems Manager, S3).
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# custom:
#   severity: medium
#   severities: [medium, low]
#   confidence: high
#   persona: regular
#   remediation: List the actions that the identity uses, and the resources that they are for.
#   tags: [cwe-269]
#   params: {}
#   since: "2026.12"
package policies.statement["sensitive-service-wildcard"]

finding contains {"at": input.at, "message": msg, "severity": "low"} if {
	what := must_grant(input)
	msg := sprintf("%s allows %s on every resource.", [input.address, subaud.show(what)])
}

finding contains {"at": input.at, "message": msg} if {
	what := must_grant(input)
	who := subaud.must_be_held_by_workload(input)
	msg := sprintf("%s allows %s on every resource to %s.", [input.address, subaud.show(what), subaud.show(who)])
}

must_grant(statement) := what if {
	statement.position in {"identity", "unknown"}
	not subaud.may_hold(statement.has_principal)
	what := subaud.must_grant_whole_services(statement, {"eks", "iam", "kms", "organizations", "s3", "secretsmanager", "ssm", "sts"})
}
