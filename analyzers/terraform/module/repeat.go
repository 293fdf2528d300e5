package module

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/facts"
	"github.com/zclconf/go-cty/cty"
)

// maxInstances bounds count and for_each of one block, maxTotal the instances
// of a root.
const (
	maxInstances = 1000
	maxTotal     = 50_000
)

// maker makes one instance of a block. An instance that is not listed only
// answers references.
type maker func(address string, ctx *hcl.EvalContext, maybe, listed bool) *value.Ref

// repeat makes the instances of a block and returns the value of a reference
// to it: one instance, or an object or tuple of instances. Where the keys are
// not known there is one instance, [*], which may stand for none or many.
func (s *Scope) repeat(address string, b *Block, each maker) cty.Value {
	make := func(address string, ctx *hcl.EvalContext, maybe, listed bool) *value.Ref {
		if s.root.made++; s.root.made > maxTotal {
			s.root.problem("too-large", facts.Incomplete, b.Header(), s.root.Dir, "The configuration has more than 50,000 instances of resources and modules; the rest is not read.")
			return s.root.env.Symbol(address)
		}
		return each(address, ctx, maybe, listed)
	}
	if a := b.Body().Attributes["for_each"]; a != nil {
		return s.forEach(address, b, a, make)
	}
	if a := b.Body().Attributes["count"]; a != nil {
		return s.count(address, b, a, make)
	}
	return make(address, s.ctx, s.Maybe, true).Val()
}

func eachContext(ctx *hcl.EvalContext, k, v cty.Value) *hcl.EvalContext {
	return eval.With(ctx, map[string]cty.Value{"each": cty.ObjectVal(map[string]cty.Value{"key": k, "value": v})})
}

func (s *Scope) forEach(address string, b *Block, a *hclsyntax.Attribute, make maker) cty.Value {
	v, _ := s.try(a.Expr, s.ctx)
	keys, values, maybe, ok := s.pairs(v)
	if !ok {
		return s.representative(address, func(address string, key cty.Value, listed bool) *value.Ref {
			env := s.root.env
			if key == cty.NilVal {
				key = env.Fresh("each.key").Typed(cty.String)
			}
			return make(address, eachContext(s.ctx, key, env.Fresh("each.value").Val()), true, listed)
		})
	}
	if len(keys) > maxInstances {
		s.root.problem("too-large", facts.Incomplete, b.Span(a.Expr.Range()), address,
			fmt.Sprintf("%s has %d instances; only the first %d are read.", address, len(keys), maxInstances))
		keys = keys[:maxInstances]
	}
	out := map[string]cty.Value{}
	for i, k := range keys {
		t, isText := s.root.env.TextOf(k)
		if !isText {
			t, _ = s.root.env.TextOf(s.root.env.Fresh("each.key").Val())
		}
		key := s.root.env.Table.Encode(t)
		at := fmt.Sprintf("%s[%q]", address, t.String())
		out[key] = make(at, eachContext(s.ctx, value.Bare(k), values[i]), s.Maybe || maybe[i], true).Val()
	}
	if value.HasMore(v) {
		return s.openMap(address, out, make)
	}
	return cty.ObjectVal(out)
}

// openMap is a reference to instances of which only some are known.
func (s *Scope) openMap(address string, known map[string]cty.Value, make maker) cty.Value {
	env := s.root.env
	rest := s.representative(address, func(address string, key cty.Value, listed bool) *value.Ref {
		if key == cty.NilVal {
			key = env.Fresh("each.key").Typed(cty.String)
		}
		return make(address, eachContext(s.ctx, key, env.Fresh("each.value").Val()), true, listed)
	})
	r := value.RefOf(rest)
	other := r.Step
	r.Step = func(k cty.Value) (cty.Value, bool) {
		if k.Type() == cty.String {
			if v, ok := known[k.AsString()]; ok {
				return v, true
			}
		}
		return other(k)
	}
	return rest
}

// pairs lists what for_each iterates over. A choice among known collections
// gives all their entries, each maybe there if not all hold it.
func (s *Scope) pairs(v cty.Value) (keys, values []cty.Value, maybe []bool, ok bool) {
	env := s.root.env
	if r := value.RefOf(v); r != nil && len(r.Choices) > 0 {
		return s.choicePairs(r)
	}
	if u, _ := v.Unmark(); u.IsKnown() && u.IsNull() {
		return nil, nil, nil, true
	}
	keys, values, ok = env.Pairs(v)
	u, _ := v.Unmark()
	if ok && (u.Type().IsTupleType() || u.Type().IsListType()) {
		keys = values
	}
	maybe = make([]bool, len(keys))
	for i := range maybe {
		maybe[i] = value.IsUnsure(v) && !value.HasMore(v)
	}
	return keys, values, maybe, ok
}

