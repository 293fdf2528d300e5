package eksctl

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// role is a role that eksctl makes.
type role struct {
	address string
	at      source.Span
	// of says for what it is made, for messages where its name is not known.
	of string
	// name is absent where CloudFormation makes one up.
	name     facts.Text
	boundary facts.Text
	trust    *text.Node
	policies policies
	maybe    bool
}

// policies are what eksctl attaches to a role.
type policies struct {
	arns facts.List
	// inline is a policy document, or nil.
	inline *text.Node
	// known says whether one of eksctl's own sets of permissions is asked for.
	known text.Truth
}

// imageBuilder is the policy of AWS that eksctl attaches where images are built.
// https://github.com/eksctl-io/eksctl/blob/main/pkg/cfn/builder/iam_helper.go
const imageBuilder = "AmazonEC2ContainerRegistryPowerUser"

// ofAWS is the ARN of a policy that AWS keeps.
func (r *reader) ofAWS(policy string, at source.Span) facts.Text {
	return text.Concat(text.Known("arn:", at), r.partition, text.Known(":iam::aws:policy/"+policy, at)).WithAt(at)
}

// policiesOf reads the policies that an object asks for.
func (r *reader) policiesOf(n *text.Node, arns, inline string) policies {
	p := policies{arns: kube.ListField(n, arns), inline: n.Get(inline), known: text.No}
	known := n.Get("wellKnownPolicies")
	if known == nil && n.MayHold("wellKnownPolicies") || known.Is(text.Opaque) || known != nil && known.Open {
		p.known = text.Unknown
	}
	if !known.Is(text.Map) {
		return p
	}
	for _, f := range known.Fields {
		if key, ok := f.Key.Value(); ok {
			asked := holds(kube.FlagField(known, key))
			if key == "imageBuilder" && asked == text.Yes {
				p.arns.Items = append(p.arns.Items, r.ofAWS(imageBuilder, f.Key.At))
			}
			p.known = text.Or(p.known, asked)
		}
	}
	return p
}

// holds is the truth of a flag.
func holds(f facts.Flag) text.Truth {
	if !f.Present {
		return text.No
	}
	return f.Truth
}

// some decides whether there is any policy at all.
func (p policies) some() text.Truth {
	arns := text.TruthOf(len(p.arns.Items) > 0)
	if arns == text.No && !p.arns.Closed {
		arns = text.Unknown
	}
	inline := text.No
	switch {
	case p.inline.Is(text.Map):
		inline = text.Yes
	case p.inline != nil && !p.inline.Is(text.Null):
		inline = text.Unknown
	}
	return text.Or(arns, inline, p.known)
}

// make adds the role with its trust policy and what it is granted, and gives its
// ARN.
func (r *reader) make(o role) facts.Text {
	base := r.base(facts.KindIdentity, o.address, o.at)
	base.Maybe = base.Maybe || o.maybe
	name, full := o.name, o.name
	if name.Absent() || name.Is("") {
		// CloudFormation makes it up, from the name that eksctl gives to the stack.
		name = r.unknown("the role of "+o.of, text.FormName).WithAt(o.at)
		full = text.Concat(r.word("eksctl-"), name)
	}
	id := &facts.Identity{
		Base: base, Cloud: "aws", Type: "role", Name: name, ARN: r.arn(o.at, r.word("role/"), full),
		Path: text.Known("/", o.at), Account: r.account, Boundary: o.boundary,
		AttachedOpen: !o.policies.arns.Closed || o.policies.known != text.No,
	}
	for _, p := range o.policies.arns.Items {
		id.Attached = append(id.Attached, facts.Attachment{Policy: p, Form: "managed", At: p.At})
	}
	if o.policies.inline.Is(text.Map) {
		b := base
		b.ID, b.Address, b.At = "policy:"+base.ID, o.address+"/policy", o.policies.inline.At
		doc := r.document(o.policies.inline, iam.Options{Position: "identity", Base: b, Owner: id.ID, OwnerName: name})
		id.Attached = append(id.Attached, facts.Attachment{Policy: text.Known("attachPolicy", o.at), Form: "inline", At: o.policies.inline.At.FirstLine()})
		for i := range doc.Statements {
			id.Statements = append(id.Statements, doc.Statements[i].ID)
		}
	} else if o.policies.inline != nil && !o.policies.inline.Is(text.Null) {
		id.AttachedOpen = true
	}
	t := r.trusted(o, base, name)
	t.Identity, id.Trust = linkTo(&id.Base, facts.KindIdentity, name), linkTo(&t.Base, facts.KindTrust, name)
	r.out.Add(t)
	r.out.Add(id)
	return id.ARN
}

// trusted reads the trust policy that eksctl makes for a role.
func (r *reader) trusted(o role, of facts.Base, name facts.Text) *facts.Trust {
	base := r.base(facts.KindTrust, o.address, o.at)
	base.Maybe = of.Maybe
	doc := r.document(o.trust, iam.Options{Position: "trust", Base: base, Owner: base.ID, OwnerName: name})
	return iam.NewTrust(base, name, doc)
}

// document reads a policy document and adds its statements.
func (r *reader) document(n *text.Node, o iam.Options) iam.Document {
	doc := iam.Read(n, o)
	for i := range doc.Statements {
		r.out.Add(&doc.Statements[i])
	}
	for _, s := range iam.Unparsed(doc, o) {
		r.out.Add(s)
	}
	for _, p := range doc.Problems {
		r.out.Add(p)
	}
	return doc
}

func linkTo(b *facts.Base, kind facts.Kind, name facts.Text) facts.Link {
	return facts.Link{Candidates: []facts.Neighbour{{ID: b.ID, Kind: kind, Name: name, At: b.At, Sure: true}}, Count: 1, Complete: true}
}

// The nodes of the documents that eksctl writes. They stand where what they are
// made from is written.

func word(t facts.Text) *text.Node { return &text.Node{Kind: text.String, Text: t, At: t.At} }

func object(at source.Span, fields ...text.Field) *text.Node {
	return &text.Node{Kind: text.Map, At: at, Fields: fields}
}

func entry(key facts.Text, value *text.Node) text.Field { return text.Field{Key: key, Value: value} }

// trustOf is a trust policy of one statement.
func trustOf(at source.Span, principal, value facts.Text, actions []string, conditions ...text.Field) *text.Node {
	known := func(s string) facts.Text { return text.Known(s, at) }
	listed := &text.Node{Kind: text.List, At: at}
	for _, a := range actions {
		listed.Items = append(listed.Items, text.Item{Value: word(known(a))})
	}
	statement := object(at,
		entry(known("Effect"), word(known("Allow"))),
		entry(known("Principal"), object(at, entry(principal, word(value.WithAt(at))))),
		entry(known("Action"), listed))
	if len(conditions) > 0 {
		statement.Fields = append(statement.Fields, entry(known("Condition"), object(at, conditions...)))
	}
	return object(at, entry(known("Version"), word(known("2012-10-17"))),
		entry(known("Statement"), &text.Node{Kind: text.List, At: at, Items: []text.Item{{Value: statement}}}))
}
