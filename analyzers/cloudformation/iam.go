package cloudformation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// policy is a managed policy, to be joined with what it is attached to.
type policy struct {
	arn        facts.Text
	statements []facts.ID
	exists     []string // the conditions that it is made under
}

// attachment is a policy that a resource gives to an identity.
type attachment struct {
	kind       string // the identity's type
	identity   facts.Text
	policy     facts.Attachment // its form is empty where the identity lists it itself
	statements []facts.ID
	exists     []string // the conditions that the policy is made under
}

// identity makes the fact of a role, user or group.
func (t *template) identity(x *resource, kind string) *facts.Identity {
	p := t.properties(x)
	f := &facts.Identity{
		Base: t.base(facts.KindIdentity, x, "", x.at), Cloud: "aws", Type: kind, Name: t.nameOf(x), ARN: t.arnOf(x), Path: t.pathOf(x),
		Account: t.account(), AttachedOpen: true, Boundary: p.text("PermissionsBoundary"), MaxSession: p.number("MaxSessionDuration"),
	}
	if f.Name.At.IsZero() {
		f.Name = f.Name.WithAt(x.at)
	}
	t.held(f, p)
	t.inlinePolicies(x, f, p)
	t.pass.Facts.Add(f)
	return f
}

// held adds the boundary and the managed policies that an identity lists.
func (t *template) held(f *facts.Identity, p properties) {
	if !f.Boundary.Absent() {
		f.Attached = append(f.Attached, facts.Attachment{Policy: f.Boundary, Form: "boundary", At: f.Boundary.At})
	}
	for _, arn := range p.list("ManagedPolicyArns").Items {
		f.Attached = append(f.Attached, facts.Attachment{Policy: arn, Form: "managed", At: arn.At})
		t.attachments = append(t.attachments, attachment{kind: f.Type, identity: f.Name, policy: facts.Attachment{Policy: arn}})
	}
}

// inlinePolicies reads the policies that an identity holds in itself.
func (t *template) inlinePolicies(x *resource, f *facts.Identity, p properties) {
	i := 0
	p.each("Policies", func(item properties, maybe bool) {
		part := fmt.Sprintf(".Policies[%d]", i)
		i++
		doc := item.node("PolicyDocument")
		if doc == nil {
			return
		}
		base := t.base("policy", x, part, item.at)
		base.Maybe = base.Maybe || maybe
		if maybe {
			base.DependsOn = nil
		}
		f.Statements = append(f.Statements, t.statements(doc, iam.Options{Position: "identity", Base: base, Owner: f.ID, OwnerName: f.Name})...)
		f.Attached = append(f.Attached, facts.Attachment{Policy: item.text("PolicyName"), Form: "inline", At: item.at.FirstLine()})
	})
}

// readRole reads a role.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
func readRole(t *template, x *resource) {
	f := t.identity(x, "role")
	p := t.properties(x)
	at := x.at
	if field := p.field("AssumeRolePolicyDocument"); field != nil {
		at = p.span("AssumeRolePolicyDocument")
	}
	t.trust(x, f, p.node("AssumeRolePolicyDocument"), at)
}

// trust reads a trust policy.
func (t *template) trust(x *resource, f *facts.Identity, doc *text.Node, at source.Span) {
	base := t.base(facts.KindTrust, x, strings.TrimPrefix(f.Address, x.id), at)
	o := iam.Options{Position: "trust", Base: base, Owner: base.ID, OwnerName: f.Name}
	read := iam.Document{Open: true, Reading: iam.ReadingNone}
	if doc != nil {
		read = t.document(doc, o)
	}
	if doc != nil && read.Reading == iam.ReadingNone && len(read.Problems) == 0 {
		t.problem(&facts.Input{
			Base: facts.Base{Address: f.Address}, Code: "policy-unresolved", Class: facts.Undecided, Identity: true, Detail: doc.Str(),
			Message: fmt.Sprintf("The trust policy of %s is not known before the template is deployed.", f.Address),
		}, at.FirstLine())
	}
	out := iam.NewTrust(base, f.Name, read)
	out.Identity = linkTo(f.ID, facts.KindIdentity, f.Name, f.At)
	f.Trust = linkTo(out.ID, facts.KindTrust, f.Name, out.At)
	t.pass.Facts.Add(out)
	t.addStatements(read.Statements)
}

func linkTo(id facts.ID, kind facts.Kind, name facts.Text, at source.Span) facts.Link {
	return facts.Link{Candidates: []facts.Neighbour{{ID: id, Kind: kind, Name: name, At: at, Sure: true}}, Count: 1, Complete: true}
}

// document reads a policy document and reports what is wrong with it.
func (t *template) document(n *text.Node, o iam.Options) iam.Document {
	doc := iam.Read(n, o)
	for _, p := range doc.Problems {
		t.pass.Problem(p)
	}
	for _, s := range iam.Unparsed(doc, o) {
		t.pass.Facts.Add(s)
	}
	return doc
}

// statements reads a policy that is no trust policy.
func (t *template) statements(n *text.Node, o iam.Options) []facts.ID {
	return t.addStatements(t.document(n, o).Statements)
}

func (t *template) addStatements(list []facts.Statement) []facts.ID {
	var out []facts.ID
	for i := range list {
		s := list[i]
		t.pass.Facts.Add(&s)
		out = append(out, s.ID)
	}
	return out
}

// readUser reads a user or a group.
func readUser(t *template, x *resource) {
	if x.kind == "AWS::IAM::Group" {
		t.identity(x, "group")
		return
	}
	t.identity(x, "user")
}

