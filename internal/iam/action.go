package iam

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// trustActions are what a role trust policy may allow: entering the role, and
// setting what a session carries.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
var trustActions = [...]string{
	assumeRole, assumeSAML, assumeWebID, "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext",
}

// IsTrustAction decides whether an element of Action is, or as a pattern covers,
// an action that belongs into a trust policy.
func IsTrustAction(action facts.Text) text.Truth {
	out := text.No
	list := facts.List{Present: true, Closed: true, Items: []facts.Text{action}}
	for _, a := range trustActions {
		out = text.Or(out, listMatches(list, a))
	}
	return out
}
