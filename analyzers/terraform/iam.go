package terraform

import (
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// awsReaders read resources of the AWS provider.
var awsReaders = map[string]func(*builder, *module.Instance){
	"aws_iam_role":                              readRole,
	"aws_iam_user":                              readUser,
	"aws_iam_group":                             readUser,
	"aws_iam_role_policy":                       readInline,
	"aws_iam_user_policy":                       readInline,
	"aws_iam_group_policy":                      readInline,
	"aws_iam_policy":                            readPolicy,
	"aws_iam_role_policy_attachment":            readAttachment,
	"aws_iam_user_policy_attachment":            readAttachment,
	"aws_iam_group_policy_attachment":           readAttachment,
	"aws_iam_policy_attachment":                 readAttachment,
	"aws_iam_role_policy_attachments_exclusive": readAttachment,
	"aws_iam_openid_connect_provider":           readIssuer,
	"aws_iam_saml_provider":                     readIssuer,
	"aws_iam_instance_profile":                  readInstanceProfile,
	"aws_eks_identity_provider_config":          readIdentityProviderConfig,
	"aws_eks_cluster":                           readCluster,
	"aws_launch_template":                       readLaunchTemplate,
	"aws_eks_node_group":                        readNodeGroup,
	"aws_eks_access_entry":                      readAccessEntry,
	"aws_eks_access_policy_association":         readAccessPolicy,
	"aws_eks_pod_identity_association":          readAssociation,
}

// policy is a managed policy, to be joined with what it is attached to.
type policy struct {
	arn        facts.Text
	statements []facts.ID
}

// attachment is a policy that is given to an identity.
type attachment struct {
	kind       string // the identity's type
	identity   facts.Text
	policy     facts.Attachment
	statements []facts.ID
}

// identity makes the fact of a role, user or group.
func (b *builder) identity(in *module.Instance, kind string) *facts.Identity {
	id, _ := b.env().TextOf(b.account(in).id)
	body := in.Body()
	f := &facts.Identity{
		Base: b.base(facts.KindIdentity, in, "", in.Block.Header()), Cloud: "aws", Type: kind,
		Name: b.identityName(in), ARN: b.textOf(in.Attr("arn"), in.Block.Header()), Path: b.identityPath(in), Account: id,
		AttachedOpen: true, Boundary: b.text(body, "permissions_boundary"), MaxSession: b.number(body, "max_session_duration"),
	}
	if !f.Boundary.Absent() {
		f.Attached = append(f.Attached, facts.Attachment{Policy: f.Boundary, Form: "boundary", At: f.Boundary.At})
		b.shell(in, f.Boundary)
	}
	b.shell(in, f.Name)
	b.facts.Add(f)
	return f
}

func readUser(b *builder, in *module.Instance) {
	kind := "user"
	if in.Type == "aws_iam_group" {
		kind = "group"
	}
	b.identity(in, kind)
}

func readRole(b *builder, in *module.Instance) {
	f := b.identity(in, "role")
	t := b.trust(in, f)
	f.Trust = facts.Link{Candidates: []facts.Neighbour{{ID: t.ID, Kind: facts.KindTrust, Name: f.Name, At: t.At, Sure: true}}, Count: 1, Complete: true}
	for _, arn := range b.list(in.Body(), "managed_policy_arns").Items {
		f.Attached = append(f.Attached, facts.Attachment{Policy: arn, Form: "managed", At: arn.At})
		b.attachments = append(b.attachments, attachment{kind: "role", identity: f.Name, policy: facts.Attachment{Policy: arn}})
	}
	inline, _ := in.Body().Blocks("inline_policy")
	for i, body := range inline {
		if !body.Set("policy") {
			continue
		}
		base := b.base("policy", in, part("inline_policy", i), body.At)
		base.Maybe = body.Maybe
		f.Statements = append(f.Statements, b.statements(in, b.node(body, "policy"), iam.Options{Position: "identity", Base: base, Owner: f.ID, OwnerName: f.Name})...)
		f.Attached = append(f.Attached, facts.Attachment{Policy: b.text(body, "name"), Form: "inline", At: body.At})
	}
}

// trust reads a role's trust policy. One that cannot be resolved is a trust of
// which nothing is known; its value stays as the symbol to ask about.
func (b *builder) trust(in *module.Instance, f *facts.Identity) *facts.Trust {
	at := in.Block.Header()
	if in.Block.Body().Attributes["assume_role_policy"] != nil {
		at = in.AttrSpan("assume_role_policy")
	}
	base := b.base(facts.KindTrust, in, "", at)
	var t *facts.Trust
	n := b.node(in.Body(), "assume_role_policy")
	if n == nil {
		t = iam.NewTrust(base, f.Name, iam.Document{Open: true, Reading: iam.ReadingNone})
	} else {
		doc := b.read(in, n, iam.Options{Position: "trust", Base: base, Owner: base.ID, OwnerName: f.Name})
		t = iam.NewTrust(base, f.Name, doc)
	}
	t.Identity = facts.Link{Candidates: []facts.Neighbour{{ID: f.ID, Kind: facts.KindIdentity, Name: f.Name, At: f.At, Sure: true}}, Count: 1, Complete: true}
	if place, ok := ignored(in, "assume_role_policy"); ok {
		t.Overlooked = facts.Flag{Present: true, Truth: text.Yes, At: place}
	}
	b.facts.Add(t)
	b.addStatements(t.Statements)
	return t
}

// read reads a policy document and looks at what is written in it.
func (b *builder) read(in *module.Instance, n *text.Node, o iam.Options) iam.Document {
	doc := iam.Read(withoutEmpty(n), o)
	for _, p := range doc.Problems {
		if p.Address == "" {
			p.Address = o.Base.Address
		}
		b.problem(p)
	}
	for _, s := range iam.Unparsed(doc, o) {
		b.facts.Add(s)
	}
	for i := range doc.Statements {
		b.shellStatement(in, &doc.Statements[i])
	}
	if doc.Reading == iam.ReadingNone && len(doc.Problems) == 0 {
		b.unresolved(in, n, o)
	}
	return doc
}

// withoutEmpty drops the alternatives that are no document: where it is not
// known whether a condition gives a policy or "", only the policy can be in
// force, since the API refuses the other.
func withoutEmpty(n *text.Node) *text.Node {
	if !n.Is(text.Opaque) || len(n.Choices) == 0 {
		return n
	}
	var rest []*text.Node
	for _, c := range n.Choices {
		if !c.Is(text.Null) && !(c.Is(text.String) && c.Encoded == nil && c.Text.Is("")) {
			rest = append(rest, c)
		}
	}
	if len(rest) == 1 {
		return rest[0]
	}
	if len(rest) == 0 {
		return n
	}
	out := *n
	out.Choices = rest
	return &out
}

// statements adds the statements of an identity policy to the facts.
func (b *builder) statements(in *module.Instance, n *text.Node, o iam.Options) []facts.ID {
	doc := b.read(in, n, o)
	return b.addStatements(doc.Statements)
}

func (b *builder) addStatements(list []facts.Statement) []facts.ID {
	var out []facts.ID
	for i := range list {
		s := list[i]
		b.facts.Add(&s)
		out = append(out, s.ID)
	}
	return out
}

// holder names the attribute by which a policy resource names its identity.
func holder(kind string) string {
	switch kind {
	case "aws_iam_user_policy", "aws_iam_user_policy_attachment":
		return "user"
	case "aws_iam_group_policy", "aws_iam_group_policy_attachment":
		return "group"
	case "aws_iam_role_policy_attachments_exclusive":
		return "role_name"
	}
	return "role"
}

func identityKind(attribute string) string {
	if attribute == "role_name" {
		return "role"
	}
	return attribute
}

func readInline(b *builder, in *module.Instance) {
	attribute := holder(in.Type)
	owner := b.text(in.Body(), attribute)
	n := b.node(in.Body(), "policy")
	if n == nil {
		return
	}
	base := b.base("policy", in, "", in.Block.Header())
	a := attachment{
		kind: identityKind(attribute), identity: owner,
		policy: facts.Attachment{Policy: b.text(in.Body(), "name"), Form: "inline", At: in.Block.Header()},
	}
	a.statements = b.statements(in, n, iam.Options{Position: "identity", Base: base, OwnerName: owner})
	b.attachments = append(b.attachments, a)
}

func readPolicy(b *builder, in *module.Instance) {
	n := b.node(in.Body(), "policy")
	if n == nil {
		return
	}
	base := b.base("policy", in, "", in.Block.Header())
	ids := b.statements(in, n, iam.Options{Position: "identity", Base: base, OwnerName: b.identityName(in)})
	b.policies = append(b.policies, policy{arn: b.textOf(in.Attr("arn"), in.Block.Header()), statements: ids})
}

func readAttachment(b *builder, in *module.Instance) {
	body := in.Body()
	name := "policy_arn"
	if in.Type == "aws_iam_role_policy_attachments_exclusive" {
		name = "policy_arns"
	}
	arns := b.texts(body, name)
	for _, attribute := range []string{holder(in.Type), "roles", "users", "groups"} {
		for _, who := range b.texts(body, attribute) {
			for _, arn := range arns {
				b.shell(in, arn)
				b.attachments = append(b.attachments, attachment{
					kind: identityKind(trimPlural(attribute)), identity: who,
					policy: facts.Attachment{Policy: arn, Form: "managed", At: arn.At},
				})
			}
		}
	}
}

// texts reads an attribute that holds one text, or, named by a plural, a list.
// One text is one even if it is not known: the account in the ARN of a policy
// that is made here never is.
func (b *builder) texts(body *module.Body, name string) []facts.Text {
	if strings.HasSuffix(name, "s") {
		return b.list(body, name).Items
	}
	if t := b.text(body, name); !t.Absent() {
		return []facts.Text{t}
	}
	return nil
}

func trimPlural(s string) string {
	if s == "roles" || s == "users" || s == "groups" {
		return s[:len(s)-1]
	}
	return s
}

// attach gives each identity the policies that other resources attach to it.
// Only what is certainly this identity counts; AttachedOpen says that there may
// be more.
func (b *builder) attach() {
	for _, f := range b.facts.Identities {
		for _, p := range b.policies {
			if text.Equal(p.arn, f.Boundary) == text.Yes {
				f.BoundaryStatements = append(f.BoundaryStatements, p.statements...)
			}
		}
	}
	for _, a := range b.attachments {
		ids := a.statements
		for _, p := range b.policies {
			if text.Equal(p.arn, a.policy.Policy) == text.Yes {
				ids = append(ids, p.statements...)
			}
		}
		for _, f := range b.facts.Identities {
			if f.Type != a.kind || text.Equal(f.Name, a.identity) != text.Yes {
				continue
			}
			if a.policy.Form != "" {
				f.Attached = append(f.Attached, a.policy)
			}
			f.Statements = append(f.Statements, ids...)
			for _, s := range b.facts.Statements {
				if contains(a.statements, s.ID) {
					s.Owner = f.ID
				}
			}
		}
	}
}

func contains(ids []facts.ID, id facts.ID) bool {
	for _, x := range ids {
		if x == id {
			return true
		}
	}
	return false
}

// readIssuer reads an OIDC or SAML provider.
func readIssuer(b *builder, in *module.Instance) {
	body := in.Body()
	f := &facts.Issuer{Base: b.base(facts.KindIssuer, in, "", in.Block.Header()), Cloud: "aws", Type: "oidc"}
	if in.Type == "aws_iam_saml_provider" {
		f.Type = "saml"
		f.Name = b.identityName(in)
		f.ARN = b.textOf(in.Attr("arn"), in.Block.Header())
	} else {
		f.URL = b.text(body, "url")
		f.Name = f.URL
		f.ARN = b.textOf(in.Attr("arn"), in.Block.Header())
		f.Audiences, f.Thumbprints = b.list(body, "client_id_list"), b.list(body, "thumbprint_list")
		b.shell(in, append([]facts.Text{f.URL}, f.Audiences.Items...)...)
	}
	b.facts.Add(f)
}

// where is the place of a text; that of the block where it has none.
func where(t facts.Text, in *module.Instance) source.Span {
	if t.At.IsZero() {
		return in.Block.Header()
	}
	return t.At
}