func readInstanceProfile(t *template, x *resource) {
	t.pass.Facts.Add(&facts.Identity{
		Base: t.base(facts.KindIdentity, x, "", x.at), Cloud: "aws", Type: "instance-profile",
		Name: t.nameOf(x), ARN: t.arnOf(x), Path: t.pathOf(x), Account: t.account(),
	})
}

// readInline reads a policy that stands beside the identities that it is of.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
func readInline(t *template, x *resource) {
	p := t.properties(x)
	doc := p.node("PolicyDocument")
	if doc == nil {
		return
	}
	given := facts.Attachment{Policy: p.text("PolicyName"), Form: "inline", At: x.at}
	holders := t.holders(p)
	var owner facts.Text
	if len(holders) == 1 {
		owner = holders[0].identity
	}
	ids := t.statements(doc, iam.Options{Position: "identity", Base: t.base("policy", x, "", x.at), OwnerName: owner})
	for _, h := range holders {
		h.policy, h.statements, h.exists = given, ids, x.exists
		t.attachments = append(t.attachments, h)
	}
}

// readManaged reads a managed policy.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
func readManaged(t *template, x *resource) {
	p := t.properties(x)
	doc := p.node("PolicyDocument")
	if doc == nil {
		return
	}
	arn := t.arnOf(x)
	ids := t.statements(doc, iam.Options{Position: "identity", Base: t.base("policy", x, "", x.at), OwnerName: t.nameOf(x)})
	t.policies = append(t.policies, policy{arn: arn, statements: ids, exists: x.exists})
	for _, h := range t.holders(p) {
		h.policy, h.exists = facts.Attachment{Policy: arn, Form: "managed", At: h.identity.At}, x.exists
		t.attachments = append(t.attachments, h)
	}
}

// holders lists whom a policy names as holding it.
func (t *template) holders(p properties) []attachment {
	var out []attachment
	for _, h := range []struct{ kind, one, several string }{
		{"role", "RoleName", "Roles"}, {"user", "UserName", "Users"}, {"group", "GroupName", "Groups"},
	} {
		if name := p.text(h.one); !name.Absent() {
			out = append(out, attachment{kind: h.kind, identity: name})
		}
		for _, name := range p.list(h.several).Items {
			out = append(out, attachment{kind: h.kind, identity: name})
		}
	}
	return out
}

// attach gives each identity the policies that are certainly its own. What one
// grants that is made under a condition of its own is granted perhaps.
func (t *template) attach() {
	bundle := t.pass.Facts
	for _, f := range bundle.Identities {
		for _, p := range t.policies {
			if text.Equal(p.arn, f.Boundary) == text.Yes {
				f.BoundaryStatements = append(f.BoundaryStatements, p.statements...)
				t.doubt(f, p.exists, p.statements)
			}
		}
	}
	for _, a := range t.attachments {
		ids, exists := slices.Clone(a.statements), slices.Clone(a.exists)
		for _, p := range t.policies {
			if text.Equal(p.arn, a.policy.Policy) == text.Yes {
				ids, exists = append(ids, p.statements...), append(exists, p.exists...)
			}
		}
		for _, f := range bundle.Identities {
			if f.Type != a.kind || text.Equal(f.Name, a.identity) != text.Yes {
				continue
			}
			if a.policy.Form != "" {
				f.Attached = append(f.Attached, a.policy)
			}
			f.Statements = append(f.Statements, ids...)
			t.own(f, a.statements)
			t.doubt(f, exists, ids)
		}
	}
	t.boundaries()
}

// doubt marks statements that an identity may exist without.
func (t *template) doubt(f *facts.Identity, exists []string, ids []facts.ID) {
	if !slices.ContainsFunc(exists, func(c string) bool { return !slices.Contains(f.DependsOn, c) }) {
		return
	}
	for _, s := range t.pass.Facts.Statements {
		s.Maybe = s.Maybe || slices.Contains(ids, s.ID)
	}
}

// own says of inline statements whose they are.
func (t *template) own(f *facts.Identity, ids []facts.ID) {
	for _, s := range t.pass.Facts.Statements {
		if slices.Contains(ids, s.ID) {
			s.Owner = f.ID
		}
	}
}

// boundaries tells the managed policies that only bound what others grant: those
// that an identity names as its boundary, and those that nothing here attaches
// and that are called so.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func (t *template) boundaries() {
	for _, p := range t.policies {
		attached := slices.ContainsFunc(t.attachments, func(a attachment) bool { return text.Equal(a.policy.Policy, p.arn) == text.Yes })
		bounds := slices.ContainsFunc(t.pass.Facts.Identities, func(f *facts.Identity) bool { return text.Equal(f.Boundary, p.arn) == text.Yes })
		if attached || !bounds && !strings.Contains(strings.ToLower(p.arn.String()), "boundar") {
			continue
		}
		for _, s := range t.pass.Facts.Statements {
			if slices.Contains(p.statements, s.ID) {
				s.Position = "boundary"
			}
		}
	}
}

// readOIDC reads an OIDC provider.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html
func readOIDC(t *template, x *resource) {
	p := t.properties(x)
	url := t.urlOf(x)
	t.pass.Facts.Add(&facts.Issuer{
		Base: t.base(facts.KindIssuer, x, "", x.at), Cloud: "aws", Type: "oidc", Name: url, URL: url, ARN: t.arnOf(x),
		Audiences: p.list("ClientIdList"), Thumbprints: p.list("ThumbprintList"),
	})
}

func readSAML(t *template, x *resource) {
	name := t.properties(x).text("Name")
	if name.Absent() {
		name = t.symbol(x.id, text.FormName).WithAt(x.at)
	}
	t.pass.Facts.Add(&facts.Issuer{Base: t.base(facts.KindIssuer, x, "", x.at), Cloud: "aws", Type: "saml", Name: name, ARN: t.arnOf(x)})
}
