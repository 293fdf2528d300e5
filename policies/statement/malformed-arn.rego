# METADATA
# title: An ARN in a policy is malformed
# description: |
#   A resource, a principal or a condition value starts like an ARN but cannot be one: a field is
#   missing, there is a space in it, or its region or account is impossible for the service. AWS
#   refuses such a policy, or accepts it and the statement matches nothing.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write the ARN as arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE; fields that a service leaves empty keep their colons.
#   tags: [cwe-284]
#   params: {}
#   since: "2026.12"
package policies.statement["malformed-arn"]

finding contains {"at": subaud.place(arn), "message": msg} if {
	some arn in input.resources.items
	why := subaud.must_be_malformed_resource(arn)
	msg := sprintf("The resource %s is not an ARN: %s.", [subaud.show(arn), subaud.show(why)])
}

finding contains {"at": subaud.place(arn), "message": msg} if {
	some arn in input.not_resources.items
	why := subaud.must_be_malformed_resource(arn)
	msg := sprintf("The excepted resource %s is not an ARN: %s.", [subaud.show(arn), subaud.show(why)])
}

finding contains {"at": principal.at, "message": msg} if {
	some principal in input.principals
	why := subaud.must_be_malformed_arn(principal.value)
	msg := sprintf("The principal %s is not an ARN: %s.", [subaud.show(principal.value), subaud.show(why)])
}

finding contains {"at": subaud.place(value), "message": msg} if {
	some condition in input.conditions
	some value in condition.values.items
	why := subaud.must_be_malformed_value(condition, value)
	msg := sprintf("The condition on %s compares with %s, which is not an ARN: %s.", [subaud.show(condition.key), subaud.show(value), subaud.show(why)])
}
