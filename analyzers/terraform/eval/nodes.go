package eval

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// steps walks the rest of a traversal.
func steps(env *value.Env, v cty.Value, rest hcl.Traversal) (cty.Value, hcl.Diagnostics) {
	for _, t := range rest {
		var diags hcl.Diagnostics
		switch t := t.(type) {
		case hcl.TraverseAttr:
			v, diags = env.Step(v, cty.StringVal(t.Name), t.SrcRange)
		case hcl.TraverseIndex:
			v, diags = env.Step(v, t.Key, t.SrcRange)
		default:
			return env.Fresh("traversal").Val(), nil
		}
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
	}
	return v, nil
}

// Value resolves a reference. Variables of for expressions and of dynamic
// blocks stand nearer than the module.
func (e *traversal) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	s := scopeOf(ctx)
	s.Env().Tick()
	root := e.Traversal.RootName()
	for c := ctx; c != nil; c = c.Parent() {
		if v, ok := c.Variables[root]; ok {
			v, diags := steps(s.Env(), s.Env().Thaw(v), e.Traversal[1:])
			return e.placed(v), diags
		}
	}
	v, rest := s.Resolve(e.Traversal)
	v, diags := steps(s.Env(), v, rest)
	return e.placed(v), diags
}

// placed gives an unknown, or a string, the place of the reference to it, unless
// it has one.
func (e *traversal) placed(v cty.Value) cty.Value {
	u, _ := v.Unmark()
	written, known := "", u.Type() == cty.String && u.IsKnown() && !u.IsNull()
	if known {
		written = u.AsString()
	}
	if !known && value.RefOf(v) == nil || !value.Place(v).IsZero() {
		return v
	}
	return v.Mark(origin(e.span(e.SrcRange), written))
}

func origin(at source.Span, written string) value.Origin {
	return value.Origin{File: at.File, Start: at.Start, End: at.End, Text: written}
}

// Value resolves what stands before the dots first.
func (e *relative) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := e.Source.Value(ctx)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	return steps(scopeOf(ctx).Env(), v, e.Traversal)
}

// Value looks an element up.
func (e *index) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := e.Collection.Value(ctx)
	k, more := e.Key.Value(ctx)
	if diags = append(diags, more...); diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	return scopeOf(ctx).Env().Step(v, k, e.SrcRange)
}

// Value evaluates the rest of a splat for each element. What is not a list is
// taken for a list of one, and null for an empty one.
func (e *splat) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	env := scopeOf(ctx).Env()
	env.Tick()
	v, diags := e.Source.Value(ctx)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	list, known := env.Elements(v)
	u, _ := v.Unmark()
	switch ref := value.RefOf(v); {
	case ref != nil && ref.Step != nil && ref.NotNull:
		list = []cty.Value{v} // one resource or module
	case !u.IsKnown():
		return env.Fresh(e.shown(e.SrcRange)).Val(), nil
	case u.IsNull():
		return cty.EmptyTupleVal, nil
	case !known || u.Type().IsObjectType() || u.Type().IsMapType():
		list = []cty.Value{v}
	}
	out := make([]cty.Value, len(list))
	for i, el := range list {
		out[i], diags = e.Each.Value(With(ctx, map[string]cty.Value{itemName: el}))
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
	}
	return cty.TupleVal(out).WithMarks(value.Doubt(v)), nil
}

// Value returns the element that the nearest splat is at.
func (e *item) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	for c := ctx; c != nil; c = c.Parent() {
		if v, ok := c.Variables[itemName]; ok {
			return v, nil
		}
	}
	return scopeOf(ctx).Env().Fresh("item").Val(), nil
}

// Value takes a branch if the condition is known, and else keeps both. If only
// one branch can be evaluated, that one is meant: x[0] guarded by a length.
func (e *conditional) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	env := scopeOf(ctx).Env()
	c, diags := e.Condition.Value(ctx)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	if b, ok := boolean(c); ok {
		if b {
			return chosen(ctx, e.TrueResult, e.FalseResult)
		}
		return chosen(ctx, e.FalseResult, e.TrueResult)
	}
	yes, yesFault := e.TrueResult.Value(ctx)
	no, noFault := e.FalseResult.Value(ctx)
	switch {
	case yesFault.HasErrors() && noFault.HasErrors():
		return cty.DynamicVal, yesFault
	case yesFault.HasErrors():
		return no, nil
	case noFault.HasErrors() || same(env, yes, no):
		return yes, nil
	}
	choices := append(alternatives(yes), alternatives(no)...)
	if len(choices) > 64 {
		return env.Fresh(e.shown(e.SrcRange)).Val(), nil
	}
	r := env.Choice(e.shown(e.SrcRange), choices)
	if yes.Type() == cty.String && no.Type() == cty.String {
		return r.Typed(cty.String), nil
	}
	return r.Val(), nil
}

// chosen evaluates a branch. A number or a flag becomes a string where the other
// branch is one, as both have the same type.
func chosen(ctx *hcl.EvalContext, branch, other hclsyntax.Expression) (cty.Value, hcl.Diagnostics) {
	v, diags := branch.Value(ctx)
	u, _ := v.Unmark()
	if diags.HasErrors() || !u.IsKnown() || u.IsNull() || u.Type() != cty.Number && u.Type() != cty.Bool {
		return v, diags
	}
	if _, literal := other.(*hclsyntax.LiteralValueExpr); literal {
		return v, diags
	}
	if o, fault := other.Value(ctx); !fault.HasErrors() {
		if o, _ = o.Unmark(); o.Type() == cty.String {
			return conform(v, cty.String), diags
		}
	}
	return v, diags
}

