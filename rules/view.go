package rules

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"

	"github.com/subaud/subaud/rules/law"
)

// A may_ helper holds unless it is refuted, so when it goes through a list it
// must meet everything that may be in it, although a policy in definite mode
// sees only what certainly is; and the other way round in possible mode. The
// lists that may_ helpers go through are therefore replaced, in the compiled
// policy, by what the other mode sees. The author writes `some x in xs.items`
// as everywhere else.

// viewName is not in the table of builtins: the law lets no policy call it.
const viewName = "internal.subaud_view"

func viewDecl() *ast.Builtin {
	return &ast.Builtin{
		Name: viewName,
		Decl: types.NewFunction([]types.Type{types.A, types.S}, types.NewArray(nil, types.A)),
	}
}

func otherView(bctx topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
	ev, ok := bctx.Context.Value(evaluationKey{}).(*evaluation)
	field, isString := stringOf(operands[1])
	if !ok || !isString {
		return topdown.Halt{Err: errors.New("view list: no fact is being judged")}
	}
	list, err := ev.table.OtherView(operands[0], field, ev.possible)
	if err != nil {
		return topdown.Halt{Err: err}
	}
	return iter(list)
}

// withViews returns the module with the lists of may_ helpers replaced; the
// module itself where there are none.
func withViews(m *ast.Module) *ast.Module {
	has := false
	for _, r := range m.Rules {
		has = has || law.PolarityOf(string(r.Head.Name)) == law.May
	}
	if !has {
		return m
	}
	m = m.Copy()
	for _, r := range m.Rules {
		if law.PolarityOf(string(r.Head.Name)) != law.May {
			continue
		}
		for _, e := range r.Body {
			if d, ok := e.Terms.(*ast.SomeDecl); ok {
				replaceDomain(m, d)
			}
		}
	}
	return m
}

// replaceDomain turns `some x in a.b.items` into a call with a.b and "items".
func replaceDomain(m *ast.Module, d *ast.SomeDecl) {
	call, ok := d.Symbols[0].Value.(ast.Call)
	if !ok {
		return
	}
	domain := call[len(call)-1]
	ref, ok := domain.Value.(ast.Ref)
	if !ok || len(ref) < 2 || !fromInput(m, ref[0]) {
		return
	}
	holder := ref[0]
	if len(ref) > 2 {
		holder = &ast.Term{Value: ref[:len(ref)-1], Location: domain.Location}
	}
	name := ast.RefTerm(ast.VarTerm("internal"), ast.StringTerm("subaud_view"))
	call[len(call)-1] = &ast.Term{
		Value:    ast.Call{name, holder, ref[len(ref)-1]},
		Location: domain.Location,
	}
}

// fromInput reports whether a name can stand for a value of the input: not for
// the configuration or a helper file's constants.
func fromInput(m *ast.Module, root *ast.Term) bool {
	v, ok := root.Value.(ast.Var)
	if !ok || v == "data" {
		return false
	}
	for _, imp := range m.Imports {
		if imp.Name() == v {
			return false
		}
	}
	return true
}
