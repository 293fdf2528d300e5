// Package eksctl reads what eksctl is configured with, ClusterConfig, into facts:
// the cluster, and the roles, trust policies, service accounts, associations and
// mappings that eksctl makes from it. Like internal/kube it reads text.Nodes, so
// it does not matter what wrote the document.
//
// https://schema.eksctl.io/
// https://github.com/eksctl-io/eksctl/blob/main/pkg/apis/eksctl.io/v1alpha5/assets/schema.json
package eksctl

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// group is the API group of eksctl's configurations.
const group = "eksctl.io/"

// Options say where a configuration comes from.
type Options struct {
	// Base is copied into every fact: Source, Unit, Maybe, Calls and Context.
	Base facts.Base
	// Symbols names what only AWS knows: the account, the id of the issuer, the
	// names of roles.
	Symbols *text.Table
}

// Is reports whether a document is a configuration of eksctl.
func Is(n *text.Node) bool {
	api, _ := n.Get("apiVersion").Str().Value()
	return strings.HasPrefix(api, group) && n.Get("kind").Str().Is("ClusterConfig")
}

// Read reads a configuration into facts. What is written as one placeholder
// without quotes becomes opaque in n: it may be filled in with a list or a map.
func Read(n *text.Node, o Options) *facts.Bundle {
	open(n, map[*text.Node]bool{})
	r := &reader{o: o, root: n, out: &facts.Bundle{}, seen: map[facts.ID]int{}, told: map[*text.Node]bool{}}
	r.at = n.At.FirstLine()
	if f := n.Field("kind"); f != nil && !f.Key.At.IsZero() {
		r.at = f.Key.At.Cover(f.Value.At).FirstLine()
	}
	meta := n.Get("metadata")
	if name := meta.Get("name"); name != nil && !name.At.IsZero() {
		r.at = name.At
	}
	r.name, r.region = kube.StringField(meta, "name"), kube.StringField(meta, "region")
	r.iam = n.Get("iam")
	r.names()
	r.cluster()
	r.serviceAccounts()
	r.associations()
	r.nodeGroups()
	r.mappings()
	r.accessEntries()
	r.identityProviders()
	return r.out
}

// open makes opaque what may be filled in with anything.
func open(n *text.Node, seen map[*text.Node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	if parts := n.Text.Parts(); n.Kind == text.String && n.Plain && len(parts) == 1 && parts[0].Sym != nil {
		n.Kind = text.Opaque
	}
	for _, item := range n.Items {
		open(item.Value, seen)
	}
	for _, f := range n.Fields {
		open(f.Value, seen)
	}
}

// reader reads one configuration.
type reader struct {
	o    Options
	root *text.Node
	// iam is the part of the same name.
	iam          *text.Node
	at           source.Span
	name, region facts.Text
	account      facts.Text
	partition    facts.Text
	// issuer is the host and path of the cluster's OIDC issuer.
	issuer facts.Text
	out    *facts.Bundle
	seen   map[facts.ID]int
	// told are the values whose type was found wrong.
	told map[*text.Node]bool
}

// names sets what AWS calls things: known as far as the region is.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
func (r *reader) names() {
	r.account = r.unknown("aws.account_id", text.FormAccount)
	region := r.region
	if region.Absent() {
		region = r.unknown("aws.region", text.FormRegion)
	}
	r.partition = text.Known("aws", r.at)
	domain := "amazonaws.com"
	switch known, ok := r.region.Value(); {
	case !ok:
		r.partition = r.unknown("aws.partition", text.FormPartition)
	case strings.HasPrefix(known, "cn-"):
		r.partition, domain = text.Known("aws-cn", r.at), "amazonaws.com.cn"
	case strings.HasPrefix(known, "us-gov-"):
		r.partition = text.Known("aws-us-gov", r.at)
	}
	r.issuer = text.Concat(r.word("oidc.eks."), region, r.word("."+domain+"/id/"), r.unknown("the id of the cluster's issuer", text.FormName)).WithAt(r.at)
}

// unknown is what only AWS knows. It is one thing for one configuration; another
// one may be for another account.
func (r *reader) unknown(name string, form text.Form) facts.Text {
	s := r.o.Symbols.Fresh(name)
	s.Form = form
	return text.Of(s, r.at)
}

// word is a known text that stands for what eksctl writes.
func (r *reader) word(s string) facts.Text { return text.Known(s, r.at) }

// arn is the ARN of something in the cluster's account.
func (r *reader) arn(at source.Span, resource ...facts.Text) facts.Text {
	parts := append([]facts.Text{r.word("arn:"), r.partition, r.word(":iam::"), r.account, r.word(":")}, resource...)
	return text.Concat(parts...).WithAt(at)
}

// base fills the common part of a fact.
func (r *reader) base(kind facts.Kind, address string, at source.Span) facts.Base {
	b := r.o.Base
	b.Address, b.At = address, at
	b.ID = facts.ID(fmt.Sprintf("%s:%s#%s", kind, b.Unit, address))
	if root := r.at.Root(); root.File != nil {
		// Two documents of a file may describe clusters of the same name.
		b.ID = facts.ID(fmt.Sprintf("%s:%s#%s@%d", kind, root.File.Path, address, root.Start))
	}
	n := r.seen[b.ID]
	r.seen[b.ID]++
	if n > 0 {
		b.ID = facts.ID(fmt.Sprintf("%s.%d", b.ID, n))
	}
	return b
}

// element is an element of a list of objects.
type element struct {
	node  *text.Node
	maybe bool
}

// elements lists the objects of a list; some says whether it has any.
func (r *reader) elements(parent *text.Node, key string) (out []element, some text.Truth) {
	n := parent.Get(key)
	some = text.No
	if n == nil && parent.MayHold(key) || n.Is(text.Opaque) || n != nil && n.Open {
		some = text.Unknown
	}
	if !n.Is(text.List) {
		r.wrong(n, text.List, key)
		return nil, some
	}
	for _, item := range n.Items {
		r.wrong(item.Value, text.Map, "an element of "+key)
		maybe := item.Maybe || parent.Field(key).Maybe
		if maybe {
			some = text.Or(some, text.Unknown)
		} else {
			some = text.Yes
		}
		if item.Value.Is(text.Map) {
			out = append(out, element{item.Value, maybe})
		}
	}
	return out, some
}

// wrong notes a value of another type than eksctl decodes; what is null, or not
// known, is none.
func (r *reader) wrong(n *text.Node, want text.Kind, what string) {
	if n == nil || n.Is(want) || n.Is(text.Null) || n.Is(text.Opaque) || r.told[n] {
		return
	}
	r.told[n] = true
	in := &facts.Input{
		Base: r.o.Base, Code: "wrong-type", Class: facts.Mistake, Identity: true, Detail: text.Known(what, n.At),
		Message: fmt.Sprintf("eksctl reads %s as a %s, and this is a %s.", what, want, n.Kind),
	}
	in.At, in.Address = n.At, "ClusterConfig/"+r.name.String()+"/"+what
	in.ID = facts.ID(fmt.Sprintf("input:wrong-type:%s:%d", in.Unit, n.At.Root().Start))
	r.out.Add(in)
}

// nameless reports whether eksctl refuses a name because it is missing.
func nameless(name facts.Text) bool { return name.Absent() || name.Is("") }

// placeOf is the place of an element: its name, or its first line.
func placeOf(n *text.Node, name facts.Text) source.Span {
	if !name.At.IsZero() && !name.Absent() {
		return name.At
	}
	return n.At.FirstLine()
}
