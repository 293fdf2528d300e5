package link

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// defaultAudience is what the webhook asks a token for where no annotation says
// otherwise.
// https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
const defaultAudience = "sts.amazonaws.com"

// TokenOf is the token that a workload would present; audience is that which its
// claim asks for. The cluster's issuer is left open: nothing in a manifest says
// which cluster it is applied to, so that a role refuses the workload only if it
// does so whichever cluster that is.
func TokenOf(w *facts.Workload, audience facts.Text) iam.Token {
	namespace := w.Namespace
	if namespace.Absent() {
		name := fmt.Sprintf("the namespace that %s is applied to", w.Address)
		namespace = text.Of(&text.Symbol{Name: name, Fresh: true}, w.At)
	}
	if audience.Absent() {
		audience = text.Known(defaultAudience, w.At)
	}
	return iam.Token{
		AnyIssuer: true,
		Subject:   text.Concat(text.Known("system:serviceaccount:", w.At), namespace, text.Known(":", w.At), w.Name),
		Audience:  audience,
	}
}

// JobTokens are the tokens that a CI job can present when it logs in.
func JobTokens(l Login) []iam.Token {
	var out []iam.Token
	for _, sub := range l.Workflow.Subjects.Items {
		token := iam.Token{Issuer: l.Workflow.Issuer, Subject: sub, Audience: l.Login.Audience}
		if !token.Issuer.IsKnown() { // whichever of them the role trusts
			token.Issuer, token.AnyIssuer = facts.Text{}, true
		}
		out = append(out, token)
	}
	return out
}
