package privilege_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/privilege"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// identity makes a role of policy statements in JSON, in which ${x} that is no
// policy variable is a symbol, and of the policies attached to it.
func identity(t *testing.T, statements, boundary string, attached ...string) (*facts.Identity, func(facts.ID) *facts.Statement) {
	t.Helper()
	byID := map[facts.ID]*facts.Statement{}
	symbols := text.NewTable("test")
	read := func(name, list string) []facts.ID {
		list = strings.NewReplacer("{{x}}", symbols.Token(symbols.Symbol("var.x")), "{{role.arn}}", symbols.Token(symbols.Symbol("aws_iam_role.app.arn")),
			"{{account}}", symbols.Token(symbols.Symbol("data.aws_caller_identity.me.account_id"))).Replace(list)
		file := source.NewFile(name+".json", []byte(`{"Version": "2012-10-17", "Statement": [`+list+`]}`))
		docs, faults := yamlpos.ParseJSON(file, yamlpos.Options{Symbols: symbols})
		if len(faults) > 0 {
			t.Fatalf("%s: %v", list, faults[0])
		}
		doc := iam.Read(docs[0].Root, iam.Options{Position: "identity", Base: facts.Base{ID: facts.ID("policy:" + name), Address: name}})
		var ids []facts.ID
		for i := range doc.Statements {
			ids = append(ids, doc.Statements[i].ID)
			byID[doc.Statements[i].ID] = &doc.Statements[i]
		}
		return ids
	}
	id := &facts.Identity{Cloud: "aws", Type: "role", Statements: read("own", statements)}
	if boundary != "" {
		id.Boundary = text.Known("arn:aws:iam::111122223333:policy/limits", source.Span{})
		id.BoundaryStatements = read("limits", boundary)
	}
	for _, arn := range attached {
		policy := text.Known(arn, source.Span{})
		if arn == "var.x" {
			policy = text.Of(symbols.Symbol(arn), source.Span{})
		}
		id.Attached = append(id.Attached, facts.Attachment{Policy: policy, Form: "managed"})
	}
	return id, func(s facts.ID) *facts.Statement { return byID[s] }
}

func allow(action, resource string) string {
	return fmt.Sprintf(`{"Effect": "Allow", "Action": %q, "Resource": %q}`, action, resource)
}

func TestAllows(t *testing.T) {
	pass := privilege.Request{Action: "iam:PassRole", Kind: "role/", Context: map[string]string{"iam:passedtoservice": "ec2.amazonaws.com"}}
	for _, test := range []struct {
		name, statements, boundary string
		want                       text.Truth
	}{
		{"star", allow("iam:PassRole", "*"), "", text.Yes},
		{"case", allow("IAM:passrole", "*"), "", text.Yes},
		{"all roles of an account", allow("iam:Pass*", "arn:aws:iam::111122223333:role/*"), "", text.Yes},
		{"all roles of an unknown account", allow("iam:Pass*", "arn:aws:iam::{{account}}:role/*"), "", text.Yes},
		{"everything of IAM", allow("iam:PassRole", "arn:aws:iam::*"), "", text.Yes},
		{"a path", allow("iam:PassRole", "arn:aws:iam::111122223333:role/app/*"), "", text.No},
		{"one role", allow("iam:PassRole", "{{role.arn}}"), "", text.No},
		{"who knows", allow("iam:PassRole", "{{x}}"), "", text.Unknown},
		{"who knows which roles", allow("iam:PassRole", "arn:aws:iam::111122223333:role/{{x}}*"), "", text.Unknown},
		{"another kind", allow("iam:PassRole", "arn:aws:iam::111122223333:user/*"), "", text.No},
		{"another service", allow("iam:PassRole", "arn:aws:s3:::*"), "", text.No},
		{"a policy variable", allow("iam:PassRole", "arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}*"), "", text.No},
		{"not action", `{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}`, "", text.Yes},
		{"not this action", `{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`, "", text.No},
		{"not resource", `{"Effect": "Allow", "Action": "iam:*", "NotResource": "arn:aws:iam::111122223333:role/admin"}`, "", text.Yes},
		{"not these resources", `{"Effect": "Allow", "Action": "iam:*", "NotResource": "arn:aws:iam::111122223333:role/*"}`, "", text.No},
		{"this service", `{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}`, "", text.Yes},
		{"services like this", `{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringLike": {"iam:passedtoservice": "ec2*"}}}`, "", text.Yes},
		{"another one", `{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "eks.amazonaws.com"}}}`, "", text.No},
		{"a tag", `{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "x"}}}`, "", text.No},
		{"over TLS", `{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}`, "", text.Yes},
		{"denied", allow("iam:*", "*") + `, {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}`, "", text.No},
		{"denied for one role", allow("iam:*", "*") + `, {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/admin"}`, "", text.Yes},
		{"denied without TLS", allow("iam:*", "*") + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`, "", text.Yes},
		{"denied for some", allow("iam:*", "*") + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "x"}}}`, "", text.Unknown},
		{"within its boundary", allow("iam:*", "*"), allow("*", "*"), text.Yes},
		{"beyond its boundary", allow("iam:*", "*"), allow("s3:*", "*"), text.No},
		{"denied by its boundary", allow("iam:*", "*"), allow("*", "*") + `, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}`, text.No},
		{"no policies", allow("s3:GetObject", "*"), "", text.No},
		{"an unknown effect", `{"Effect": "{{x}}", "Action": "*", "Resource": "*"}`, "", text.Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			id, find := identity(t, test.statements, test.boundary)
			a := privilege.Of(id, find).Allows(pass)
			if a.Truth != test.want {
				t.Errorf("got %s, want %s", a.Truth, test.want)
			}
			if a.Truth == text.Unknown && len(a.Symbols) == 0 {
				t.Error("nothing is said that would decide it")
			}
		})
	}
}

