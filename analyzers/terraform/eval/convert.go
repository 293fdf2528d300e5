package eval

import (
	"maps"
	"slices"

	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// toSet makes a set: of strings where all elements are, and otherwise of what
// they are. Unknown elements stand in it as tokens.
func toSet(a *args) (cty.Value, bool, error) {
	var out []cty.Value
	var marks []cty.ValueMarks
	for _, v := range a.list {
		list, ok := a.env.Elements(v)
		if !ok {
			return cty.NilVal, false, nil
		}
		for _, el := range list {
			if at := value.Place(el); !at.IsZero() {
				u, _ := el.Unmark()
				written := ""
				if u.Type() == cty.String && u.IsKnown() && !u.IsNull() {
					written = u.AsString()
				}
				marks = append(marks, cty.NewValueMarks(origin(at, written)))
			}
			frozen, ok := a.env.Freeze(el)
			if !ok {
				return cty.NilVal, false, nil
			}
			out = append(out, frozen)
		}
	}
	set, ok := setOf(out)
	if !ok {
		return cty.NilVal, false, nil
	}
	return set.WithMarks(append(marks, value.Doubt(a.list...))...), true, nil
}

func setOf(out []cty.Value) (cty.Value, bool) {
	if len(out) == 0 {
		return cty.SetValEmpty(cty.String), true
	}
	t, _ := convert.UnifyUnsafe(types(out))
	if t == cty.NilType || t == cty.DynamicPseudoType {
		return cty.NilVal, false
	}
	for i := range out {
		c, err := convert.Convert(out[i], t)
		if err != nil {
			return cty.NilVal, false
		}
		out[i] = c
	}
	return cty.SetVal(out), true
}

// Set converts a list to a set in which unknowns keep their identities; false
// where the value is no list.
func Set(env *value.Env, v cty.Value) (cty.Value, bool) {
	out, ok, err := toSet(&args{env: env, list: []cty.Value{v}})
	return out, ok && err == nil
}

func types(list []cty.Value) []cty.Type {
	out := make([]cty.Type, len(list))
	for i, v := range list {
		out[i] = v.Type()
	}
	return out
}

// converted is tolist, tomap and the conversions of scalars. Lists and maps
// stay as they are, since their elements keep more in a tuple or an object.
func converted(a *args) (cty.Value, bool, error) {
	v := a.list[0]
	u, _ := v.Unmark()
	if u.IsKnown() && u.IsNull() {
		return v, true, nil
	}
	switch a.call.Name {
	case "tostring":
		if t, ok := a.env.TextOf(v); ok {
			return value.Inherit(a.env.String(t), v), true, nil
		}
		return cty.NilVal, false, nil
	case "tonumber":
		return scalar(a, cty.Number)
	case "tobool":
		return scalar(a, cty.Bool)
	case "tomap":
		if !u.IsKnown() || !u.Type().IsObjectType() {
			return v, u.IsKnown(), nil
		}
		return unifyMap(v), true, nil
	}
	list, ok := a.env.Elements(v)
	if !ok {
		return cty.NilVal, false, nil
	}
	unify(list)
	return a.result(list, v), true, nil
}

// unify gives scalars of several types the one that lists have: numbers beside
// strings become strings.
func unify(list []cty.Value) {
	var kinds []cty.Type
	for _, v := range list {
		u, _ := v.Unmark()
		if !u.Type().IsPrimitiveType() {
			return
		}
		kinds = append(kinds, u.Type())
	}
	if t, _ := convert.UnifyUnsafe(kinds); t != cty.NilType && t.IsPrimitiveType() {
		for i := range list {
			list[i] = conform(list[i], t)
		}
	}
}

// unifyMap is unify for the values of a map.
func unifyMap(v cty.Value) cty.Value {
	u, marks := v.Unmark()
	attrs := u.AsValueMap()
	keys := slices.Sorted(maps.Keys(attrs))
	list := make([]cty.Value, len(keys))
	for i, k := range keys {
		list[i] = attrs[k]
	}
	unify(list)
	for i, k := range keys {
		attrs[k] = list[i]
	}
	return cty.ObjectVal(attrs).WithMarks(marks)
}

func scalar(a *args, t cty.Type) (cty.Value, bool, error) {
	v := a.list[0]
	if value.Symbolic(v) {
		if u, _ := v.Unmark(); !u.IsKnown() && value.RefOf(v) != nil {
			return a.env.Term(a.call.Name, v).Typed(t), true, nil
		}
		return cty.NilVal, false, nil
	}
	u, _ := v.UnmarkDeep()
	c, err := convert.Convert(u, t)
	return c, err == nil, err
}
