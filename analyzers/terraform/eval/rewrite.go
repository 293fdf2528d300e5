package eval

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// Rewriter replaces the nodes of one file's expressions. The result is
// immutable and may be evaluated by several roots at once.
type Rewriter struct{ File *source.File }

// span converts a range of the file.
func (r Rewriter) span(rng hcl.Range) source.Span {
	return r.File.Span(rng.Start.Byte, rng.End.Byte)
}

// shown is an expression's source on one line, for the names of symbols.
func (r Rewriter) shown(rng hcl.Range) string {
	s := strings.Join(strings.Fields(r.span(rng).Text()), " ")
	if len(s) > 120 {
		s = strings.ToValidUTF8(s[:120], "") + "..."
	}
	return s
}

// The nodes. Each embeds what it replaces.
type (
	template struct {
		*hclsyntax.TemplateExpr
		Rewriter
	}
	traversal struct {
		*hclsyntax.ScopeTraversalExpr
		Rewriter
	}
	relative struct {
		*hclsyntax.RelativeTraversalExpr
	}
	index struct{ *hclsyntax.IndexExpr }
	splat struct {
		*hclsyntax.SplatExpr
		Rewriter
	}
	item struct{ *hclsyntax.AnonSymbolExpr }
	call struct {
		*hclsyntax.FunctionCallExpr
		Rewriter
	}
	conditional struct {
		*hclsyntax.ConditionalExpr
		Rewriter
	}
	binary struct {
		*hclsyntax.BinaryOpExpr
		Rewriter
	}
	object struct {
		*hclsyntax.ObjectConsExpr
		Rewriter
	}
	tuple struct {
		*hclsyntax.TupleConsExpr
		Rewriter
	}
	// plain is any other node: an unknown result is a symbol of its own.
	plain struct {
		hclsyntax.Expression
		Rewriter
	}
	// key is an object's key in a for expression: unknown keys become tokens.
	key struct{ hclsyntax.Expression }
	// forged is a literal that holds the characters of tokens.
	forged struct {
		hclsyntax.Expression
		Rewriter
	}
)

// Expression replaces the nodes of an expression.
func (r Rewriter) Expression(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.TemplateExpr:
		r.list(e.Parts)
		return &template{e, r}
	case *hclsyntax.LiteralValueExpr:
		if e.Val.Type() == cty.String && e.Val.IsKnown() && !e.Val.IsNull() && text.HasTokenRunes(e.Val.AsString()) {
			return &forged{e, r}
		}
		return e
	case *hclsyntax.ScopeTraversalExpr:
		return &traversal{e, r}
	case *hclsyntax.RelativeTraversalExpr:
		e.Source = r.Expression(e.Source)
		return &relative{e}
	case *hclsyntax.IndexExpr:
		e.Collection, e.Key = r.Expression(e.Collection), r.Expression(e.Key)
		return &index{e}
	case *hclsyntax.SplatExpr:
		e.Source, e.Each = r.Expression(e.Source), r.Expression(e.Each)
		return &splat{e, r}
	case *hclsyntax.AnonSymbolExpr:
		return &item{e}
	case *hclsyntax.FunctionCallExpr:
		r.list(e.Args)
		return &call{e, r}
	}
	return r.operator(e)
}

func (r Rewriter) list(l []hclsyntax.Expression) {
	for i := range l {
		l[i] = r.Expression(l[i])
	}
}

func (r Rewriter) operator(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.TemplateWrapExpr:
		e.Wrapped = r.Expression(e.Wrapped)
		return e
	case *hclsyntax.TemplateJoinExpr:
		e.Tuple = r.Expression(e.Tuple)
		return &joined{e, r}
	case *hclsyntax.ParenthesesExpr:
		e.Expression = r.Expression(e.Expression)
		return e
	case *hclsyntax.ConditionalExpr:
		e.Condition, e.TrueResult, e.FalseResult = r.Expression(e.Condition), r.Expression(e.TrueResult), r.Expression(e.FalseResult)
		return &conditional{e, r}
	case *hclsyntax.BinaryOpExpr:
		e.LHS, e.RHS = r.Expression(e.LHS), r.Expression(e.RHS)
		return &binary{e, r}
	case *hclsyntax.UnaryOpExpr:
		e.Val = r.Expression(e.Val)
	case *hclsyntax.TupleConsExpr:
		r.list(e.Exprs)
		return &tuple{e, r}
	case *hclsyntax.ObjectConsExpr:
		r.object(e)
		return &object{e, r}
	case *hclsyntax.ForExpr:
		e.CollExpr, e.ValExpr = &iterated{r.Expression(e.CollExpr)}, r.Expression(e.ValExpr)
		if e.KeyExpr != nil {
			e.KeyExpr = &key{r.Expression(e.KeyExpr)}
		}
		if e.CondExpr != nil {
			e.CondExpr = r.Expression(e.CondExpr)
		}
	}
	return &plain{e, r}
}

func (r Rewriter) object(e *hclsyntax.ObjectConsExpr) {
	for i := range e.Items {
		k, ok := e.Items[i].KeyExpr.(*hclsyntax.ObjectConsKeyExpr)
		if ok && (hcl.ExprAsKeyword(k.Wrapped) == "" || k.ForceNonLiteral) {
			k.Wrapped = r.Expression(k.Wrapped)
		}
		e.Items[i].ValueExpr = r.Expression(e.Items[i].ValueExpr)
	}
}

// NewObject makes an object whose keys and values are already replaced.
func (r Rewriter) NewObject(e *hclsyntax.ObjectConsExpr) hclsyntax.Expression { return &object{e, r} }

// NewTuple makes a list whose elements are already replaced.
func (r Rewriter) NewTuple(e *hclsyntax.TupleConsExpr) hclsyntax.Expression { return &tuple{e, r} }

// NewString makes a string that is spelled out.
func (r Rewriter) NewString(s string, rng hcl.Range) hclsyntax.Expression {
	part := &hclsyntax.LiteralValueExpr{Val: cty.StringVal(s), SrcRange: rng}
	return r.Expression(&hclsyntax.TemplateExpr{Parts: []hclsyntax.Expression{part}, SrcRange: rng})
}

// Body replaces the expressions of a block and of the blocks in it. Skip names
// attributes that are no expressions, such as a module's providers.
func (r Rewriter) Body(b *hclsyntax.Body, skip func(block, attribute string) bool) {
	r.body("", b, skip)
}

func (r Rewriter) body(kind string, b *hclsyntax.Body, skip func(block, attribute string) bool) {
	for name, a := range b.Attributes {
		if !skip(kind, name) {
			a.Expr = r.Expression(a.Expr)
		}
	}
	for _, nested := range b.Blocks {
		r.body(nested.Type, nested.Body, skip)
	}
}