// alternatives flattens a choice among choices.
func alternatives(v cty.Value) []cty.Value {
	if r := value.RefOf(v); r != nil && len(r.Choices) > 0 {
		return r.Choices
	}
	return []cty.Value{v}
}

func same(env *value.Env, a, b cty.Value) bool {
	if x, ok := env.TextOf(a); ok {
		y, ok := env.TextOf(b)
		return ok && text.Equal(x, y) == text.Yes
	}
	if value.Symbolic(a) || value.Symbolic(b) {
		return false
	}
	ua, _ := a.UnmarkDeep()
	ub, _ := b.UnmarkDeep()
	return ua.RawEquals(ub)
}

func boolean(v cty.Value) (b, ok bool) {
	u, _ := v.Unmark()
	if !u.IsKnown() || u.IsNull() || value.Symbolic(u) {
		return false, false
	}
	c, err := convert.Convert(u, cty.Bool)
	if err != nil {
		return false, false
	}
	return c.True(), true
}

// Value computes an operator. Equality is decided on texts with unknown parts,
// since "a${x}" can never be "b"; all else needs known operands.
func (e *binary) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	env := scopeOf(ctx).Env()
	env.Tick()
	l, diags := e.LHS.Value(ctx)
	r, more := e.RHS.Value(ctx)
	if e.Op == hclsyntax.OpLogicalAnd || e.Op == hclsyntax.OpLogicalOr {
		return e.logical(ctx, l, r, diags, more)
	}
	if diags = append(diags, more...); diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	if !value.Symbolic(l) && !value.Symbolic(r) {
		return e.known(l, r)
	}
	unknown := env.Fresh(e.shown(e.SrcRange)).Typed(e.Op.Type)
	if e.Op != hclsyntax.OpEqual && e.Op != hclsyntax.OpNotEqual {
		return unknown, nil
	}
	switch equal(env, l, r) {
	case text.Yes:
		return cty.BoolVal(e.Op == hclsyntax.OpEqual), nil
	case text.No:
		return cty.BoolVal(e.Op == hclsyntax.OpNotEqual), nil
	}
	return unknown, nil
}

// equal compares values of which at least one holds unknowns.
func equal(env *value.Env, l, r cty.Value) text.Truth {
	for _, pair := range [][2]cty.Value{{l, r}, {r, l}} {
		ref := value.RefOf(pair[0])
		u, _ := pair[1].Unmark()
		other, _ := pair[0].Unmark()
		if u.IsKnown() && u.IsNull() && (ref != nil && ref.NotNull || other.IsKnown() && !other.IsNull()) {
			return text.No
		}
	}
	x, ok := env.TextOf(l)
	y, also := env.TextOf(r)
	if !ok || !also {
		return text.Unknown
	}
	lu, _ := l.Unmark()
	ru, _ := r.Unmark()
	stringly := lu.Type() == cty.String && ru.Type() == cty.String
	truth := text.Equal(x, y)
	if truth == text.No && !stringly {
		return text.Unknown // an unknown may be of another type, or null
	}
	return truth
}

// logical decides by one side where that suffices: false && x is false.
func (e *binary) logical(ctx *hcl.EvalContext, l, r cty.Value, diags, more hcl.Diagnostics) (cty.Value, hcl.Diagnostics) {
	decisive := e.Op == hclsyntax.OpLogicalOr
	x, known := boolean(l)
	if !diags.HasErrors() && known && x == decisive {
		return cty.BoolVal(decisive), nil
	}
	if diags = append(diags, more...); diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	y, also := boolean(r)
	switch {
	case also && y == decisive:
		return cty.BoolVal(decisive), nil
	case known && also:
		return cty.BoolVal(!decisive), nil
	}
	return scopeOf(ctx).Env().Fresh(e.shown(e.SrcRange)).Typed(cty.Bool), nil
}

// known lets hclsyntax compute an operator on known operands.
func (e *binary) known(l, r cty.Value) (cty.Value, hcl.Diagnostics) {
	l, _ = l.UnmarkDeep()
	r, _ = r.UnmarkDeep()
	op := *e.BinaryOpExpr
	op.LHS = &hclsyntax.LiteralValueExpr{Val: l, SrcRange: e.LHS.Range()}
	op.RHS = &hclsyntax.LiteralValueExpr{Val: r, SrcRange: e.RHS.Range()}
	return op.Value(nil)
}

// Value evaluates any other node.
func (e *plain) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	env := scopeOf(ctx).Env()
	env.Tick()
	v, diags := e.Expression.Value(ctx)
	u, _ := v.Unmark()
	if !u.IsKnown() {
		return env.Fresh(e.shown(e.Range())).Typed(u.Type()), diags
	}
	if list, ok := env.Elements(v); ok && !u.Type().IsSetType() { // a for expression
		return v.Mark(&value.Written{At: e.span(e.Range()), Weight: env.Weigh(list...)}), diags
	}
	return v, diags
}

// Value makes an unknown of a literal that could be taken for a token.
func (e *forged) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	return scopeOf(ctx).Env().Fresh("string with reserved characters").Typed(cty.String), nil
}
