# METADATA
# title: A service need not say on whose behalf it assumes the role
# description: |
#   The service acts for many accounts, and sends with every request for which resource of which
#   account it does so. A role that does not ask for that can be used through a resource that somebody
#   else made. Only services of which AWS documents that they send the keys are reported.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
# custom:
#   severity: low
#   confidence: high
#   persona: regular
#   remediation: Add a condition on aws:SourceAccount with your account, or on aws:SourceArn with the resource that uses the role.
#   tags: [cwe-441]
#   params: {}
#   since: "2026.12"
package policies.trust["confused-deputy"]

finding contains {"at": way.at, "message": msg} if {
	some way in input.ways
	service := subaud.must_be_unasked_deputy(way.id)
	msg := sprintf("%s can be assumed by %s whoever it acts for: nothing asks for aws:SourceAccount or aws:SourceArn.", [subaud.show(input.name), subaud.show(service)])
}