// TestOnOne asks about one role.
func TestOnOne(t *testing.T) {
	for _, test := range []struct {
		resource string
		want     text.Truth
	}{
		{"*", text.Yes},
		{"arn:aws:iam::111122223333:role/admin", text.Yes},
		{"arn:aws:iam::111122223333:role/*", text.Yes},
		{"arn:aws:iam::*:role/adm*", text.Yes},
		{"arn:aws:iam::111122223333:role/admin2", text.No},
		{"arn:aws:iam::111122223333:role/adm", text.No},
		{"arn:aws:iam::444455556666:role/admin", text.No},
		{"arn:aws:iam::111122223333:user/admin", text.No},
		{"arn:aws:iam::{{x}}:role/admin", text.Unknown},
		{"arn:aws:iam::111122223333:role/{{x}}", text.Unknown},
	} {
		id, find := identity(t, allow("sts:AssumeRole", test.resource), "")
		r := privilege.Request{Action: "sts:AssumeRole", On: text.Known("arn:aws:iam::111122223333:role/admin", source.Span{})}
		if a := privilege.Of(id, find).Seen(r); a.Truth != test.want {
			t.Errorf("%s: got %s, want %s", test.resource, a.Truth, test.want)
		}
	}
	id, find := identity(t, allow("*", "*")+`, {"Effect": "Deny", "Action": "sts:*", "Resource": "arn:aws:iam::111122223333:role/adm*"}`, "")
	r := privilege.Request{Action: "sts:AssumeRole", On: text.Known("arn:aws:iam::111122223333:role/admin", source.Span{})}
	if a := privilege.Of(id, find).Seen(r); a.Truth != text.No {
		t.Errorf("denied: got %s", a.Truth)
	}
}

// TestAttachedElsewhere: that nothing seen allows a thing proves nothing where
// there may be more.
func TestAttachedElsewhere(t *testing.T) {
	id, find := identity(t, allow("s3:GetObject", "*"), "")
	id.AttachedOpen = true
	g := privilege.Of(id, find)
	if a := g.Allows(privilege.Request{Action: "iam:PassRole", Kind: "role/"}); a.Truth != text.Unknown || len(a.Symbols) == 0 {
		t.Errorf("got %+v", a)
	}
	if a := g.Seen(privilege.Request{Action: "iam:PassRole", Kind: "role/"}); a.Truth != text.No {
		t.Errorf("got %+v", a)
	}
	if a := g.Allows(privilege.Request{Action: "s3:GetObject"}); a.Truth != text.Yes {
		t.Errorf("got %+v", a)
	}
}

func TestAdministers(t *testing.T) {
	for _, test := range []struct {
		name, statements, boundary string
		attached                   []string
		want                       text.Truth
	}{
		{"everything", allow("*", "*"), "", nil, text.Yes},
		{"all of IAM", allow("iam:*", "*"), "", nil, text.Yes},
		{"AdministratorAccess", "", "", []string{"arn:aws:iam::aws:policy/AdministratorAccess"}, text.Yes},
		{"in another partition", "", "", []string{"arn:aws-us-gov:iam::aws:policy/IAMFullAccess"}, text.Yes},
		{"PowerUserAccess", "", "", []string{"arn:aws:iam::aws:policy/PowerUserAccess"}, text.No},
		{"ReadOnlyAccess", "", "", []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}, text.No},
		{"who knows", "", "", []string{"var.x"}, text.Unknown},
		{"somebody's policy", "", "", []string{"arn:aws:iam::111122223333:policy/AdministratorAccess"}, text.No},
		{"bounded", allow("*", "*"), allow("s3:*", "*"), nil, text.No},
		{"less IAM", allow("*", "*") + `, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}`, "", nil, text.No},
		{"one action of it", allow("iam:PutRolePolicy", "*"), "", nil, text.No},
	} {
		id, find := identity(t, test.statements, test.boundary, test.attached...)
		if a := privilege.Of(id, find).Administers(); a.Truth != test.want {
			t.Errorf("%s: got %s, want %s", test.name, a.Truth, test.want)
		}
	}
}

