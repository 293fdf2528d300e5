package iamjson

import (
	"net/url"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// role reads a role as get-role, list-roles and get-account-authorization-details
// print it. managed gives the statements of managed policies by ARN; nil where
// the output does not hold them.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
func (r *reader) role(n *text.Node, managed map[string][]facts.ID) {
	id := r.identity(n, "role", "RoleName", managed != nil)
	if doc := n.Get("AssumeRolePolicyDocument"); doc != nil {
		base := r.base(facts.KindTrust, id.Address, doc.At)
		t := r.trust(doc, base, id.Name)
		t.Identity = linkTo(id.ID, facts.KindIdentity, id.Name, id.At)
		id.Trust = linkTo(t.ID, facts.KindTrust, id.Name, t.At)
	}
	r.granted(id, n, "RolePolicyList", managed)
	r.pass.Facts.Add(id)
}

func linkTo(id facts.ID, kind facts.Kind, name facts.Text, at source.Span) facts.Link {
	return facts.Link{Candidates: []facts.Neighbour{{ID: id, Kind: kind, Name: name, At: at, Sure: true}}, Count: 1, Complete: true}
}

// identity reads what roles, users and groups have in common.
func (r *reader) identity(n *text.Node, kind, nameKey string, complete bool) *facts.Identity {
	name := n.Get(nameKey).Str()
	at := n.At.FirstLine()
	if f := n.Field(nameKey); f != nil {
		at = f.Key.At.Cover(f.Value.Span())
	}
	id := &facts.Identity{
		Base: r.base(facts.KindIdentity, kind+"/"+name.String(), at), Cloud: "aws", Type: kind, Name: name,
		ARN: n.Get("Arn").Str(), Path: n.Get("Path").Str(), AttachedOpen: !complete,
		Boundary: n.Path("PermissionsBoundary", "PermissionsBoundaryArn").Str(),
	}
	if a, ok := iam.ParseARN(id.ARN); ok {
		id.Account = a.Account
	}
	if s := n.Get("MaxSessionDuration"); s.Is(text.Number) {
		id.MaxSession = facts.Number{Present: true, At: s.At}
		id.MaxSession.Value, id.MaxSession.Known = seconds(s.Str())
	}
	return id
}

func seconds(t facts.Text) (int64, bool) {
	s, ok := t.Value()
	if !ok || s == "" || len(s) > 9 {
		return 0, false
	}
	var n int64
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// granted reads the inline policies and attachments of an identity.
func (r *reader) granted(id *facts.Identity, n *text.Node, inline string, managed map[string][]facts.ID) {
	for _, item := range itemsOf(n.Get(inline)) {
		policy := item.Get("PolicyName").Str()
		address := id.Address + "/" + policy.String()
		id.Statements = append(id.Statements, r.statements(item.Get("PolicyDocument"), "identity", r.base("policy", address, item.At), id.ID, id.Name)...)
		id.Attached = append(id.Attached, facts.Attachment{Policy: policy, Form: "inline", At: item.At.FirstLine()})
	}
	for _, item := range itemsOf(n.Get("AttachedManagedPolicies")) {
		arn := item.Get("PolicyArn").Str()
		id.Attached = append(id.Attached, facts.Attachment{Policy: arn, Form: "managed", At: item.Get("PolicyArn").Span()})
		id.Statements = append(id.Statements, managed[arn.String()]...)
	}
	id.BoundaryStatements = managed[id.Boundary.String()]
}

func itemsOf(n *text.Node) []*text.Node {
	if !n.Is(text.List) {
		return nil
	}
	var out []*text.Node
	for _, item := range n.Items {
		out = append(out, item.Value)
	}
	return out
}

// authorizationDetails reads a whole account. Users and roles also hold what
// their groups and managed policies grant; groups are not resolved into users.
func (r *reader) authorizationDetails(n *text.Node) {
	managed := map[string][]facts.ID{}
	for _, p := range itemsOf(n.Get("Policies")) {
		arn := p.Get("Arn").Str()
		for _, v := range itemsOf(p.Get("PolicyVersionList")) {
			if v.Get("IsDefaultVersion").Str().Is("true") {
				base := r.base("policy", "policy/"+p.Get("PolicyName").Str().String(), v.At)
				base.Context = base.Context || ownedByAWS(arn)
				managed[arn.String()] = r.statements(v.Get("Document"), "identity", base, "", p.Get("PolicyName").Str())
			}
		}
	}
	for _, role := range itemsOf(n.Get("RoleDetailList")) {
		r.role(role, managed)
	}
	for _, u := range itemsOf(n.Get("UserDetailList")) {
		id := r.identity(u, "user", "UserName", len(itemsOf(u.Get("GroupList"))) == 0)
		r.granted(id, u, "UserPolicyList", managed)
		r.pass.Facts.Add(id)
	}
	for _, g := range itemsOf(n.Get("GroupDetailList")) {
		id := r.identity(g, "group", "GroupName", true)
		r.granted(id, g, "GroupPolicyList", managed)
		r.pass.Facts.Add(id)
	}
}

// ownedByAWS reports whether a managed policy is one of AWS's own, which nobody
// here can mend.
func ownedByAWS(arn facts.Text) bool {
	a, ok := iam.ParseARN(arn)
	return ok && a.Account.Is("aws")
}

// inline reads the output of get-role-policy, get-user-policy and the like.
func (r *reader) inline(n *text.Node) {
	owner := text.Text{}
	for _, key := range []string{"RoleName", "UserName", "GroupName"} {
		if t := n.Get(key).Str(); !t.Absent() {
			owner = t
		}
	}
	address := owner.String() + "/" + n.Get("PolicyName").Str().String()
	r.statements(n.Get("PolicyDocument"), "identity", r.base("policy", address, n.At), "", owner)
}

// provider reads the output of get-open-id-connect-provider.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
func (r *reader) provider(n *text.Node) {
	u := n.Get("Url").Str()
	r.pass.Facts.Add(&facts.Issuer{
		Base: r.base(facts.KindIssuer, "oidc-provider/"+u.String(), n.Get("Url").Span()), Cloud: "aws", Type: "oidc", Name: u, URL: u,
		Audiences: list(n.Get("ClientIDList")), Thumbprints: list(n.Get("ThumbprintList")),
	})
}

func list(n *text.Node) facts.List {
	if !n.Is(text.List) {
		return facts.List{Closed: true}
	}
	out := facts.List{Present: true, Closed: true, At: n.At}
	for _, item := range n.Items {
		out.Items = append(out.Items, item.Value.Str())
	}
	return out
}

// decoded undoes the percent-encoding in which the IAM API hands out documents
// (RFC 3986); the CLI mostly has done so already. Every place stays that of the
// bytes in the file.
func decoded(n *text.Node) *text.Node {
	s, ok := n.Str().Value()
	if !n.Is(text.String) || !ok || !strings.HasPrefix(s, "%7B") && !strings.HasPrefix(s, "%7b") {
		return n
	}
	plain, err := url.PathUnescape(s)
	if err != nil {
		return n
	}
	out := *n
	out.Text = text.Known(plain, n.At)
	out.View = func() *source.File { return unescaped(viewed(n, s), plain) }
	return &out
}

// viewed is the encoded string as a document.
func viewed(n *text.Node, s string) *source.File {
	if n.View != nil {
		if f := n.View(); f != nil {
			return f
		}
	}
	if n.At.File == nil {
		return source.NewFile("", []byte(s))
	}
	b := source.NewView(n.At.File)
	b.Replace(s, n.At.Start, n.At.End)
	return b.File()
}

// unescaped is the view of a percent-encoded file.
func unescaped(f *source.File, plain string) *source.File {
	b := source.NewView(f)
	for i := 0; i < len(f.Data); {
		j := i
		for j < len(f.Data) && f.Data[j] != '%' {
			j++
		}
		b.Copy(i, j)
		if j+3 > len(f.Data) {
			b.Copy(j, len(f.Data))
			break
		}
		if c, err := url.PathUnescape(string(f.Data[j : j+3])); err == nil {
			b.Replace(c, j, j+3)
		} else {
			b.Copy(j, j+3)
		}
		i = j + 3
	}
	if out := b.File(); string(out.Data) == plain {
		return out
	}
	return nil
}
