package value

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Step goes one attribute or index into a value and stays symbolic where it
// must. Errors are those of Terraform: no such attribute, index out of range.
func (e *Env) Step(v, key cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	u, _ := v.Unmark()
	k, _ := key.Unmark()
	if !k.IsKnown() || k.IsNull() || !k.Type().IsPrimitiveType() {
		t, ok := e.TextOf(key)
		if !ok || !u.IsKnown() {
			return e.Term("index", v, key).Val(), nil
		}
		return e.stepToken(v, key, e.Table.Encode(t)), nil
	}
	if !u.IsKnown() {
		return e.stepUnknown(v, k), nil
	}
	if k.Type() == cty.String && text.HasTokenRunes(k.AsString()) {
		return e.stepToken(v, k, k.AsString()), nil
	}
	if u.IsNull() {
		return cty.DynamicVal, fault(at, "this value is null, so it has no %s", e.Show(k))
	}
	if IsUnsure(v) {
		return e.Term("index", v, key).Val(), nil
	}
	if u.Type().IsSetType() {
		return cty.DynamicVal, fault(at, "the elements of a set have no index")
	}
	if u.Type().IsObjectType() {
		return e.stepObject(v, k, at)
	}
	el, diags := hcl.Index(u, k, &at)
	if diags.HasErrors() && u.CanIterateElements() && u.Type().IsMapType() && Symbolic(u) {
		return e.Term("index", v, key).Val(), nil
	}
	return e.Thaw(el), diags
}

func (e *Env) stepObject(v, k cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	u, _ := v.Unmark()
	name, err := convert.Convert(k, cty.String)
	if err != nil {
		return cty.DynamicVal, fault(at, "an object has no element %s", e.Show(k))
	}
	if u.Type().HasAttribute(name.AsString()) {
		return e.Thaw(u.GetAttr(name.AsString())), nil
	}
	for attr := range u.Type().AttributeTypes() {
		if text.HasTokenRunes(attr) { // it may be that very key
			return e.Term("index", v, k).Val(), nil
		}
	}
	return cty.DynamicVal, fault(at, "the object has no attribute %s", e.Show(k))
}

// stepToken looks a key up that is itself unknown: the entry with the same
// unknown as its key is meant, if there is one.
func (e *Env) stepToken(v, k cty.Value, token string) cty.Value {
	u, _ := v.Unmark()
	if !u.IsNull() && u.Type().IsObjectType() && u.Type().HasAttribute(token) {
		return e.Thaw(u.GetAttr(token))
	}
	return e.Term("index", v, k).Val()
}

// stepUnknown asks the reference, then its choices, and otherwise names the
// path.
func (e *Env) stepUnknown(v, k cty.Value) cty.Value {
	r := RefOf(v)
	if r == nil {
		return e.Fresh("unknown" + suffix(k)).Val()
	}
	if r.Step != nil {
		if out, ok := r.Step(k); ok {
			return out
		}
	}
	key := e.Table.Encode(r.Text) + "\x01" + suffix(k)
	if child := e.terms[key]; child != nil {
		return child.Val()
	}
	child := e.child(r, k)
	e.terms[key] = child
	return child.Val()
}

func (e *Env) child(r *Ref, k cty.Value) *Ref {
	if len(r.Choices) > 0 {
		choices := make([]cty.Value, 0, len(r.Choices))
		for _, c := range r.Choices {
			if next, diags := e.Step(c, k, hcl.Range{}); !diags.HasErrors() {
				choices = append(choices, next)
			}
		}
		if len(choices) > 0 {
			return e.Choice(r.name()+suffix(k), choices)
		}
	}
	parts := r.Text.Parts()
	if len(parts) != 1 || parts[0].Sym == nil || parts[0].Sym.Fresh {
		return e.Fresh(r.name() + suffix(k))
	}
	sym := parts[0].Sym
	return e.Scoped(sym.Scope, sym.Name+suffix(k))
}

// name is how the reference is called in the names of others.
func (r *Ref) name() string {
	if p := r.Text.Parts(); len(p) == 1 && p[0].Sym != nil {
		return p[0].Sym.Name
	}
	return "(" + r.Text.String() + ")"
}

// Choice returns the reference to one of several values, unknown which.
func (e *Env) Choice(display string, choices []cty.Value) *Ref {
	sym := e.Table.Fresh(display)
	texts := make([]text.Text, 0, len(choices))
	for _, c := range choices {
		if t, ok := e.TextOf(c); ok {
			texts = append(texts, t)
		}
	}
	if len(texts) == len(choices) {
		sym.Choices = texts
	}
	r := e.refTo(sym)
	r.Choices = choices
	return r
}

// suffix spells an attribute or index as Terraform does.
func suffix(k cty.Value) string {
	switch {
	case k.Type() == cty.Number:
		return "[" + k.AsBigFloat().Text('f', 0) + "]"
	case k.Type() == cty.String && hclsyntax.ValidIdentifier(k.AsString()):
		return "." + k.AsString()
	case k.Type() == cty.String:
		return fmt.Sprintf("[%q]", k.AsString())
	}
	return "[" + k.GoString() + "]"
}

// Int returns a known whole number.
func Int(v cty.Value) (int, bool) {
	u, _ := v.Unmark()
	if !u.IsKnown() || u.IsNull() || !u.Type().IsPrimitiveType() {
		return 0, false
	}
	n, err := convert.Convert(u, cty.Number)
	if err != nil {
		return 0, false
	}
	i, accuracy := n.AsBigFloat().Int64()
	if accuracy != big.Exact || i != int64(int(i)) {
		return 0, false
	}
	return int(i), true
}

// fault makes the error of an evaluation.
func fault(at hcl.Range, format string, args ...any) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: fmt.Sprintf(format, args...), Subject: &at}}
}

// Element goes to an element by number; a failure is an unknown.
func (e *Env) Element(v cty.Value, n int) cty.Value {
	out, diags := e.Step(v, cty.NumberIntVal(int64(n)), hcl.Range{})
	if diags.HasErrors() {
		return e.Term("element", v, cty.NumberIntVal(int64(n))).Val()
	}
	return out
}

// Index spells a key between brackets, as in the address of an instance.
func Index(k cty.Value) string {
	if k.Type() == cty.String {
		return fmt.Sprintf("[%q]", k.AsString())
	}
	return suffix(k)
}