func TestEscalate(t *testing.T) {
	entry := allow("eks:CreateAccessEntry", "arn:aws:eks:eu-west-1:111122223333:cluster/prod")
	for _, test := range []struct {
		name, statements string
		family           privilege.Family
		attached         []string
		want             string
	}{
		{"put a policy", allow("iam:PutRolePolicy", "*"), privilege.IAM, nil, "write any policy into its own role (iam:PutRolePolicy)"},
		{"of one role", allow("iam:PutRolePolicy", "{{role.arn}}"), privilege.IAM, nil, ""},
		{"attach one policy", `{"Effect": "Allow", "Action": "iam:AttachRolePolicy", "Resource": "*", "Condition": {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}}`, privilege.IAM, nil, ""},
		{"with a boundary", `{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*", "Condition": {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/limits"}}}`, privilege.IAM, nil, ""},
		{"pass alone", allow("iam:PassRole", "*"), privilege.IAM, nil, ""},
		{"pass to a machine", allow("iam:PassRole", "*") + "," + allow("ec2:*", "*"), privilege.IAM, nil, "start a machine with any role that EC2 may have (iam:PassRole, ec2:RunInstances)"},
		{"machines only", allow("ec2:*", "*"), privilege.IAM, nil, ""},
		{"AWS's own", "", privilege.IAM, []string{"arn:aws:iam::aws:policy/AWSLambda_FullAccess"}, "run a function as any role that Lambda may have (iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction)"},
		{"power users", "", privilege.IAM, []string{"arn:aws:iam::aws:policy/PowerUserAccess"}, ""},
		{"an access entry", entry + "," + allow("eks:AssociateAccessPolicy", "*"), privilege.EKS, nil, "make itself administrator of a cluster by an access entry (eks:CreateAccessEntry, eks:AssociateAccessPolicy)"},
		{"an entry alone", entry, privilege.EKS, nil, ""},
		{"to view only", entry + `, {"Effect": "Allow", "Action": "eks:AssociateAccessPolicy", "Resource": "*", "Condition": {"StringEquals": {"eks:policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"}}}`, privilege.EKS, nil, ""},
		{"an issuer", allow("eks:Associate*", "*"), privilege.EKS, nil, "let an identity provider of its own sign in to a cluster as any user and group (eks:AssociateIdentityProviderConfig)"},
		{"a pod's role", allow("iam:PassRole", "*") + "," + allow("eks:CreatePodIdentityAssociation", "*"), privilege.PodIdentity, nil, "give any role that pods may have to a service account (iam:PassRole, eks:CreatePodIdentityAssociation)"},
		{"passed to others", `{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "eks.amazonaws.com"}}},` + allow("eks:*", "*"), privilege.PodIdentity, nil, ""},
	} {
		id, find := identity(t, test.statements, "", test.attached...)
		e, truth := privilege.Of(id, find).Escalate(test.family)
		got := ""
		if truth == text.Yes {
			got = e.String()
		}
		if got != test.want {
			t.Errorf("%s: got %q (%s), want %q", test.name, got, truth, test.want)
		}
		if truth == text.Yes && len(e.By) != len(e.Steps) {
			t.Errorf("%s: %d of %d steps are explained", test.name, len(e.By), len(e.Steps))
		}
	}
}

// TestStepsExist holds the paths against the table of actions: a misspelled
// action would make a path that nobody can take.
func TestStepsExist(t *testing.T) {
	for _, p := range privilege.Paths() {
		for _, s := range p.Steps {
			prefix, name, _ := strings.Cut(s.Action, ":")
			service := awsdata.ServiceOf(prefix)
			a, ok := service.Action(name)
			if !ok {
				t.Errorf("%s is no action", s.Action)
				continue
			}
			kinds := []string{}
			for _, typ := range a.Types {
				r, _ := service.Type(typ)
				for _, arn := range r.ARNs {
					kinds = append(kinds, strings.SplitN(arn, ":", 6)[5])
				}
			}
			if s.Kind != "" && !slices.ContainsFunc(kinds, func(k string) bool { return strings.HasPrefix(k, s.Kind) }) {
				t.Errorf("%s acts on %v, not on %s", s.Action, kinds, s.Kind)
			}
		}
	}
}

// TestManagedDocuments: every document that is kept can be read.
func TestManagedDocuments(t *testing.T) {
	n := 0
	for _, name := range awsdata.ManagedNames() {
		m, others, _ := awsdata.ManagedOf(name)
		for _, p := range append(others, m.Path) {
			m, _, _ := awsdata.ManagedOf(p)
			if m.Document == "" {
				continue
			}
			n++
			id, find := identity(t, "", "", "arn:aws:iam::aws:policy/"+p)
			g := privilege.Of(id, find)
			var d struct{ Statement json.RawMessage }
			if err := json.Unmarshal([]byte(m.Document), &d); err != nil || g.Empty() {
				t.Errorf("%s cannot be read: %v", p, err)
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d documents are kept", n)
	}
}
