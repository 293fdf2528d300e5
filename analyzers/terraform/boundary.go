package terraform

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// boundaries tells the managed policies that only bound what others grant: those
// that an identity names as its permissions boundary, and those that nothing
// here attaches and that are called so.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func (b *builder) boundaries() {
	for _, p := range b.policies {
		if b.attached(p.arn) || !b.bounds(p.arn) && !strings.Contains(strings.ToLower(p.arn.String()), "boundar") {
			continue
		}
		for _, s := range b.facts.Statements {
			if contains(p.statements, s.ID) {
				s.Position = "boundary"
			}
		}
	}
}

// attached reports whether some identity may be given the policy.
func (b *builder) attached(arn facts.Text) bool {
	for _, a := range b.attachments {
		if a.policy.Policy.String() != "" && text.Equal(a.policy.Policy, arn) == text.Yes {
			return true
		}
	}
	return false
}

// bounds reports whether some identity names the policy as its boundary.
func (b *builder) bounds(arn facts.Text) bool {
	for _, f := range b.facts.Identities {
		if text.Equal(f.Boundary, arn) == text.Yes {
			return true
		}
	}
	return false
}
