package value

import (
	"strings"

	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// TextOf reads any value that is a string, can be converted to one, or is an
// unknown that may be one. Its place is that of the value.
func (e *Env) TextOf(v cty.Value) (text.Text, bool) {
	u, _ := v.Unmark()
	at := Place(v)
	if !u.IsKnown() {
		if t := u.Type(); t != cty.DynamicPseudoType && !t.IsPrimitiveType() {
			return text.Text{}, false
		}
		r := RefOf(v)
		if r == nil {
			return text.Text{}, false
		}
		return r.Text.WithAt(at), true
	}
	if u.IsNull() || !u.Type().IsPrimitiveType() {
		return text.Text{}, false
	}
	c, err := convert.Convert(u, cty.String)
	if err != nil {
		return text.Text{}, false
	}
	return e.Table.Decode(c.AsString()).WithAt(at), true
}

// Symbolic reports whether a value holds an unknown, or a token, anywhere.
func Symbolic(v cty.Value) bool {
	u, _ := v.Unmark()
	if !u.IsKnown() {
		return true
	}
	if u.IsNull() {
		return false
	}
	if u.Type() == cty.String {
		return text.HasTokenRunes(u.AsString())
	}
	if !u.CanIterateElements() {
		return false
	}
	for it := u.ElementIterator(); it.Next(); {
		k, el := it.Element()
		if Symbolic(el) || u.Type().IsObjectType() && Symbolic(k) || u.Type().IsMapType() && Symbolic(k) {
			return true
		}
	}
	return false
}

// Freeze returns a wholly known value without marks in which tokens stand for
// the unknowns. It is false where an unknown has no identity or is not of a
// kind that a string can stand for.
func (e *Env) Freeze(v cty.Value) (cty.Value, bool) {
	u, _ := v.Unmark()
	if !u.IsKnown() {
		t, ok := e.TextOf(v)
		if !ok {
			return cty.NilVal, false
		}
		return cty.StringVal(e.Table.Encode(t)), true
	}
	if u.IsNull() || !u.CanIterateElements() {
		return u, true
	}
	if u.Type().IsObjectType() || u.Type().IsMapType() {
		out := make(map[string]cty.Value, u.LengthInt())
		for it := u.ElementIterator(); it.Next(); {
			k, el := it.Element()
			f, ok := e.Freeze(el)
			if !ok {
				return cty.NilVal, false
			}
			out[k.AsString()] = f
		}
		return cty.ObjectVal(out), true
	}
	out := make([]cty.Value, 0, u.LengthInt())
	for it := u.ElementIterator(); it.Next(); {
		_, el := it.Element()
		f, ok := e.Freeze(el)
		if !ok {
			return cty.NilVal, false
		}
		out = append(out, f)
	}
	return cty.TupleVal(out), true
}

// Thaw turns a string that holds tokens back into an unknown. Values that hold
// none are returned as they are. Sets keep their tokens: cty gives the marks
// of a set's elements to the set, and identities would be mixed up.
func (e *Env) Thaw(v cty.Value) cty.Value {
	u, marks := v.Unmark()
	if !u.IsKnown() || u.IsNull() {
		return v
	}
	if u.Type() == cty.String {
		if !text.HasTokenRunes(u.AsString()) {
			return v
		}
		out := e.String(e.Table.Decode(u.AsString()))
		for m := range marks {
			if _, ref := m.(*Ref); !ref {
				out = out.Mark(m)
			}
		}
		return out
	}
	if !(u.Type().IsTupleType() || u.Type().IsObjectType()) || !holdsToken(u) {
		return v
	}
	return e.thawElements(u).WithMarks(marks)
}

// holdsToken reports whether a string in the value holds a token.
func holdsToken(v cty.Value) bool {
	u, _ := v.Unmark()
	if !u.IsKnown() || u.IsNull() {
		return false
	}
	if u.Type() == cty.String {
		return text.HasTokenRunes(u.AsString())
	}
	if !u.Type().IsTupleType() && !u.Type().IsObjectType() {
		return false
	}
	for it := u.ElementIterator(); it.Next(); {
		if _, el := it.Element(); holdsToken(el) {
			return true
		}
	}
	return false
}

func (e *Env) thawElements(u cty.Value) cty.Value {
	if u.Type().IsTupleType() {
		list := u.AsValueSlice()
		for i := range list {
			list[i] = e.Thaw(list[i])
		}
		return cty.TupleVal(list)
	}
	m := u.AsValueMap()
	for k := range m {
		m[k] = e.Thaw(m[k])
	}
	return cty.ObjectVal(m)
}

// Elements lists the elements of a list, set or tuple, each with its place and
// without what only its container was marked with. It is false where the value
// is not a known collection.
func (e *Env) Elements(v cty.Value) ([]cty.Value, bool) {
	u, _ := v.Unmark()
	if !u.IsKnown() || u.IsNull() || !u.CanIterateElements() {
		return nil, false
	}
	inherited := origins(v)
	out := make([]cty.Value, 0, u.LengthInt())
	for it := u.ElementIterator(); it.Next(); {
		_, el := it.Element()
		out = append(out, e.Thaw(e.claim(el, inherited)))
	}
	return out, true
}

// claim gives a known string its own place among those of its set.
func (e *Env) claim(el cty.Value, inherited []Origin) cty.Value {
	if el.IsMarked() || len(inherited) == 0 || el.Type() != cty.String || !el.IsKnown() || el.IsNull() {
		return el
	}
	for _, o := range inherited {
		if o.Text == el.AsString() || strings.Contains(el.AsString(), o.Text) && o.Text != "" {
			return el.Mark(o)
		}
	}
	return el
}

// Pairs lists the entries of a map or object in the order of the keys; of a
// list by index, and of a set with the element as its own key.
func (e *Env) Pairs(v cty.Value) (keys, values []cty.Value, ok bool) {
	u, _ := v.Unmark()
	values, ok = e.Elements(v)
	if !ok {
		return nil, nil, false
	}
	i := 0
	for it := u.ElementIterator(); it.Next(); i++ {
		k, _ := it.Element()
		if u.Type().IsSetType() {
			k = Bare(values[i])
		}
		keys = append(keys, e.Thaw(k))
	}
	return keys, values, true
}
