package cloudformation

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// functionRole is the ARN of the role that SAM makes for a function. It has a
// path of its own only if the function says so.
func (t *template) functionRole(x *resource) text.Text {
	return t.iamARN("role", t.rolePath(x), t.symbol(x.id+"Role", text.FormName))
}

func (t *template) rolePath(x *resource) text.Text {
	return x.once("RolePath", t.symbol(x.id+"Role.Path", ""), func() text.Text { return pathIn(t.function(x), "RolePath") })
}

// function reads the properties of a function, of which some stand in Globals.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
func (t *template) function(x *resource) properties {
	p := t.properties(x)
	p.fallback = t.globals
	return p
}

// readFunction reads the role that SAM makes for a function without one: what it
// may do is what Policies says, as far as that are documents and ARNs. SAM's own
// policy templates are not resolved.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
func readFunction(t *template, x *resource) {
	p := t.function(x)
	if !t.serverless || p.field("Role") != nil {
		return
	}
	const part = "Role"
	f := &facts.Identity{
		Base: t.base(facts.KindIdentity, x, part, x.at), Cloud: "aws", Type: "role", Name: t.symbol(x.id+part, text.FormName).WithAt(x.at),
		ARN: t.functionRole(x), Path: t.rolePath(x), Account: t.account(), AttachedOpen: true, Boundary: p.text("PermissionsBoundary"),
	}
	t.held(f, properties{e: p.e, at: x.at})
	v, _ := p.value("Policies")
	for i, item := range items(v) {
		t.functionPolicy(x, f, item, i)
	}
	t.pass.Facts.Add(f)
	if doc := p.node("AssumeRolePolicyDocument"); doc != nil {
		t.trust(x, f, doc, p.span("AssumeRolePolicyDocument"))
	}
}

// items lists the elements of a list that certainly are there, or the value that
// stands for a list of one.
func items(n *text.Node) []*text.Node {
	if n == nil || n.Kind == text.Opaque {
		return nil
	}
	if n.Kind != text.List {
		return []*text.Node{n}
	}
	var out []*text.Node
	for _, item := range n.Items {
		if !item.Maybe {
			out = append(out, item.Value)
		}
	}
	return out
}

// functionPolicy reads a policy of a function: a document, or an ARN.
func (t *template) functionPolicy(x *resource, f *facts.Identity, n *text.Node, i int) {
	if n.Is(text.Map) && n.Get("Statement") != nil {
		base := t.base("policy", x, fmt.Sprintf("Role.Policies[%d]", i), n.At)
		f.Statements = append(f.Statements, t.statements(n, iam.Options{Position: "identity", Base: base, Owner: f.ID, OwnerName: f.Name})...)
		f.Attached = append(f.Attached, facts.Attachment{Form: "inline", At: n.At.FirstLine()})
		return
	}
	if _, ok := n.Str().CutPrefix("arn:"); ok && n.Is(text.String) {
		f.Attached = append(f.Attached, facts.Attachment{Policy: n.Text, Form: "managed", At: n.At})
		t.attachments = append(t.attachments, attachment{kind: "role", identity: f.Name, policy: facts.Attachment{Policy: n.Text}})
	}
}