func (s *Scope) choicePairs(r *value.Ref) (keys, values []cty.Value, maybe []bool, ok bool) {
	env := s.root.env
	at := map[string]int{}
	seen := map[string]int{}
	for _, c := range r.Choices {
		ks, vs, _, known := s.pairs(c)
		if !known {
			return nil, nil, nil, false
		}
		for i, k := range ks {
			t, isText := env.TextOf(k)
			if !isText {
				return nil, nil, nil, false
			}
			id := env.Table.Encode(t)
			seen[id]++
			if j, dup := at[id]; dup {
				values[j] = env.Choice("each.value", []cty.Value{values[j], vs[i]}).Val()
				continue
			}
			at[id] = len(keys)
			keys, values = append(keys, k), append(values, vs[i])
		}
	}
	for _, k := range keys {
		t, _ := env.TextOf(k)
		maybe = append(maybe, seen[env.Table.Encode(t)] < len(r.Choices))
	}
	return keys, values, maybe, true
}

func (s *Scope) count(address string, b *Block, a *hclsyntax.Attribute, make maker) cty.Value {
	v, _ := s.try(a.Expr, s.ctx)
	least, most, ok := counts(v)
	if !ok {
		return s.representative(address, func(address string, key cty.Value, listed bool) *value.Ref {
			if key == cty.NilVal {
				key = s.root.env.Fresh("count.index").Typed(cty.Number)
			}
			index := cty.ObjectVal(map[string]cty.Value{"index": key})
			return make(address, eval.With(s.ctx, map[string]cty.Value{"count": index}), true, listed)
		})
	}
	if most > maxInstances {
		s.root.problem("too-large", facts.Incomplete, b.Span(a.Expr.Range()), address,
			fmt.Sprintf("%s has %d instances; only the first %d are read.", address, most, maxInstances))
		most = maxInstances
	}
	out := []cty.Value{}
	for i := range most {
		index := cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(int64(i))})
		at := fmt.Sprintf("%s[%d]", address, i)
		out = append(out, make(at, eval.With(s.ctx, map[string]cty.Value{"count": index}), s.Maybe || i >= least, true).Val())
	}
	list := cty.TupleVal(out)
	if least != most {
		return s.maybeList(address, list, out)
	}
	return list
}

// maybeList is a reference to a list of which it is not known how many there
// are: an element can be asked for, the length cannot.
func (s *Scope) maybeList(address string, list cty.Value, out []cty.Value) cty.Value {
	r := s.root.env.Symbol(address)
	r.Choices = nil
	r.Step = func(k cty.Value) (cty.Value, bool) {
		if n, ok := value.Int(k); ok && n >= 0 && n < len(out) {
			return out[n], true
		}
		return cty.NilVal, false
	}
	return r.Val()
}

// counts reads a count: a number, or a choice among numbers.
func counts(v cty.Value) (least, most int, ok bool) {
	if r := value.RefOf(v); r != nil && len(r.Choices) > 0 {
		for i, c := range r.Choices {
			low, high, known := counts(c)
			if !known {
				return 0, 0, false
			}
			if i == 0 {
				least, most = low, high
			}
			least, most = min(least, low), max(most, high)
		}
		return least, most, true
	}
	n, known := value.Int(v)
	return n, n, known && n >= 0
}

// representative stands for all instances where their keys are not known. A
// reference to one of them by its key is to an instance of its own, as two keys
// are never the same instance.
func (s *Scope) representative(address string, one func(address string, key cty.Value, listed bool) *value.Ref) cty.Value {
	one(address+"[*]", cty.NilVal, true)
	byKey := map[string]cty.Value{}
	r := s.root.env.Symbol(address)
	r.Step = func(k cty.Value) (cty.Value, bool) {
		at := address + value.Index(k)
		v, ok := byKey[at]
		if !ok {
			v = one(at, k, false).Val()
			byKey[at] = v
		}
		return v, true
	}
	return r.Val()
}
