package privilege_test

import (
	"testing"

	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/text"
)

func TestLooks(t *testing.T) {
	const readOnly, newer, own = "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/NobodyKnowsThis", "arn:aws:iam::111122223333:policy/own"
	for _, test := range []struct {
		name, statements, boundary string
		attached                   []string
		want                       text.Truth
	}{
		{"nothing is seen", "", "", nil, text.Unknown},
		{"reading", allow("s3:GetObject", "*"), "", nil, text.Yes},
		{"all that begins with Describe", allow("EC2:describe*", "*"), "", nil, text.Yes},
		{"a reading action that manages permissions", allow("billing:GetResourcePolicy", "*"), "", nil, text.Yes},
		{"writing", allow("s3:PutObject", "arn:aws:s3:::one/*"), "", nil, text.No},
		{"reading and writing", allow("s3:GetObject", "*") + "," + allow("s3:*", "*"), "", nil, text.No},
		{"everything", allow("*", "*"), "", nil, text.No},
		{"becoming another role", allow("sts:AssumeRole", "*"), "", nil, text.No},
		{"all but some", `{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`, "", nil, text.No},
		{"a service that nobody knows", allow("quantumfoam:Get*", "*"), "", nil, text.Unknown},
		{"an action that nobody knows", allow("s3:GetQuantumFoam", "*"), "", nil, text.Unknown},
		{"who knows", allow("{{x}}", "*"), "", nil, text.Unknown},
		{"writing that is denied, perhaps", allow("s3:PutObject", "*") + `,{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}`, "", nil, text.Unknown},
		{"writing beyond the boundary, perhaps", allow("s3:PutObject", "*"), allow("s3:Get*", "*"), nil, text.Unknown},
		{"a policy of AWS that reads", "", "", []string{readOnly}, text.Yes},
		{"a policy of AWS that reads, and writing", allow("s3:PutObject", "*"), "", []string{readOnly}, text.No},
		{"a policy of AWS that writes", "", "", []string{readOnly, "arn:aws:iam::aws:policy/AmazonS3FullAccess"}, text.No},
		{"a policy of AWS that is kept", "", "", []string{"arn:aws:iam::aws:policy/AdministratorAccess"}, text.No},
		{"a policy of AWS that is newer", "", "", []string{readOnly, newer}, text.Unknown},
		{"a policy of one's own that is not here", allow("s3:GetObject", "*"), "", []string{own}, text.Unknown},
		{"a policy that somebody chooses", "", "", []string{readOnly, "var.x"}, text.Unknown},
	} {
		id, find := identity(t, test.statements, test.boundary, test.attached...)
		got, symbols := privilege.Of(id, find).Looks()
		if got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
		if got == text.Unknown && len(symbols) == 0 {
			t.Errorf("%s: nothing is said to decide it", test.name)
		}
	}
}

// TestLooksOwnPolicy: a policy that is attached by its ARN is judged by its
// statements where they are there.
func TestLooksOwnPolicy(t *testing.T) {
	id, find := identity(t, allow("s3:GetObject", "*"), "", "arn:aws:iam::111122223333:policy/own")
	find(id.Statements[0]).OwnerName = text.Known("own", find(id.Statements[0]).At)
	if got, _ := privilege.Of(id, find).Looks(); got != text.Yes {
		t.Errorf("got %v, want yes", got)
	}
}
