# METADATA
# title: A service that a role trusts does not exist
# description: |
#   Services are principals by names such as ec2.amazonaws.com. A name without its ending, or with a
#   letter wrong, is nobody's: AWS refuses the policy, or the service cannot use the role. A service
#   that is not in the table of this program is not reported, as it may be newer.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
# custom:
#   severity: medium
#   confidence: high
#   persona: regular
#   remediation: Write the service's principal as its documentation does, such as lambda.amazonaws.com.
#   tags: []
#   params: {}
#   since: "2026.12"
package policies.trust["invalid-service-principal"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	why := subaud.must_be_invalid_service(way.id)
	msg := sprintf("%s is no service that can assume %s: %s.", [subaud.show(way.principal), subaud.show(input.name), subaud.show(why)])
}
