# METADATA
# title: Pods can take the role of their node from its metadata service
# description: |
#   The instance metadata service gives the credentials of the node's role to whoever asks. It answers
#   pods where it takes requests without a token (IMDSv1), or where its answers may travel more than one
#   hop. Every pod then has what the node may do, whatever role its service account has. (A network
#   policy, or a block by the CNI, can still keep pods from it.)
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
# - https://karpenter.sh/docs/concepts/nodeclasses/
# custom:
#   severity: medium
#   confidence: medium
#   persona: regular
#   remediation: Set http_tokens to required and http_put_response_hop_limit to 1, and give pods that need AWS a role of their own.
#   tags: [cwe-668]
#   params: {}
#   since: "2026.12"
package policies.cluster["imds-reachable-from-pods"]

finding contains {"at": setting.at, "message": msg} if {
	input.form == "node-template"
	some setting in input.settings
	how := subaud.must_answer_pods(input.id, setting)
	msg := sprintf("The metadata service of nodes started by %s answers %s, and so pods.", [subaud.show(input.name), how])
}
