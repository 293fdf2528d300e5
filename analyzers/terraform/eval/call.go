package eval

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// args are the evaluated arguments of a call, with what its function may need.
type args struct {
	env   *value.Env
	scope Scope
	call  *call
	ctx   *hcl.EvalContext
	list  []cty.Value
}

// structural is a function that moves values about without looking into
// strings, or that knows what to do with unknowns. It is false where it cannot
// say: then the result is a symbol. An error is one that Terraform would give.
type structural func(a *args) (cty.Value, bool, error)

// Value calls a function.
func (e *call) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	s := scopeOf(ctx)
	s.Env().Tick()
	name := strings.TrimPrefix(e.Name, "core::")
	switch name {
	case "try":
		return e.try(ctx)
	case "can":
		return e.can(ctx)
	}
	list, diags := e.arguments(ctx)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	if list == nil {
		return s.Env().Fresh(e.shown(e.Range())).Val(), nil
	}
	a := &args{env: s.Env(), scope: s, call: e, ctx: ctx, list: list}
	if f := structurals(name); f.f != nil {
		if len(list) < f.least || f.most >= 0 && len(list) > f.most {
			return cty.DynamicVal, fault(e.NameRange, "%s() is called with %d arguments", name, len(list))
		}
		v, ok, err := f.f(a)
		if err != nil {
			return cty.DynamicVal, fault(e.Range(), "%s(): %s", name, err)
		}
		if ok {
			return v, nil
		}
		return s.Env().Term(name, list...).Val(), nil
	}
	v, err := a.plain(name)
	if err != nil {
		return cty.DynamicVal, fault(e.Range(), "%s(): %s", name, err)
	}
	return v, nil
}

// arguments evaluates the arguments; nil where the last one is spread and not
// known.
func (e *call) arguments(ctx *hcl.EvalContext) ([]cty.Value, hcl.Diagnostics) {
	env := scopeOf(ctx).Env()
	out := make([]cty.Value, 0, len(e.Args))
	for i, arg := range e.Args {
		v, diags := arg.Value(ctx)
		if diags.HasErrors() {
			return nil, diags
		}
		if i < len(e.Args)-1 || !e.ExpandFinal {
			out = append(out, v)
			continue
		}
		spread, ok := env.Elements(v)
		if !ok || value.IsUnsure(v) {
			return nil, nil
		}
		out = append(out, spread...)
	}
	return out, nil
}

// try returns the first expression that can be evaluated. One that cannot be
// evaluated here because something is not known may well be there: a symbol
// under which nothing is known to be missing is taken.
func (e *call) try(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	for _, a := range e.Args {
		if v, diags := a.Value(ctx); !diags.HasErrors() {
			return v, nil
		}
	}
	return cty.DynamicVal, fault(e.Range(), "try(): none of the expressions can be evaluated")
}

func (e *call) can(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if len(e.Args) != 1 {
		return cty.DynamicVal, fault(e.NameRange, "can() is called with %d arguments", len(e.Args))
	}
	v, diags := e.Args[0].Value(ctx)
	if diags.HasErrors() {
		return cty.False, nil
	}
	if value.Symbolic(v) {
		return scopeOf(ctx).Env().Fresh(e.shown(e.Range())).Typed(cty.Bool), nil
	}
	return cty.True, nil
}

// plain calls a function that must see what its arguments are. With unknown
// arguments the call itself is a symbol.
func (a *args) plain(name string) (cty.Value, error) {
	f, ok := functions(name)
	if !ok {
		return a.env.Term(name, a.list...).Val(), nil
	}
	bare := make([]cty.Value, len(a.list))
	for i, v := range a.list {
		if value.Symbolic(v) || value.IsUnsure(v) {
			return a.symbolic(name, f), nil
		}
		bare[i], _ = v.UnmarkDeep()
	}
	v, err := invoke(f, bare)
	if errors.Is(err, errEncoding) {
		return a.env.Term(name, a.list...).Val(), nil
	}
	if err != nil {
		return cty.NilVal, err
	}
	if value.Symbolic(v) { // an unknown, or characters that are reserved
		return a.env.Term(name, a.list...).Val(), nil
	}
	if v.Type() == cty.String {
		v = value.Inherit(a.env.String(text.Known(v.AsString(), source.Span{})), a.list...)
	}
	return v, nil
}

func (a *args) symbolic(name string, f function.Function) cty.Value {
	r := a.env.Term(name, a.list...)
	types := make([]cty.Type, len(a.list))
	for i := range types {
		types[i] = cty.DynamicPseudoType
	}
	t, err := f.ReturnType(types)
	if err != nil || t != cty.String && t != cty.Number && t != cty.Bool {
		return value.Inherit(r.Val(), a.list...)
	}
	return value.Inherit(r.Typed(t), a.list...)
}

// invoke converts arguments to the types of the parameters, as HCL does, and
// calls. What panics inside is an error of the call.
func invoke(f function.Function, list []cty.Value) (v cty.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			v, err = cty.NilVal, fmt.Errorf("cannot be evaluated")
		}
	}()
	for i := range list {
		t := cty.DynamicPseudoType
		if params := f.Params(); i < len(params) {
			t = params[i].Type
		} else if p := f.VarParam(); p != nil {
			t = p.Type
		}
		if t == cty.DynamicPseudoType {
			continue
		}
		if list[i], err = convert.Convert(list[i], t); err != nil {
			return cty.NilVal, fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return f.Call(list)
}
