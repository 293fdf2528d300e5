package module

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/zclconf/go-cty/cty"
)

// reusable reports whether a folder is a module for others to call rather than
// something that is applied by itself: nothing here calls it, and nothing says
// where its state lies, what its providers are or what its variables are set
// to. docs/decisions/0006-modules-for-others.md
func (r *Root) reusable(m *Module) bool {
	if r.loader.called[r.Dir] || r.given {
		return false
	}
	for _, t := range m.Terraform {
		for _, b := range t.Body().Blocks {
			if b.Type == "backend" || b.Type == "cloud" {
				return false
			}
		}
	}
	for _, p := range m.Providers {
		if configured(p.Body()) {
			return false
		}
	}
	return true
}

// configured reports whether a provider block says anything. Modules of old
// hold empty ones in place of configuration_aliases.
func configured(b *hclsyntax.Body) bool {
	for name := range b.Attributes {
		if name != "alias" && name != "version" {
			return true
		}
	}
	return len(b.Blocks) > 0
}

// empty reports whether a default says nothing: null, "", [], {}, or an object
// of which all attributes are null. What is false or zero is what a caller gets
// who does not ask for anything else.
func empty(v cty.Value) bool {
	u, _ := v.Unmark()
	switch {
	case value.Symbolic(v):
		return false
	case u.IsNull():
		return true
	case u.Type() == cty.String:
		return u.AsString() == ""
	}
	if !u.CanIterateElements() || !u.Type().IsObjectType() && u.LengthInt() > 0 {
		return false
	}
	for it := u.ElementIterator(); it.Next(); {
		if _, el := it.Element(); value.Symbolic(el) || !el.IsNull() {
			return false
		}
	}
	return true
}
