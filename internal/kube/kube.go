// Package kube reads Kubernetes objects into facts. An object is a text.Node
// tree, so it does not matter whether YAML, JSON or HCL wrote it.
package kube

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Options say where an object comes from.
type Options struct {
	// Base is copied into every fact: Source, Unit, Maybe, Calls, Instances
	// and Context. Where Address is set (a Terraform resource), it is the
	// address of the object's facts; otherwise that is Kind/namespace/name.
	Base facts.Base
	// Symbols decodes tokens in documents within strings that have no table
	// of their own; nil where there are none.
	Symbols *text.Table
}

// maxListDepth bounds lists within lists.
const maxListDepth = 4

// Read reads an object, or a List of objects, into facts. A value that is no
// Kubernetes object gives an empty bundle.
func Read(obj *text.Node, o Options) *facts.Bundle {
	r := &reader{o: o, out: &facts.Bundle{}, seen: map[facts.ID]int{}}
	r.list(obj, "", 0)
	return r.out
}

// IsObject reports whether a value has what every Kubernetes object has: a
// kind, and an API version or metadata.
func IsObject(n *text.Node) bool {
	return n.Is(text.Map) && n.Get("kind").Is(text.String) &&
		(n.Field("apiVersion") != nil || n.Field("metadata") != nil || n.Get("items").Is(text.List))
}

// reader collects the facts of one call of Read.
type reader struct {
	o    Options
	out  *facts.Bundle
	seen map[facts.ID]int
}

// list reads an object that may be a list of objects. The elements of a typed
// list (ServiceAccountList) need not say their kind.
func (r *reader) list(n *text.Node, kind string, depth int) {
	if !n.Is(text.Map) {
		return
	}
	if k, ok := n.Get("kind").Str().Value(); ok {
		kind = k
	} else if n.MayHold("kind") {
		return
	}
	items := n.Get("items")
	if !strings.HasSuffix(kind, "List") || !items.Is(text.List) || depth >= maxListDepth {
		if kind != "" {
			r.object(n, kind)
		}
		return
	}
	for _, item := range items.Items {
		before := r.o.Base.Maybe
		r.o.Base.Maybe = before || item.Maybe
		r.list(item.Value, strings.TrimSuffix(kind, "List"), depth+1)
		r.o.Base.Maybe = before
	}
}

// object is a Kubernetes object with the parts that every fact needs.
type object struct {
	node      *text.Node
	meta      *text.Node
	kind      string
	name      text.Text
	namespace text.Text
	address   string
	at        source.Span
}

func (r *reader) object(n *text.Node, kind string) {
	meta := n.Get("metadata")
	ob := &object{node: n, meta: meta, kind: kind, name: str(meta, "name"), namespace: str(meta, "namespace")}
	ob.address = r.o.Base.Address
	if ob.address == "" {
		ob.address = ob.path()
	}
	ob.at = n.At.FirstLine()
	if name := meta.Get("name"); name != nil && !name.At.IsZero() {
		ob.at = name.At
	} else if f := n.Field("kind"); f != nil && !f.Key.At.IsZero() {
		ob.at = f.Key.At.Cover(f.Value.At).FirstLine()
	}
	r.kindOf(ob)
	r.duplicates(ob)
}

// path is Kind/namespace/name, as far as the manifest says them.
func (ob *object) path() string {
	name := ob.name.String()
	if ob.name.Absent() {
		name = ob.meta.Get("generateName").Str().String() + "*"
	}
	if ob.namespace.Absent() {
		return ob.kind + "/" + name
	}
	return ob.kind + "/" + ob.namespace.String() + "/" + name
}

// kindOf reads what an object says by its kind.
func (r *reader) kindOf(ob *object) {
	switch ob.kind {
	case "ServiceAccount":
		r.serviceAccount(ob)
		return
	case "Role", "ClusterRole":
		r.grant(ob)
	case "RoleBinding", "ClusterRoleBinding":
		r.binding(ob)
	case "ConfigMap":
		r.configMap(ob)
	case "Secret":
		r.secret(ob)
	case "CertificateSigningRequest":
		r.signingRequest(ob)
	case "SealedSecret":
		r.sealed(ob)
	case "ExternalSecret":
		r.external(ob)
	default:
		r.pods(ob)
		r.controller(ob)
	}
	r.misplaced(ob)
}

// base fills the common part of a fact that belongs to an object.
func (r *reader) base(kind facts.Kind, address string, at source.Span) facts.Base {
	b := r.o.Base
	b.Address, b.At = address, at
	root := at.Root()
	path := ""
	if root.File != nil {
		path = root.File.Path
	}
	b.ID = facts.ID(fmt.Sprintf("%s:%s#%s", kind, path, address))
	n := r.seen[b.ID]
	r.seen[b.ID]++
	if root.File != nil {
		// Two documents of a file may describe the same object.
		b.ID = facts.ID(fmt.Sprintf("%s@%d", b.ID, root.Start))
	}
	if n > 0 {
		b.ID = facts.ID(fmt.Sprintf("%s.%d", b.ID, n))
	}
	return b
}
