package eval

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/internal/source"
	"github.com/zclconf/go-cty/cty"
)

// Literal returns the string that an expression of this package spells out.
func Literal(e hcl.Expression) (string, bool) {
	t, ok := e.(*template)
	if !ok {
		return "", false
	}
	out := ""
	for _, p := range t.Parts {
		l, ok := p.(*hclsyntax.LiteralValueExpr)
		if !ok || l.Val.Type() != cty.String {
			return "", false
		}
		out += l.Val.AsString()
	}
	return out, true
}

// Literals visits every string that an expression spells out, with the key or
// name under which it stands.
func Literals(e hcl.Expression, slot string, visit func(slot, value string, at source.Span)) {
	switch e := e.(type) {
	case *template:
		if s, ok := Literal(e); ok {
			visit(slot, s, e.span(e.SrcRange))
			return
		}
		for _, p := range e.Parts {
			if l, ok := p.(*hclsyntax.LiteralValueExpr); ok && l.Val.Type() == cty.String {
				visit(slot, l.Val.AsString(), e.span(l.SrcRange))
			}
		}
	case *tuple:
		for _, x := range e.Exprs {
			Literals(x, slot, visit)
		}
	case *object:
		for _, it := range e.Items {
			key := hcl.ExprAsKeyword(it.KeyExpr)
			if k, ok := it.KeyExpr.(*hclsyntax.ObjectConsKeyExpr); ok {
				if s, literal := Literal(k.Wrapped); literal {
					key = s
				} else if word := hcl.ExprAsKeyword(k.Wrapped); word != "" {
					key = word
				}
			}
			Literals(it.ValueExpr, key, visit)
		}
	case *call:
		for _, x := range e.Args {
			Literals(x, slot, visit)
		}
	case *conditional:
		Literals(e.TrueResult, slot, visit)
		Literals(e.FalseResult, slot, visit)
	}
}
