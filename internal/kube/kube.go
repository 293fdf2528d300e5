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
	// Namespace is where an object goes that names none: that of a chart's
	// release. Absent where nothing says so.
	Namespace facts.Text
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
	r.list(obj, "", false, 0)
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
func (r *reader) list(n *text.Node, kind string, listed bool, depth int) {
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
			r.object(n, kind, listed)
		}
		return
	}
	kind = strings.TrimSuffix(kind, "List")
	there := objectsOf(items, kind)
	for _, item := range items.Items {
		if made(item.Value, there) {
			continue
		}
		before := r.o.Base.Maybe
		r.o.Base.Maybe = before || item.Maybe
		r.list(item.Value, kind, listed || kind != "", depth+1)
		r.o.Base.Maybe = before
	}
}

// identify is how a list's elements refer to each other.
func identify(kind, namespace, name string) string { return kind + "/" + namespace + "/" + name }

// objectsOf are the objects of a list, some of which may have made others.
func objectsOf(items *text.Node, kind string) map[string]bool {
	out := map[string]bool{}
	for _, item := range items.Items {
		meta := item.Value.Get("metadata")
		k := kind
		if own, ok := item.Value.Get("kind").Str().Value(); ok {
			k = own
		}
		out[identify(k, meta.Get("namespace").Str().String(), meta.Get("name").Str().String())] = true
	}
	return out
}

// made reports whether a controller that is in the list as well made an object:
// an export of a cluster has a Deployment, its ReplicaSets and their pods, and
// all of them say the same.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
func made(n *text.Node, there map[string]bool) bool {
	meta := n.Get("metadata")
	owners, _ := elements(meta, "ownerReferences")
	for _, o := range owners {
		id := identify(o.Value.Get("kind").Str().String(), meta.Get("namespace").Str().String(), o.Value.Get("name").Str().String())
		if o.Value.Get("controller").Str().Is("true") && there[id] {
			return true
		}
	}
	return false
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
	// listed says that a typed list holds it, whose elements need no version.
	listed bool
}

func (r *reader) object(n *text.Node, kind string, listed bool) {
	meta := n.Get("metadata")
	ob := &object{node: n, meta: meta, kind: kind, name: str(meta, "name"), namespace: str(meta, "namespace"), listed: listed}
	ob.address = r.o.Base.Address
	if ob.address == "" {
		ob.address = ob.path()
	}
	if ob.namespace.Absent() && !strings.HasPrefix(kind, "Cluster") && kind != "Namespace" {
		ob.namespace = r.o.Namespace
	}
	ob.at = n.At.FirstLine()
	if name := meta.Get("name"); name != nil && !name.At.IsZero() {
		ob.at = name.At
	} else if f := n.Field("kind"); f != nil && !f.Key.At.IsZero() {
		ob.at = f.Key.At.Cover(f.Value.At).FirstLine()
	}
	r.kindOf(ob)
	r.duplicates(ob)
	r.strict(ob)
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
	if foreign(ob) {
		r.pods(ob)
		r.misplaced(ob)
		return
	}
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
	case "ClusterConfiguration", "KubeletConfiguration", "AuthenticationConfiguration", "Cluster":
		r.configuration(ob)
	case "EC2NodeClass":
		r.nodeClass(ob)
	default:
		r.pods(ob)
		r.controller(ob)
	}
	r.misplaced(ob)
}

// foreign reports whether an object is of another program's API and only has
// the name of one of Kubernetes' own kinds: the Role of Crossplane or of ACK is
// an IAM role.
func foreign(ob *object) bool {
	if _, own := fieldsOf[ob.kind]; !own {
		return false
	}
	version, ok := ob.node.Get("apiVersion").Str().Value()
	group, _, grouped := strings.Cut(version, "/")
	return ok && grouped && group != rbacGroup && strings.Contains(group, ".") && !strings.HasSuffix(group, ".openshift.io")
}

// rbacGroup is the API group of roles and bindings.
const rbacGroup = "rbac.authorization.k8s.io"

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
