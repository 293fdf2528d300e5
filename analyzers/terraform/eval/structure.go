package eval

import (
	"errors"
	"fmt"
	"slices"

	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// arity is a structural function with the numbers of arguments that it takes;
// most is -1 where there is no limit.
type arity struct {
	f           structural
	least, most int
}

// structurals finds a structural function by its name.
func structurals(name string) arity {
	switch name {
	case "concat":
		return arity{concat, 0, -1}
	case "merge":
		return arity{merge, 0, -1}
	case "flatten":
		return arity{flatten, 1, 1}
	case "element":
		return arity{element, 2, 2}
	case "lookup":
		return arity{lookup, 2, 3}
	case "keys", "values":
		return arity{entries, 1, 1}
	case "zipmap":
		return arity{zipmap, 2, 2}
	case "slice":
		return arity{slice, 3, 3}
	case "reverse":
		return arity{reverse, 1, 1}
	case "one":
		return arity{one, 1, 1}
	case "length":
		return arity{length, 1, 1}
	case "distinct", "compact":
		return arity{thinned, 1, 1}
	case "coalesce":
		return arity{coalesce, 1, -1}
	case "coalescelist":
		return arity{coalesceList, 1, -1}
	case "contains":
		return arity{contains, 2, 2}
	case "toset", "setunion":
		return arity{toSet, 1, -1}
	case "tolist", "tomap", "tostring", "tonumber", "tobool":
		return arity{converted, 1, 1}
	case "sensitive", "nonsensitive", "ephemeralasnull":
		return arity{identity, 1, 1}
	}
	return textual(name)
}

func identity(a *args) (cty.Value, bool, error) { return a.list[0], true, nil }

// result builds a list, unsure if any source is.
func (a *args) result(list []cty.Value, from ...cty.Value) cty.Value {
	v := cty.TupleVal(list)
	weight := a.env.Weigh(list...)
	v = v.WithMarks(value.Doubt(from...))
	for _, f := range from {
		if at := value.Place(f); !at.IsZero() {
			return v.Mark(&value.Written{At: at, Weight: weight})
		}
	}
	return v
}

func concat(a *args) (cty.Value, bool, error) {
	var out []cty.Value
	unknown := 0
	for _, v := range a.list {
		list, ok := a.env.Elements(v)
		if u, _ := v.Unmark(); u.IsKnown() && (!ok || !u.Type().IsTupleType() && !u.Type().IsListType()) {
			return cty.NilVal, false, fmt.Errorf("an argument is %s, not a list", describe(u))
		}
		if !ok { // what is known is there, and more may be
			unknown++
			continue
		}
		out = append(out, list...)
	}
	if unknown == len(a.list) {
		return cty.NilVal, false, nil
	}
	v := a.result(out, a.list...)
	if unknown > 0 {
		v = v.Mark(value.More{})
	}
	return v, true, nil
}

// merge joins objects. The marks of all of them stay, to tell where each key
// was written.
func merge(a *args) (cty.Value, bool, error) {
	attrs := map[string]cty.Value{}
	var marks []cty.ValueMarks
	for _, v := range a.list {
		u, m := v.Unmark()
		if !u.IsKnown() {
			return cty.NilVal, false, nil
		}
		if u.IsNull() {
			continue
		}
		if !u.Type().IsObjectType() && !u.Type().IsMapType() {
			return cty.NilVal, false, fmt.Errorf("an argument is %s, not a map", describe(u))
		}
		marks = append(marks, m)
		for k, el := range u.AsValueMap() {
			attrs[k] = a.env.Thaw(el)
		}
	}
	weight := 0
	for _, v := range attrs {
		weight += a.env.Weigh(v)
	}
	out := cty.ObjectVal(attrs).WithMarks(marks...)
	if at := value.Place(out); weight > 1000 && !at.IsZero() {
		out = out.Mark(&value.Written{At: at, Weight: weight})
	}
	return out, true, nil
}

func flatten(a *args) (cty.Value, bool, error) {
	if _, ok := a.env.Elements(a.list[0]); !ok {
		return cty.NilVal, false, nil
	}
	f := &flattening{env: a.env}
	f.add(a.list[0], 0)
	v := a.result(f.out, a.list...)
	if f.more {
		v = v.Mark(value.More{})
	}
	return v, true, nil
}

// flattening collects the elements of lists in lists.
type flattening struct {
	env  *value.Env
	out  []cty.Value
	more bool
}

func (f *flattening) add(v cty.Value, depth int) {
	list, _ := f.env.Elements(v)
	f.more = f.more || value.HasMore(v) || depth > 100
	if depth > 100 {
		return
	}
	for _, el := range list {
		u, _ := el.Unmark()
		if !u.IsKnown() && u.Type() == cty.DynamicPseudoType {
			if ref := value.RefOf(el); ref == nil || !ref.NotNull {
				f.more = true // it may be a list itself
				continue
			}
		}
		if u.IsKnown() && !u.IsNull() && (u.Type().IsTupleType() || u.Type().IsListType() || u.Type().IsSetType()) {
			f.add(el, depth+1)
			continue
		}
		f.out = append(f.out, el)
	}
}

func element(a *args) (cty.Value, bool, error) {
	n, known := value.Int(a.list[1])
	if ref := value.RefOf(a.list[0]); ref != nil && known {
		return a.env.Element(a.list[0], n), true, nil
	}
	list, ok := a.env.Elements(a.list[0])
	if !ok || !known || value.IsUnsure(a.list[0]) {
		return cty.NilVal, false, nil
	}
	if len(list) == 0 {
		return cty.NilVal, false, errors.New("the list is empty")
	}
	n %= len(list)
	if n < 0 {
		n += len(list)
	}
	return list[n], true, nil
}

func lookup(a *args) (cty.Value, bool, error) {
	u, _ := a.list[0].Unmark()
	k, _ := a.list[1].Unmark()
	if !u.IsKnown() || u.IsNull() || value.Symbolic(k) {
		return cty.NilVal, false, nil
	}
	v, diags := a.env.Step(a.list[0], a.list[1], a.call.Range())
	if !diags.HasErrors() {
		return v, true, nil
	}
	if len(a.list) == 3 {
		return a.list[2], true, nil
	}
	return cty.NilVal, false, fmt.Errorf("the map has no key %s", a.env.Show(k))
}

func entries(a *args) (cty.Value, bool, error) {
	u, _ := a.list[0].Unmark()
	if u.IsKnown() && !u.IsNull() && !u.Type().IsObjectType() && !u.Type().IsMapType() {
		return cty.NilVal, false, errors.New("the argument is not a map")
	}
	keys, values, ok := a.env.Pairs(a.list[0])
	if !ok {
		return cty.NilVal, false, nil
	}
	if a.call.Name == "keys" {
		return a.result(keys, a.list...), true, nil
	}
	return a.result(values, a.list...), true, nil
}

func zipmap(a *args) (cty.Value, bool, error) {
	keys, ok := a.env.Elements(a.list[0])
	values, also := a.env.Elements(a.list[1])
	if !ok || !also || value.IsUnsure(a.list[0]) || value.IsUnsure(a.list[1]) {
		return cty.NilVal, false, nil
	}
	if len(keys) != len(values) {
		return cty.NilVal, false, fmt.Errorf("there are %d keys and %d values", len(keys), len(values))
	}
	attrs := make(map[string]cty.Value, len(keys))
	w := &value.Written{At: value.Place(a.list[0])}
	for i, k := range keys {
		t, ok := a.env.TextOf(k)
		if !ok {
			return cty.NilVal, false, nil
		}
		name := a.env.Table.Encode(t)
		attrs[name] = values[i]
		w.Entries = append(w.Entries, value.Entry{Key: name, KeyAt: t.At, Value: values[i]})
	}
	return cty.ObjectVal(attrs).Mark(w), true, nil
}

func slice(a *args) (cty.Value, bool, error) {
	list, ok := a.env.Elements(a.list[0])
	from, known := value.Int(a.list[1])
	to, also := value.Int(a.list[2])
	if !ok || !known || !also || value.IsUnsure(a.list[0]) {
		return cty.NilVal, false, nil
	}
	if from < 0 || to > len(list) || from > to {
		return cty.NilVal, false, fmt.Errorf("there are no elements %d to %d in a list of %d", from, to, len(list))
	}
	return a.result(list[from:to], a.list[0]), true, nil
}

func reverse(a *args) (cty.Value, bool, error) {
	list, ok := a.env.Elements(a.list[0])
	if !ok {
		return cty.NilVal, false, nil
	}
	slices.Reverse(list)
	return a.result(list, a.list...), true, nil
}

func one(a *args) (cty.Value, bool, error) {
	list, ok := a.env.Elements(a.list[0])
	if !ok || value.IsUnsure(a.list[0]) {
		return cty.NilVal, false, nil
	}
	switch len(list) {
	case 0:
		return cty.NullVal(cty.DynamicPseudoType), true, nil
	case 1:
		return list[0], true, nil
	}
	return cty.NilVal, false, fmt.Errorf("the list has %d elements", len(list))
}

// length counts. Two unknowns in a set may be the same one.
func length(a *args) (cty.Value, bool, error) {
	u, _ := a.list[0].Unmark()
	switch {
	case !u.IsKnown() || value.IsUnsure(a.list[0]):
		return cty.NilVal, false, nil
	case u.IsNull():
		return cty.NilVal, false, errors.New("the argument is null")
	case u.Type() == cty.String:
		if value.Symbolic(u) {
			return cty.NilVal, false, nil
		}
		return cty.NumberIntVal(int64(len([]rune(u.AsString())))), true, nil
	case !u.CanIterateElements():
		return cty.NilVal, false, fmt.Errorf("the argument is %s", describe(u))
	}
	n := u.LengthInt()
	if n > 1 && !u.Type().IsTupleType() && !u.Type().IsListType() && (u.Type().IsSetType() && value.Symbolic(u) || symbolicKeys(u)) {
		return cty.NilVal, false, nil
	}
	return cty.NumberIntVal(int64(n)), true, nil
}

func symbolicKeys(u cty.Value) bool {
	for k := range u.AsValueMap() {
		if text.HasTokenRunes(k) {
			return true
		}
	}
	return false
}
