package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/source"
)

// ignored finds the place where a resource says that changes of an attribute,
// or of all, are ignored. Terraform takes names there and no expressions.
// https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
func ignored(in *module.Instance, attribute string) (source.Span, bool) {
	for _, block := range in.Block.Body().Blocks {
		if block.Type != "lifecycle" {
			continue
		}
		a := block.Body.Attributes["ignore_changes"]
		if a == nil {
			continue
		}
		if nameOf(a.Expr) == "all" {
			return in.Block.Span(a.Expr.Range()), true
		}
		list, _ := hcl.ExprList(a.Expr)
		for _, e := range list {
			if nameOf(e) == attribute {
				return in.Block.Span(e.Range()), true
			}
		}
	}
	return source.Span{}, false
}

// nameOf reads the name of an attribute, bare or, as it once was written, in
// quotes.
func nameOf(e hcl.Expression) string {
	if name := hcl.ExprAsKeyword(e); name != "" {
		return name
	}
	if v, diags := e.Value(nil); !diags.HasErrors() && v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
		return v.AsString()
	}
	return ""
}
