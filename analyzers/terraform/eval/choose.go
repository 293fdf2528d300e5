package eval

import (
	"errors"

	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// thinned drops empty or repeated strings. An unknown may be either; then it is
// kept and the list is unsure.
func thinned(a *args) (cty.Value, bool, error) {
	list, ok := a.env.Elements(a.list[0])
	if !ok {
		return cty.NilVal, false, nil
	}
	unify(list)
	var out []cty.Value
	sure := true
	for _, v := range list {
		keep := text.Yes
		if a.call.Name == "compact" {
			keep = nonEmpty(a.env, v)
		} else {
			for _, seen := range out {
				keep = text.And(keep, equalValues(a.env, seen, v).Not())
			}
		}
		if keep != text.No {
			out = append(out, v)
		}
		sure = sure && keep != text.Unknown
	}
	v := a.result(out, a.list...)
	if !sure {
		v = v.Mark(value.Unsure{})
	}
	return v, true, nil
}

// nonEmpty decides whether a value is a string with something in it.
func nonEmpty(env *value.Env, v cty.Value) text.Truth {
	u, _ := v.Unmark()
	if u.IsKnown() {
		return text.TruthOf(!u.IsNull() && (u.Type() != cty.String || u.AsString() != ""))
	}
	t, ok := env.TextOf(v)
	if !ok {
		return text.Unknown
	}
	for _, p := range t.Parts() {
		if p.Lit != "" {
			return text.Yes
		}
	}
	return text.Unknown
}

func equalValues(env *value.Env, l, r cty.Value) text.Truth {
	if value.Symbolic(l) || value.Symbolic(r) {
		return equal(env, l, r)
	}
	lu, _ := l.UnmarkDeep()
	ru, _ := r.UnmarkDeep()
	return text.TruthOf(lu.RawEquals(ru)) // 1 is not "1" here
}

// coalesce returns the first argument that is neither null nor empty. An
// unknown before that leaves open which one it is.
func coalesce(a *args) (cty.Value, bool, error) {
	var choices []cty.Value
	for _, v := range a.list {
		keep := nonEmpty(a.env, v)
		if ref := value.RefOf(v); ref != nil && ref.NotNull && v.Type() != cty.String {
			keep = text.Yes
		}
		if keep != text.No {
			choices = append(choices, v)
		}
		if keep == text.Yes {
			break
		}
	}
	switch len(choices) {
	case 0:
		return cty.NilVal, false, errors.New("all arguments are null or empty")
	case 1:
		return choices[0], true, nil
	}
	return a.env.Choice(a.call.shown(a.call.Range()), choices).Val(), true, nil
}

func coalesceList(a *args) (cty.Value, bool, error) {
	for _, v := range a.list {
		u, _ := v.Unmark()
		if u.IsKnown() && u.IsNull() {
			continue
		}
		list, ok := a.env.Elements(v)
		if !ok || value.IsUnsure(v) {
			return cty.NilVal, false, nil
		}
		if len(list) > 0 {
			return v, true, nil
		}
	}
	return cty.NilVal, false, errors.New("all lists are empty")
}

func contains(a *args) (cty.Value, bool, error) {
	list, ok := a.env.Elements(a.list[0])
	if !ok {
		return cty.NilVal, false, nil
	}
	answer := text.No
	for _, v := range list {
		hit := equalValues(a.env, v, a.list[1])
		if hit == text.Yes && value.IsUnsure(a.list[0]) && value.Symbolic(v) {
			hit = text.Unknown
		}
		answer = text.Or(answer, hit)
	}
	if answer == text.No && value.HasMore(a.list[0]) {
		answer = text.Unknown
	}
	if answer == text.Unknown {
		return a.env.Term("contains", a.list...).Typed(cty.Bool), true, nil
	}
	return cty.BoolVal(answer == text.Yes), true, nil
}
