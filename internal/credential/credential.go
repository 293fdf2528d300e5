// Package credential turns the credentials that internal/secret recognises into
// facts, and finds them in trees of values, whatever language wrote these.
package credential

import (
	"fmt"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Presence of a credential: see facts.Credential.
const (
	// Written: the value stands in the file.
	Written = "written"
	// Created: applying the file makes one.
	Created = "created"
	// Referenced: the value is taken from elsewhere.
	Referenced = "referenced"
)

// Of is the fact of a credential that stands in a file. The base has its address
// and its place.
func Of(f secret.Found, base facts.Base, place string, object facts.Text) *facts.Credential {
	out := &facts.Credential{
		Base: base, Provider: f.Provider, Type: f.Type, Presence: Written, Place: place, Slot: f.Slot,
		Documentation: f.Documentation, Temporary: f.Temporary, Hint: f.Hint, Hash: f.Hash,
		Object: object, Pair: f.Pair,
	}
	if f.Maybe {
		out.Maybe, out.DependsOn = true, nil
	}
	return out
}

// Group are the credentials of one object of a tree: a map, or a list of names
// with values. A key id and its secret stand in one group.
type Group struct {
	// Path is where in the tree the object is, such as env or users[0].user.
	Path  string
	Found []secret.Found
}

// maxDepth bounds how deep a tree is walked; readers of YAML and JSON refuse
// deeper ones.
const maxDepth = 256

// InTree finds the credentials of a tree, key pairs joined. The slot of a value
// is its key, and in a list of environment variables the variable's name. Of
// equal keys the last counts, as for readers of YAML and JSON.
func InTree(root *text.Node) []Group {
	w := &treeWalk{seen: map[source.Span]bool{}}
	w.node("", root, 0)
	return w.out
}

// Address is where in the tree a credential of the group is.
func (g *Group) Address(slot string) string { return join(g.Path, slot) }

type treeWalk struct {
	out []Group
	// seen keeps what an alias stands for from being told again.
	seen map[source.Span]bool
}

// add makes a group of what was not told before.
func (w *treeWalk) add(path string, found []secret.Found) {
	found = slices.DeleteFunc(found, func(f secret.Found) bool {
		told := w.seen[f.At.Root()]
		w.seen[f.At.Root()] = true
		return told
	})
	if len(found) > 0 {
		w.out = append(w.out, Group{path, secret.Join(found)})
	}
}

func (w *treeWalk) node(path string, n *text.Node, depth int) {
	if n == nil || depth > maxDepth {
		return
	}
	var found []secret.Found
	for i := range n.Fields {
		f := &n.Fields[i]
		if last := n.Field(f.Key.String()); last != f && f.Key.IsKnown() {
			continue
		}
		found = append(found, secret.InNode(f.Key.String(), f.Value, f.Maybe)...)
		w.node(join(path, f.Key.String()), f.Value, depth+1)
	}
	for i, item := range n.Items {
		slot := path
		if name, value := variable(item.Value); value != nil {
			found = append(found, secret.InNode(name, value, item.Maybe)...)
			continue
		}
		found = append(found, secret.InNode(slot, item.Value, item.Maybe)...)
		w.node(fmt.Sprintf("%s[%d]", path, i), item.Value, depth+1)
	}
	w.add(path, found)
}

// variable reads an element of a list of environment variables.
func variable(n *text.Node) (name string, value *text.Node) {
	if !n.Is(text.Map) {
		return "", nil
	}
	key := n.Get("name").Str()
	value = n.Get("value")
	if key.Absent() || value.Is(text.Map) || value.Is(text.List) {
		return "", nil
	}
	return key.String(), value
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
